/* Endorsements: those of OB 2.0 are fetched, those of OB 3.0 stand in the badge,
 * with a proof or as tokens. Each is verified like a badge, its issuer being who
 * endorses (OB 2.0 §Endorsement, OB 3.0 §EndorsementCredential). One that does
 * not hold is worth nothing, and does the badge no harm. */
#include "badge/checks.h"
#include "badge/nested.h"
#include "badge/read.h"
#include "base/uri.h"

#define MAX_ENDORSEMENTS 10 /* of one badge */

/* Those of one badge. */
struct tally {
    struct inquiry *q;
    size_t seen;
};

/* One of them: what is to be judged, where it stands, and the id of what it is
 * attached to. */
struct claimed {
    str input, where, holder;
};

/* It may speak of what it is attached to, or, on the credential itself, of
 * anything in it (OB 3.0 §AchievementCredential). */
static bool is_about_us(const struct inquiry *q, str holder, str id)
{
    const struct badge *b = q->badge;

    if (str_is_empty(id))
        return false;
    return str_eq(id, holder) ||
           (str_eq(holder, b->id) && (str_eq(id, b->achievement.id) || str_eq(id, b->issuer.id) ||
                                      str_eq(id, b->subject_id)));
}

static str issuer_of(struct inquiry *q, const struct report *r)
{
    str name = r->badge.issuer.name, id = r->badge.issuer.id;

    return str_is_empty(name) && str_is_empty(id) ? S("somebody")
                                                  : quoted(q, str_is_empty(name) ? id : name);
}

static void tell_flaw(struct inquiry *q, const struct claimed *c, const struct report *r)
{
    const struct check *flaw = nested_flaw(r);

    found(q, WARN, "endorsement-invalid", c->where, "The endorsement by " STR_FMT " %s: " STR_FMT,
          STR_ARG(issuer_of(q, r)),
          r->verdict == INVALID ? "does not count, it is not valid" : "could not be checked",
          STR_ARG(flaw ? flaw->message : S("it lies too deep.")));
}

/* Who endorses is told by what was proved, not by the name it gives itself. */
static void tell_good(struct inquiry *q, const struct claimed *c, const struct report *r)
{
    str comment = r->badge.narrative;

    if (str_is_empty(comment))
        found(q, PASS, "", c->where, "The badge is endorsed by " STR_FMT ".",
              STR_ARG(r->anchor.value));
    else
        found(q, PASS, "", c->where, "The badge is endorsed by " STR_FMT ": " STR_FMT ".",
              STR_ARG(r->anchor.value), STR_ARG(quoted(q, comment)));
}

static void judge_one(struct tally *t, const struct claimed *c)
{
    struct inquiry *q = t->q;

    if (t->seen++ >= MAX_ENDORSEMENTS)
        return;
    struct nested *n = nested_judge(q, c->input, c->where, AS_ENDORSEMENT);
    if (!n->counts) {
        tell_flaw(q, c, n->report);
        return;
    }
    n->counts = is_about_us(q, c->holder, n->report->badge.achievement.id);
    if (n->counts)
        tell_good(q, c, n->report);
    else
        found(q, WARN, "endorsement-invalid", c->where,
              "The endorsement by " STR_FMT " does not count, it is of something else.",
              STR_ARG(issuer_of(q, n->report)));
}

static void conclude(struct tally *t)
{
    if (t->seen > MAX_ENDORSEMENTS)
        found(t->q, WARN, "endorsement-invalid", (str){0},
              "%zu more endorsements were not checked.", t->seen - MAX_ENDORSEMENTS);
    passed(t->q, "The badge carries no endorsements.");
}

/* ---- OB 2.0 ---- */

/* Those that one document lists; `id` is what they must be about. */
static void judge_listed(struct tally *t, const struct json *doc, str id)
{
    const struct json *list = json_get(doc, "endorsement");

    for (size_t i = 0; i < json_many_count(list); i++) {
        str url = id_of(json_many(list, i));
        if (uri_is_http(url))
            judge_one(t, &(struct claimed){url, url, id});
        else if (t->seen++ < MAX_ENDORSEMENTS)
            found(t->q, WARN, "endorsement-invalid", url,
                  "An endorsement does not count: it has no address at which it could be checked.");
    }
}

void check_endorsements(struct inquiry *q)
{
    struct tally t = {.q = q};

    if (!q->assertion.doc || !q->badge_class.doc || !q->issuer.doc)
        return;
    if (q->badge->subject == SUBJECT_AWARD)
        judge_listed(&t, q->assertion.doc, q->badge->id);
    judge_listed(&t, q->badge_class.doc, q->badge->achievement.id);
    judge_listed(&t, q->issuer.doc, q->badge->issuer.id);
    conclude(&t);
}

/* ---- OB 3.0 ---- */

void check_endorsements_v3(struct inquiry *q)
{
    struct tally t = {.q = q};

    for (size_t i = 0; i < q->enclosed.n; i++) {
        const struct enclosed *e = &q->enclosed.items[i];
        if (e->is_endorsement)
            judge_one(&t, &(struct claimed){nested_text(e), e->where, e->holder});
    }
    conclude(&t);
}
