/* award/award_plan.h — a list before it is stored; for the files of this slice. */
#pragma once
#include "app/award/award.h"

/* A person of the list; `plan`: award, skip-holds, skip-double, wrong. */
struct draft_row { int64_t number; str name, email, folded; const char *plan; str message; };
LIST_OF(draft_row_list, struct draft_row);

/* Every line as a row, planned within the list: wrong, twice, or to be awarded.
 * BAD_INPUT, LIMIT, UNSUPPORTED name "people". */
MUST_USE code plan_rows(struct arena *a, str text, struct draft_row_list *out, struct error *err);
/* One row from what was typed. */
void plan_address(struct arena *a, str address, str name, struct draft_row *out);
/* A row to be awarded becomes skip-holds when its person has a valid award. */
MUST_USE code plan_holder(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct draft_row *row,
                          struct error *err);
