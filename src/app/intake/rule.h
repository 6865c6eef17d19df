/* intake/rule.h — which badges of others count for which requirement, without anybody
 * looking: who issued it, which achievement, how old it may be, until when the rule holds.
 * Judged without a database and a clock. */
#pragma once
#include "app/requirement/requirement.h"

#define INTAKE_PATTERN 500                       /* bytes of issuer and pattern */
#define INTAKE_RULES   500                       /* in force at once, of an organisation */

/* `root`: the number that stays when it is changed. Days; until NO_DAY: without end. */
struct intake_rule {
    int64_t id, org, root, requirement, by;
    str issuer, pattern, words, code, name, who; /* code, name: of the requirement; who made it */
    str folded;                                  /* the pattern, by intake_fold_rule; absent: folded when it is held against something */
    int64_t max_months;                          /* 0: any age */
    msec until, created, ended;
};
LIST_OF(intake_rules, struct intake_rule);

/* What a rule is held against: of a badge that was found valid. `anchor` is what was proved
 * of who issued it: a host, of a DID of the web with the path behind it, or a DID that is a
 * key. Days. */
struct intake_facts { str anchor, issuer, achievement, name; msec awarded; str folded; };
/* Once, of what is held against many. */
void intake_fold_rule(struct arena *a, struct intake_rule *r);
void intake_fold_facts(struct arena *a, struct intake_facts *f);

enum intake_fit { INTAKE_FITS, INTAKE_OTHER_ISSUER, INTAKE_OTHER_ACHIEVEMENT, INTAKE_TOO_OLD, INTAKE_RULE_OVER };
enum intake_fit intake_fit(struct arena *a, const struct intake_rule *r, const struct intake_facts *f, msec today);
/* The anchor that a genuine badge of this issuer has; empty: none can have. */
str intake_anchor_of(struct arena *a, str issuer);
/* Is it in force, and of this achievement, whoever issued it and however old it is? */
bool intake_rule_names(struct arena *a, const struct intake_rule *r, str achievement, str name, msec today);
/* Is `text` the pattern, in which each * stands for anything? Both as they are. In time
 * of their product at the most. */
bool intake_pattern_fits(str pattern, str text);

/* As somebody types them; BAD_INPUT at "issuer" and "pattern", or all at `where`. */
MUST_USE code intake_check_names(str issuer, str pattern, const char *where, struct error *err);

/* Whose badges no rule takes by itself now, and why: told by the slice of partners, which
 * stands above, and set once at start. `*why` empty: anybody's are taken; else intake_held_text. */
typedef code intake_gate_fn(struct db *db, struct arena *a, int64_t org, const struct intake_facts *f, str *why, struct error *err);
void intake_set_gate(intake_gate_fn *gate);
MUST_USE code intake_held_back(struct db *db, struct arena *a, int64_t org, const struct intake_facts *f, str *why, struct error *err);
/* As it is kept and said: "suspended" or "ended", by what name, and somebody's own words why. */
str intake_held_text(struct arena *a, str trust, str name, str why);
str intake_held_words(struct arena *a, str text);          /* in the reader's language */
/* Of whomever a rule names, in words. */
MUST_USE code intake_rule_held(struct db *db, struct arena *a, const struct intake_rule *r, str *why, struct error *err);

/* Those in force; by code of the requirement. */
MUST_USE code intake_rules_find(struct db *db, struct arena *a, int64_t org, struct intake_rules *out, struct error *err);
/* Any, also one that was changed or ended since. */
MUST_USE code intake_rule_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct intake_rule *out, struct error *err);
/* A new one, or in the place of `r->id`. BAD_INPUT names issuer, pattern, requirement, months or
 * until. CONFLICT: it was changed or ended meanwhile. */
MUST_USE code intake_rule_save(struct db *db, struct arena *a, const struct intake_rule *r, int64_t *id, struct error *err);
MUST_USE code intake_rule_end(struct db *db, struct arena *a, const struct intake_rule *r, struct error *err);
/* The requirements that take proof from elsewhere: published, not archived, by code. `person`:
 * asked of that one; 0: all. */
struct intake_requirement { int64_t id; str code, name; };
LIST_OF(intake_requirements, struct intake_requirement);
MUST_USE code intake_requirements_find(struct db *db, struct arena *a, int64_t org, int64_t person, struct intake_requirements *out, struct error *err);
