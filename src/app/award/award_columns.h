/* award/award_columns.h — a list whose first line names its columns, as sheets
 * have it: which column is what. For the files of this slice. */
#pragma once
#include "app/award/award_plan.h"
#include "format/csv.h"

#define NO_COLUMN (-1)

struct list_columns {
    bool named;                                  /* there is such a line */
    size_t n;
    int email, name, first, last, badge, evidence, note, day, until;   /* NO_COLUMN: none */
    const struct result_description_list *described;     /* what the badge measures; NULL: nothing */
    int results[CATALOG_RESULTS];                /* the column of each */
    struct str_list ignored;                     /* names of columns that are not read */
    bool month_first;                            /* 03/04/2026 is 4 March */
};

/* Is this a line of names ("Name,E-mail")? If so which; else `*out` stays
 * unnamed. BAD_INPUT at "people": two columns of addresses; `*out` has the first. */
MUST_USE code columns_read(struct arena *a, const struct csv_row *row, const struct result_description_list *described,
                           struct list_columns *out, struct error *err);
/* The results of a line, and of `all` what it does not say; a sentence when one cannot be. */
str columns_results(const struct list_columns *c, struct arena *a, const struct csv_row *cells, str all, struct draft_row *row);

/* One line by its columns: address and name for plan_address, and what else it
 * says into `row`. A sentence when the line cannot be taken as it is; absent:
 * all is well. `badges`: bare names of the organisation's badges, `wanted` the
 * one that is awarded. */
struct named_line { str address, name; };
str columns_line(const struct list_columns *c, struct arena *a, const struct csv_row *cells, const struct map *badges,
                 str wanted, struct draft_row *row, struct named_line *out);

/* Letters and digits alone: "Ladder safety" is "ladder-safety". */
str columns_bare(struct arena *a, str name);
