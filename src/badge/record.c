/* CLR 2.0: a credential of credentials. The record is judged like any badge; each
 * part must hold by itself, under the key of its own issuer. */
#include "badge/checks.h"
#include "badge/read.h"

#define MAX_PARTS 64
#define PARTS     "/credentialSubject/verifiableCredential"

/* The first thing that keeps the part from being valid. */
static const struct check *obstacle(const struct report *r)
{
    enum outcome wanted = r->verdict == INVALID ? FAIL : UNTESTED;

    for (size_t i = 0; i < r->checks.n; i++)
        if (r->checks.items[i].outcome == wanted && r->checks.items[i].code[0])
            return &r->checks.items[i];
    return NULL;
}

static void judge_part(struct inquiry *q, const struct json *part, size_t i)
{
    str where = str_printf(q->a, PARTS "/%zu", i), input = json_text_of(part);

    if (!json_is(part, JSON_OBJECT)) {
        found(q, FAIL, "value-type", where, "A part of the record is no credential.");
        return;
    }
    struct report r = part_verify(q, input, false);
    const struct check *c = obstacle(&r);
    if (r.verdict != VALID)
        found(q, r.verdict == INVALID ? FAIL : UNTESTED, c ? c->code : "proof-unsupported", where,
              "A part of the record %s: " STR_FMT,
              r.verdict == INVALID ? "is not valid" : "could not be checked",
              STR_ARG(c ? c->message : S("it lies too deep.")));
}

void check_parts(struct inquiry *q)
{
    const struct json *subject = json_many(json_get(q->badge->document, "credentialSubject"), 0);
    const struct json *parts = json_get(subject, "verifiableCredential");
    size_t n = json_many_count(parts);

    if (n > MAX_PARTS)
        found(q, UNTESTED, "too-many-values", S(PARTS), "More than %d parts are not checked.",
              MAX_PARTS);
    for (size_t i = 0; i < n && i < MAX_PARTS; i++)
        judge_part(q, json_many(parts, i), i);
    passed(q, "Every part of the record holds by itself.");
}
