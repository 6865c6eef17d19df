/* requirement/evidence_rule.h — what may be handed in as evidence for a requirement: of which
 * types, how many pieces at least, how old at most, and which share of what is accepted a second
 * judge looks at. A part of the rule of a version:
 *   "evidence": {"types": ["observation", "certificate"], "least": 2, "months": 12, "second": 20} */
#pragma once
#include "app/requirement/span.h"
#include "base/list.h"
#include "format/json.h"

enum evidence_type {
    EVIDENCE_OBSERVATION, EVIDENCE_TESTIMONY, EVIDENCE_WORK, EVIDENCE_PHOTO, EVIDENCE_DISCUSSION,
    EVIDENCE_TEST, EVIDENCE_CERTIFICATE, EVIDENCE_BADGE, EVIDENCE_REFLECTION, EVIDENCE_ATTENDANCE,
    EVIDENCE_TYPES
};
const char *evidence_type_name(enum evidence_type t);        /* "observation": as in the JSON */
const char *evidence_type_words(enum evidence_type t);
bool evidence_type_named(str name, enum evidence_type *out);

struct evidence_rule {
    bool takes[EVIDENCE_TYPES];
    int least, months, second;                   /* pieces; of age, 0: any; of a hundred */
};
#define EVIDENCE_LEAST_MOST  20
#define EVIDENCE_MONTHS_MOST 240
struct evidence_rule evidence_rule_standard(void);           /* one piece of any type and age, no second look */
bool evidence_rule_is_same(const struct evidence_rule *x, const struct evidence_rule *y);

/* Over the standard; what is not said stays. BAD_INPUT names "ev_type", "ev_least", "ev_months" or "ev_second". */
MUST_USE code evidence_rule_read(const struct json *v, struct evidence_rule *out, struct error *err);
void evidence_rule_write(struct json_writer *w, const struct evidence_rule *r);
MUST_USE code evidence_rule_check(const struct evidence_rule *r, struct error *err);

/* A piece that is handed in, and the day of what it shows. BAD_INPUT names "type" or "made". */
struct evidence_shown { str type; msec made; };
LIST_OF(evidence_shown_list, struct evidence_shown);
MUST_USE code evidence_rule_takes(struct arena *a, const struct evidence_rule *r, const struct evidence_shown *p, msec today, struct error *err);
/* All of them together. BAD_INPUT names "pieces", and says what lacks. */
MUST_USE code evidence_rule_met(struct arena *a, const struct evidence_rule *r, const struct evidence_shown_list *all, msec today, struct error *err);
