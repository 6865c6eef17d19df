#include "badge/nested.h"

#include "badge/model.h"
#include "badge/read.h"

#define MAX_CREDENTIALS 100 /* of one record */
#define MORE_FETCHES    3   /* for each credential of a record, up to NESTED_FETCHES */

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

str nested_text(const struct enclosed *e)
{
    return json_is(e->v, JSON_STRING) ? json_str(e->v) : json_text_of(e->v);
}

struct nested *nested_judge(struct inquiry *q, str input, str where, enum taken_as as)
{
    struct report *r = NEW(q->a, struct report);

    *r = part_verify(q, input, as);
    struct nested *n = list_add(q->a, &q->report->nested);
    *n = (struct nested){.what = as == AS_ENDORSEMENT ? "endorsement" : "credential",
                         .where = where,
                         .counts = r->verdict == VALID,
                         .report = r};
    return n;
}

const struct check *nested_flaw(const struct report *r)
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

static void judge_credential(struct inquiry *q, const struct enclosed *e)
{
    const struct report *r = nested_judge(q, nested_text(e), e->where, AS_CREDENTIAL)->report;
    const struct check *c = nested_flaw(r);

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

static size_t count_credentials(const struct inquiry *q)
{
    size_t n = 0;

    for (size_t i = 0; i < q->enclosed.n; i++)
        n += !q->enclosed.items[i].is_endorsement;
    return n;
}

void check_credentials(struct inquiry *q)
{
    size_t n = count_credentials(q), more = n * MORE_FETCHES;

    if (n > MAX_CREDENTIALS || part_depth(q) >= PARTS_DEEP) {
        found(q, UNTESTED, "too-many-values", S("/credentialSubject/verifiableCredential"),
              "The record holds more credentials than are checked at once.");
        return;
    }
    q->loader.budget += (unsigned)(more < NESTED_FETCHES ? more : NESTED_FETCHES);
    for (size_t i = 0; i < q->enclosed.n; i++)
        if (!q->enclosed.items[i].is_endorsement)
            judge_credential(q, &q->enclosed.items[i]);
    judge_associations(q);
    passed(q, "All %zu credentials in this record are valid.", n);
}
