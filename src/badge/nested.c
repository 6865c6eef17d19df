#include "badge/nested.h"

#include "badge/model.h"
#include "badge/read.h"

#define MAX_CREDENTIALS  100 /* of one record */
#define MAX_ENDORSEMENTS 10  /* of one credential */
#define MORE_FETCHES     3   /* for each credential of a record, up to NESTED_FETCHES */

/* Most badges have none, and their text tells so at once. */
static bool may_enclose(const struct json *doc)
{
    str text = json_text_of(doc);

    return str_is_empty(text) || str_contains(text, S("ndorsement")) ||
           str_contains(text, S("verifiableCredential")) || str_contains(text, S("\\u"));
}

void nested_find(struct inquiry *q)
{
    const struct json *doc = q->badge->document;

    if (may_enclose(doc))
        model_enclosed(q->a, rules_v3_model(doc, q->as), doc, S(""), &q->enclosed);
}

bool nested_has(const struct inquiry *q, bool endorsements)
{
    for (size_t i = 0; i < q->enclosed.n; i++)
        if (q->enclosed.items[i].is_endorsement == endorsements)
            return true;
    return false;
}

/* ---- one of them ---- */

static const struct report *judge_alone(struct inquiry *q, const struct enclosed *e)
{
    str text = json_is(e->v, JSON_STRING) ? json_str(e->v) : json_text_of(e->v);
    struct report *r = NEW(q->a, struct report);

    *r = part_verify(q, text, e->is_endorsement ? AS_ENDORSEMENT : AS_CREDENTIAL);
    *list_add(q->a, &q->report->nested) = (struct nested){
        .what = e->is_endorsement ? "endorsement" : "credential", .where = e->where, .report = r};
    return r;
}

static const struct check *first_flaw(const struct report *r)
{
    enum outcome worst = r->verdict == INVALID ? FAIL : UNTESTED;

    for (size_t i = 0; i < r->checks.n; i++)
        if (r->checks.items[i].outcome == worst)
            return &r->checks.items[i];
    return NULL;
}

/* Its name in quotation marks, for a sentence. */
static str called(struct inquiry *q, const struct report *r)
{
    str name = str_is_empty(r->badge.name) ? r->badge.achievement.name : r->badge.name;

    return str_is_empty(name) ? S("without a name") : quoted(q, name);
}

/* ---- the credentials of a record ---- */

static void tell_credential(struct inquiry *q, const struct enclosed *e, const struct report *r)
{
    const struct check *c = first_flaw(r);

    if (r->verdict == VALID)
        return;
    found(q, r->verdict == INVALID ? FAIL : UNTESTED, "credential-invalid", e->where,
          "The credential " STR_FMT " in this record %s: " STR_FMT, STR_ARG(called(q, r)),
          r->verdict == INVALID ? "is not valid" : "could not be checked",
          STR_ARG(c ? c->message : S("")));
}

static bool occurs(const struct json *node, str id)
{
    if (str_eq(id_of(node), id))
        return true;
    for (size_t i = 0; i < json_count(node); i++)
        if (occurs(json_is(node, JSON_ARRAY) ? json_item(node, i) : json_value(node, i), id))
            return true;
    return false;
}

/* CLR 2.0 §Association: both ends are achievements of the record. What is inside
 * a token cannot be seen from here, so this is a warning. */
static void judge_associations(struct inquiry *q)
{
    static const char *const ends[] = {"sourceId", "targetId"};
    const struct json *subject = json_many(json_get(q->badge->document, "credentialSubject"), 0);
    const struct json *list = json_get(subject, "association");

    for (size_t i = 0; i < json_many_count(list); i++)
        for (size_t k = 0; k < COUNT(ends); k++) {
            str id = member_text(json_many(list, i), ends[k]);
            if (id.n && !occurs(json_get(subject, "achievement"), id) &&
                !occurs(json_get(subject, "verifiableCredential"), id))
                found(q, WARN, "value-type",
                      str_printf(q->a, "/credentialSubject/association/%zu/%s", i, ends[k]),
                      "An association names an achievement that is not in this record.");
        }
}

