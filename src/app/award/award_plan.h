/* award/award_plan.h — a list before it is stored; for the files of this slice. */
#pragma once
#include "app/award/award.h"

/* A person of the list; `plan`: award, skip-holds, skip-double, skip-self, wrong. */
struct draft_row { int64_t number; str name, email, folded; const char *plan; str message, narrative, evidence_url, results; msec awarded_on, valid_until; /* 0: not said */ };

/* Reads pasted or uploaded text line by line. BAD_INPUT, LIMIT, UNSUPPORTED name "people". */
struct list_reader;
MUST_USE code plan_open(struct arena *a, str text, struct list_reader **out, struct error *err);
/* Can all of it be read, and how many lines has it? Errors as above. */
MUST_USE code plan_check(str text, int64_t *lines, struct error *err);
/* For which badge, by its name, and what the others are called: a column of
 * badges says for which of them a line is. */
void plan_for(struct list_reader *r, str badge, const struct str_list *badges);
/* What results the badge has: a column that is called as one of them holds it.
 * `all`: what is kept for whoever's line says nothing. */
void plan_results(struct list_reader *r, const struct result_description_list *results, str all);
/* Which column is what, said by hand, in place of a guess; after plan_results. */
struct column_mapping;
void plan_mapping(struct list_reader *r, const struct column_mapping *m);
/* The next line that says anything, planned within the list: wrong, twice, or
 * to be awarded. The row lives in `row_arena`. */
MUST_USE code plan_next(struct list_reader *r, struct arena *row_arena, struct draft_row *out, bool *found, struct error *err);
/* One row from what was typed. */
void plan_address(struct arena *a, str address, str name, struct draft_row *out);
/* A row to be awarded becomes skip-holds when its person has a valid award. */
MUST_USE code plan_holder(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct draft_row *row,
                          struct error *err);
/* … and skip-self when it is whoever awards. */
MUST_USE code plan_self(struct db *db, int64_t org, int64_t account, struct draft_row *row, struct error *err);
str plan_holds_since(struct arena *a, msec awarded);       /* the message of such a row */
/* "waiting", "failed" or "skipped": what a row of this plan begins as. */
const char *plan_state(const char *plan);
