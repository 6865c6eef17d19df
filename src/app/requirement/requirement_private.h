/* requirement/requirement_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/requirement/requirement.h"

/* Today, by the organisation's calendar. */
MUST_USE code requirement_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err);
/* The version in force: the newest one published by `day`; NO_DAY: the newest. number 0: none. */
MUST_USE code requirement_version_on(struct db *db, struct arena *a, int64_t org, int64_t id, msec day, struct requirement_version *out, struct error *err);

/* Who is in the audience of the newest version and was not asked, and the other way round.
 * person 0: everybody. Adds those whose standing may differ now to `changed`. */
struct audience_sync { int64_t org, requirement, version, person; msec today; };
MUST_USE code audience_sync(struct db *db, struct arena *a, const struct audience_sync *s, int64_t *changed, struct error *err);

/* When others are completed as it is known today: a past day has its own. */
void requirement_forget_completions(struct arena *a, struct requirement_assignment *w);

/* Everything that standings of a requirement are made from, for people from `first` to
 * `last`; `due_by`: only those whose standing may change by that moment, 0: all.
 * `people`: instead those, at most IN_80, with the assignment of `day`. */
struct person_facts {
    int64_t person;
    str time_zone;
    struct requirement_assignment w;
    struct proof_records records;
};
LIST_OF(facts_list, struct person_facts);
struct facts_ask { int64_t org, requirement, version; int64_t first, last; msec due_by; int limit; bool ended_too; const struct id_list *people; msec day; };
MUST_USE code requirement_facts(struct db *db, struct arena *a, const struct facts_ask *q, struct facts_list *out, struct error *err);

/* How somebody stands with one requirement, as proof for another that names it: what holds,
 * or held until the day that it says as due; false: anything else, such as suspended. */
bool requirement_as_proof(const struct standing_line *s, struct proof_record *out);

/* For these people (first to last), in transactions of its own, chunk by chunk. due_by: only
 * those who may stand otherwise by that moment. */
struct compute_ask { int64_t org, requirement, first, last; msec due_by; };
MUST_USE code requirement_compute(struct db *db, const struct compute_ask *q, struct error *err);