static size_t count_of(const struct inquiry *q, bool endorsements)
{
    size_t n = 0;

    for (size_t i = 0; i < q->enclosed.n; i++)
        n += q->enclosed.items[i].is_endorsement == endorsements;
    return n;
}

void check_credentials(struct inquiry *q)
{
    size_t n = count_of(q, false), more = n * MORE_FETCHES;

    if (n > MAX_CREDENTIALS || part_depth(q) >= PARTS_DEEP) {
        found(q, UNTESTED, "too-many-values", S("/credentialSubject/verifiableCredential"),
              "The record holds more credentials than are checked at once.");
        return;
    }
    q->loader.budget += (unsigned)(more < NESTED_FETCHES ? more : NESTED_FETCHES);
    for (size_t i = 0; i < q->enclosed.n; i++)
        if (!q->enclosed.items[i].is_endorsement)
            tell_credential(q, &q->enclosed.items[i], judge_alone(q, &q->enclosed.items[i]));
    judge_associations(q);
    passed(q, "All %zu credentials in this record are valid.", n);
}

/* ---- endorsements ---- */

/* Who stands behind those that hold. */
struct tally {
    struct inquiry *q;
    size_t seen, held;
    struct buf hosts;
};

/* What an endorsement that stands here may speak of: what it is attached to,
 * or, on the credential itself, anything in it (OB 3.0 §AchievementCredential). */
static bool is_about_us(const struct inquiry *q, const struct enclosed *e, str id)
{
    const struct badge *b = q->badge;

    if (str_is_empty(id))
        return false;
    return str_eq(id, e->holder) ||
           (str_eq(e->holder, b->id) && (str_eq(id, b->achievement.id) ||
                                         str_eq(id, b->issuer.id) || str_eq(id, b->subject_id)));
}

static void judge_endorsement(struct tally *t, const struct enclosed *e)
{
    const struct report *r = judge_alone(t->q, e);
    const struct check *c = first_flaw(r);
    str issuer = str_is_empty(r->badge.issuer.name) ? r->badge.issuer.id : r->badge.issuer.name;

    if (r->verdict != VALID)
        found(t->q, WARN, "endorsement-invalid", e->where,
              "The endorsement by " STR_FMT " %s: " STR_FMT, STR_ARG(quoted(t->q, issuer)),
              r->verdict == INVALID ? "does not count, it is not valid" : "could not be checked",
              STR_ARG(c ? c->message : S("")));
    else if (!is_about_us(t->q, e, r->badge.achievement.id))
        found(t->q, WARN, "endorsement-invalid", e->where,
              "The endorsement by " STR_FMT " does not count, it is of something else.",
              STR_ARG(quoted(t->q, issuer)));
    else {
        buf_putz(&t->hosts, t->held++ ? ", " : "");
        buf_put(&t->hosts, r->anchor.value);
    }
}

void check_endorsements_v3(struct inquiry *q)
{
    struct tally t = {.q = q, .hosts = buf_new(q->a)};
    size_t all = count_of(q, true);

    for (size_t i = 0; i < q->enclosed.n && part_depth(q) < PARTS_DEEP && t.seen < MAX_ENDORSEMENTS;
         i++)
        if (q->enclosed.items[i].is_endorsement) {
            t.seen++;
            judge_endorsement(&t, &q->enclosed.items[i]);
        }
    if (t.seen < all)
        found(q, WARN, "endorsement-invalid", (str){0}, "%zu more endorsements were not checked.",
              all - t.seen);
    if (t.held)
        found(q, PASS, "", (str){0}, "The badge is endorsed by " STR_FMT ".",
              STR_ARG(buf_done(&t.hosts)));
}
