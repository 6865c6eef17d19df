/* learn/learn.h — learning platforms and courses tell what people did (xAPI), and
 * rules make awards of it: this verb, of that activity, this well. What a rule
 * decides is held for some minutes, as a list of awards is, and may be taken back. */
#pragma once
#include "app/award/award.h"
#include "app/people/people.h"
#include "format/xapi.h"

/* ---- learn_rule.c ---- */

#define LEARN_RULES_MOST 200
struct learn_rule {
    int64_t id, org, achievement, account;
    str verb, activity;
    bool is_start;                               /* every activity that begins so */
    int64_t percent;                             /* at least; -1: however much */
    bool needs_success, needs_completion, gives_evidence, is_on;
    str badge_name, png_hash;                    /* for lists */
};
LIST_OF(learn_rule_list, struct learn_rule);
/* Verbs that people choose from; the last one is their own. */
struct learn_verb { const char *name, *iri, *label, *hint; };
extern const struct learn_verb learn_verbs[];    /* ends with {NULL} */
str learn_verb_words(struct arena *a, str iri, str name);        /* for people: "passed" */

MUST_USE code learn_rules(struct db *db, struct arena *a, int64_t org, struct learn_rule_list *out, struct error *err);
MUST_USE code learn_rule_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct learn_rule *out, struct error *err);
/* Saved switched off: what it would have done is looked at first. BAD_INPUT names
 * "badge", "own_verb", "activity" or "percent"; LIMIT: LEARN_RULES_MOST. `id` 0: a new one. */
MUST_USE code learn_rule_save(struct db *db, struct arena *a, const struct learn_rule *r, int64_t *id, struct error *err);
struct learn_change { int64_t org, id, by; };
/* Off: what it holds is not awarded. CONFLICT: the badge is not published. */
MUST_USE code learn_rule_switch(struct db *db, struct arena *a, const struct learn_change *c, bool on, struct error *err);
MUST_USE code learn_rule_remove(struct db *db, struct arena *a, const struct learn_change *c, struct error *err);

/* Does the statement meet the rule? The first thing that it lacks, in order. */
enum learn_answer { LEARN_MET, LEARN_VERB, LEARN_ACTIVITY, LEARN_NO_SCORE, LEARN_SCORE, LEARN_SUCCESS, LEARN_COMPLETION, LEARN_GROUP };
enum learn_answer learn_match(const struct learn_rule *r, const struct xapi_statement *s);
str learn_answer_words(enum learn_answer answer);

/* ---- learn_take.c: statements come in ---- */

#define LEARN_BATCH_MOST 500
#define LEARN_KEPT 200000                        /* statements of an organisation; the oldest that led to nothing go first */
struct learn_call { int64_t org, token; enum xapi_version version; str id; /* of a PUT; else absent */ };
/* All or none. BAD_INPUT and LIMIT say which statement and member; CONFLICT: that id
 * is another statement's. `ids`: as they are called here, in order. */
MUST_USE code learn_take(struct db *db, struct arena *a, const struct learn_call *c, const struct json *body, struct str_list *ids, struct error *err);

struct learn_statement {
    int64_t id, org, version;
    str statement_id, actor, actor_name, verb, verb_name, object, object_name, body, state, from;
    msec at, stored, voided;                     /* voided 0: it holds */
};
LIST_OF(learn_statement_list, struct learn_statement);
MUST_USE code learn_statement_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct learn_statement *out, struct error *err);
MUST_USE code learn_statement_find(struct db *db, struct arena *a, int64_t org, str statement_id, struct learn_statement *out, struct error *err);
#define LEARN_DRY 50
MUST_USE code learn_statement_last(struct db *db, struct arena *a, int64_t org, struct learn_statement_list *out, struct error *err);
/* As it was read when it came. */
MUST_USE code learn_statement_read(struct arena *a, const struct learn_statement *s, struct xapi_statement *out, struct error *err);

/* ---- learn_actor.c: who they are ---- */

struct learn_actor { int64_t id, org, person; str key, name, state, person_name; msec seen; };
/* The one of this key, made and looked for among the people where it is new or waits. */
MUST_USE code learn_actor_of(struct db *db, struct arena *a, int64_t org, const struct xapi_who *w, struct learn_actor *out, struct error *err);
MUST_USE code learn_actor_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct learn_actor *out, struct error *err);
/* What was decided; in the caller's transaction. What waited for it is held, and then
 * awarded. CONFLICT: it was decided before. */
MUST_USE code learn_actor_is(struct db *db, struct arena *a, const struct learn_change *c, int64_t person, struct error *err);
/* By their address into the directory. CONFLICT too: there is no address. */
MUST_USE code learn_actor_add(struct db *db, struct arena *a, const struct learn_change *c, struct error *err);
MUST_USE code learn_actor_leave_out(struct db *db, struct arena *a, const struct learn_change *c, struct error *err);
/* Back to waiting. What was awarded meanwhile stays. */
MUST_USE code learn_actor_reopen(struct db *db, struct arena *a, const struct learn_change *c, struct error *err);
/* The same as far as it can be told without writing; 0: nobody that is known, or left out. */
MUST_USE code learn_actor_guess(struct db *db, struct arena *a, int64_t org, const struct xapi_who *w, int64_t *person, struct error *err);
/* The address by which somebody new can be added; absent: there is none. */
str learn_actor_address(struct arena *a, str key);
/* For people: the address, or "anna at moodle.example.org". */
str learn_who_words(struct arena *a, str key);

/* ---- learn_run.c: what comes of it ---- */

struct learn_outcome { int64_t id, statement, rule, award; str badge, state, why; msec due; };
LIST_OF(learn_outcome_list, struct learn_outcome);
MUST_USE code learn_outcomes(struct db *db, struct arena *a, int64_t statement, struct learn_outcome_list *out, struct error *err);
/* For people; `why` of those that failed. */
struct tag_view learn_outcome_tag(str state);
/* Held ones alone; CONFLICT. And back. */
MUST_USE code learn_outcome_undo(struct db *db, struct arena *a, const struct learn_change *c, struct error *err);
MUST_USE code learn_outcome_redo(struct db *db, struct arena *a, const struct learn_change *c, struct error *err);
struct learn_counts { int64_t waiting, held; };  /* people, awards; up to 1,000 */
MUST_USE code learn_count(struct db *db, int64_t org, struct learn_counts *out, struct error *err);
/* What of the score a badge can say; absent: nothing. */
str learn_results(struct arena *a, const struct result_description_list *measures, const struct xapi_statement *s);

struct list_def;
extern const struct list_def learn_statements_def, learn_outcomes_def, learn_actors_def;
extern const struct route learn_routes[], xapi_routes[];
extern const struct job_kind learn_jobs[];
