/* Endorsements. Those of OB 2.0 are fetched, those of OB 3.0 stand in the badge;
 * each is verified like a badge, its issuer being who endorses (OB 2.0
 * §Endorsement, OB 3.0 §EndorsementCredential). One that does not hold is worth
 * nothing, and does the badge no harm. */
#include "badge/checks.h"
#include "badge/read.h"
#include "base/uri.h"

#define MAX_ENDORSEMENTS 16

/* Of one badge: how many were seen, and who stands behind those that hold. */
struct tally {
    struct inquiry *q;
    size_t seen, held;
    struct buf hosts;
};

static void warn(struct tally *t, str where, const char *why)
{
    found(t->q, WARN, "endorsement-invalid", where, "An endorsement does not count: %s.", why);
}

/* `about`: what an endorsement in this place may be about. */
static void judge_input(struct tally *t, str input, str where, const struct str_list *about)
{
    struct report r = part_verify(t->q, input, true);
    bool is_about = false;

    for (size_t i = 0; i < about->n; i++)
        is_about |=
            !str_is_empty(about->items[i]) && str_eq(r.badge.achievement.id, about->items[i]);
    if (r.verdict == INVALID)
        warn(t, where, "it is not valid");
    else if (r.verdict != VALID)
        warn(t, where, "it could not be checked");
    else if (!is_about)
        warn(t, where, "it is about something else");
    else {
        buf_putz(&t->hosts, t->held++ ? ", " : "");
        buf_put(&t->hosts, r.anchor.value);
    }
}

static void judge_one(struct tally *t, const struct json *endorsement, str endorsed)
{
    str input = id_of(endorsement);

    if (uri_is_http(input))
        judge_input(t, input, input, &(struct str_list){.items = &endorsed, .n = 1});
    else
        warn(t, input, "it has no address at which it could be checked");
}

/* Those that one document lists; `id` is what they must be about. */
static void judge_listed(struct tally *t, const struct json *doc, str id)
{
    const struct json *list = json_get(doc, "endorsement");

    for (size_t i = 0; i < json_many_count(list); i++)
        if (t->seen++ < MAX_ENDORSEMENTS)
            judge_one(t, json_many(list, i), id);
}

static void conclude(struct tally *t)
{
    if (t->seen > MAX_ENDORSEMENTS)
        warn(t, (str){0}, "there are more than are checked");
    if (t->held)
        found(t->q, PASS, "", (str){0}, "The badge is endorsed by " STR_FMT ".",
              STR_ARG(buf_done(&t->hosts)));
    passed(t->q, "The badge carries no endorsements.");
}

void check_endorsements(struct inquiry *q)
{
    struct tally t = {.q = q, .hosts = buf_new(q->a)};

    if (!q->assertion.doc || !q->badge_class.doc || !q->issuer.doc)
        return;
    if (q->badge->subject == SUBJECT_AWARD)
        judge_listed(&t, q->assertion.doc, q->badge->id);
    judge_listed(&t, q->badge_class.doc, q->badge->achievement.id);
    judge_listed(&t, q->issuer.doc, q->badge->issuer.id);
    conclude(&t);
}

/* ---- OB 3.0 ---- */

/* A thing that may carry endorsements, and where it stands. */
struct endorsed {
    const struct json *node;
    const char *place;
    str about[3];
    size_t n;
};

#define PLACES 4

/* On a credential they may be about all that is in it. */
static void list_endorsed(const struct inquiry *q, struct endorsed out[PLACES])
{
    const struct badge *b = q->badge;
    const struct achievement *ac = &b->achievement;

    out[0] = (struct endorsed){b->document, "", {b->id, ac->id, b->issuer.id}, 3};
    out[1] = (struct endorsed){b->issuer.source, "/issuer", {b->issuer.id}, 1};
    out[2] = (struct endorsed){ac->source, "/credentialSubject/achievement", {ac->id}, 1};
    out[3] = (struct endorsed){
        ac->creator.source, "/credentialSubject/achievement/creator", {ac->creator.id}, 1};
}

bool carries_endorsements(const struct inquiry *q)
{
    struct endorsed all[PLACES];

    if (q->badge->subject != SUBJECT_AWARD)
        return false;
    list_endorsed(q, all);
    for (size_t i = 0; i < PLACES; i++)
        if (json_get(all[i].node, "endorsement") || json_get(all[i].node, "endorsementJwt"))
            return true;
    return false;
}

/* With a proof in it, or as a token. */
static void judge_carried(struct tally *t, const struct endorsed *e, const char *member)
{
    const struct json *list = json_get(e->node, member);
    const struct str_list about = {.items = (str *)(uintptr_t)e->about, .n = e->n};

    for (size_t i = 0; i < json_many_count(list); i++) {
        const struct json *one = json_many(list, i);
        str where = str_printf(t->q->a, "%s/%s/%zu", e->place, member, i);
        str input = json_is(one, JSON_OBJECT) ? json_text_of(one) : json_str(one);
        if (t->seen++ >= MAX_ENDORSEMENTS)
            continue;
        if (json_is(one, JSON_OBJECT) || jws_looks_like(input))
            judge_input(t, input, where, &about);
        else
            warn(t, where, "it is neither a credential nor a token");
    }
}

void check_endorsements_v3(struct inquiry *q)
{
    struct tally t = {.q = q, .hosts = buf_new(q->a)};
    struct endorsed all[PLACES];

    list_endorsed(q, all);
    for (size_t i = 0; i < PLACES; i++) {
        judge_carried(&t, &all[i], "endorsement");
        judge_carried(&t, &all[i], "endorsementJwt");
    }
    conclude(&t);
}
