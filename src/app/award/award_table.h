/* award/award_table.h — the table that a list is read from: learnt before the list
 * is made, kept while it is a draft, read anew when somebody says which column is
 * what. What was said counts for the next table with the same headings too. */
#pragma once
#include "app/award/award_bulk.h"
#include "app/award/award_mapping.h"

/* Too long to be read while somebody waits: some thousand lines. */
static inline bool table_is_long(str text) { return text.n > (size_t)256 << 10; }

#define TABLE_SAMPLES 3                          /* lines shown of each column */

/* What is seen of a table by its first lines. */
struct table {
    bool is_table;                               /* its first line has columns */
    bool must_ask;                               /* nothing can be read before somebody says which column is what */
    bool is_said;                                /* somebody did */
    struct str_list heads;                       /* the first line */
    struct str_list samples;                     /* of each column, what the lines below it have */
    struct str_list not_read;                    /* headings that are left out, as it was guessed */
    struct column_mapping mapping;
};

/* `results`: of the badge, which the mapping names by their place. */
struct table_of { int64_t org; str text; int64_t lines; /* of a long one */ const struct result_description_list *results; };
MUST_USE code table_learn(struct db *db, struct arena *a, const struct table_of *of, struct table *out, struct error *err);
/* In the transaction that makes the list; its text is kept by source_keep. */
MUST_USE code table_keep(struct db *db, struct arena *a, int64_t list, const struct table_of *of, const struct table *t, struct error *err);
/* NOT_FOUND: the list was not read from a table, or is no draft any more. */
MUST_USE code table_get(struct db *db, struct arena *a, const struct bulk *b, struct table *out, struct error *err);

/* For who knows the list to be ours: also while it is read, when there may be no table. */
MUST_USE code table_of_list(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct table *out, struct error *err);
/* How many lines a long one has; 0: it is short. */
MUST_USE code table_lines(struct db *db, int64_t list, int64_t *out, struct error *err);

/* All lines anew, as the mapping says; lines that were corrected are as they came.
 * BAD_INPUT names "columns", or "people" where nobody is found that way. CONFLICT:
 * the list is no draft. A long one is read by a job: wake it. */
MUST_USE code bulk_read_anew(struct db *db, struct arena *a, const struct bulk_act *act, const struct column_mapping *m, struct error *err);
/* Once the list goes, nobody changes its columns. */
MUST_USE code table_drop(struct db *db, int64_t list, struct error *err);
