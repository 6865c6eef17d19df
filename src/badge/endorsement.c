/* Endorsements of OB 2.0: each is fetched and verified like an assertion, its
 * issuer being who endorses (OB 2.0 §Endorsement). One that does not hold is
 * worth nothing, and does the badge no harm. */
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

static void judge_one(struct tally *t, const struct json *endorsement, str endorsed)
{
    str input = id_of(endorsement);

    if (!uri_is_http(input)) {
        warn(t, input, "it has no address at which it could be checked");
        return;
    }
    struct report r = part_verify(t->q, input, AS_ENDORSEMENT);
    if (r.verdict == INVALID)
        warn(t, input, "it is not valid");
    else if (r.verdict != VALID)
        warn(t, input, "it could not be checked");
    else if (!str_eq(r.badge.achievement.id, endorsed))
        warn(t, input, "it is about something else");
    else {
        buf_putz(&t->hosts, t->held++ ? ", " : "");
        buf_put(&t->hosts, r.anchor.value);
    }
}

/* Those that one document lists; `id` is what they must be about. */
static void judge_listed(struct tally *t, const struct json *doc, str id)
{
    const struct json *list = json_get(doc, "endorsement");

    for (size_t i = 0; i < json_many_count(list); i++)
        if (t->seen++ < MAX_ENDORSEMENTS)
            judge_one(t, json_many(list, i), id);
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
    if (t.seen > MAX_ENDORSEMENTS)
        warn(&t, (str){0}, "there are more than are checked");
    if (t.held)
        found(q, PASS, "", (str){0}, "The badge is endorsed by " STR_FMT ".",
              STR_ARG(buf_done(&t.hosts)));
    passed(q, "The badge carries no endorsements.");
}
