/* catalog/framework_private.h — what the readers of frameworks share. */
#pragma once
#include "app/catalog/framework.h"

/* framework_take.c. While files are read: what was taken, by address and by code; what is part of what is
 * known at the end, when all is there. */
struct framework_pair { str part, whole; };
struct framework_reading {
    struct arena *a;
    struct framework_file *f;
    struct map *known;                           /* "url …", "code …", "id …" → the place in items, from 1 */
    LIST(struct framework_pair) pairs;
    size_t retired;                              /* of the items */
    bool is_quiet;                               /* what comes twice is no mistake */
};
#define FRAMEWORK_PAIRS 200000

void framework_problem(struct framework_reading *r, str place, const char *what);
/* The skill, if it can be taken, else a problem; NULL then. */
struct framework_skill *framework_take(struct framework_reading *r, const struct alignment *x, str place);
void framework_know(struct framework_reading *r, const char *kind, str key, const struct framework_skill *s);
/* By address, code or other name; either side. */
MUST_USE code framework_pair(struct framework_reading *r, str part, str whole, struct error *err);
void framework_label_add(struct arena *a, struct framework_skill *s, str language, str name);
/* At the end of all files: `broader` of each. */
void framework_link_pairs(struct framework_reading *r);
/* Of what is in use FRAMEWORK_ITEMS, of all FRAMEWORK_KEPT; `is_retired`: of the next one. */
MUST_USE code framework_is_full(const struct framework_reading *r, bool is_retired, struct error *err);

MUST_USE code framework_read_sheet(struct framework_reading *r, str text, struct error *err);     /* framework_sheet.c */
MUST_USE code framework_read_json(struct framework_reading *r, str text, struct error *err);      /* framework_json.c */

/* CFRubrics of a CASE package, and the scale as one of them (framework_rubric.c). What cannot be one scale is a problem told. */
void framework_read_rubrics(struct framework_reading *r, const struct json *package);
void framework_write_rubrics(struct json_writer *w, str levels);

/* ---- against what is there (framework_plan.c) ---- */

enum framework_fate { FATE_NEW, FATE_CHANGE, FATE_SAME };
/* For each skill of the file the place of its match in what is there, from 1; 0: new. */
struct framework_plan { size_t *match; enum framework_fate *fate; bool *gone; int64_t n_new, n_change, n_same, n_gone; bool labels_only; };
void framework_plan(struct arena *a, const struct framework_file *there, const struct framework_file *file, struct framework_plan *out);
