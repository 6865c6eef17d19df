/* award/award_mapping.h — which column of a table is what, as somebody said it:
 * kept as a line of words, offered for choosing, checked. For the files of this
 * slice. */
#pragma once
#include "app/award/award_columns.h"

#define MAPPING_COLUMNS 64                       /* as format/csv.h reads */

/* What a column may be; from COLUMN_RESULT on, the results that the badge has. */
enum column_use {
    COLUMN_NOTHING, COLUMN_EMAIL, COLUMN_NAME, COLUMN_FIRST, COLUMN_LAST, COLUMN_DAY, COLUMN_UNTIL, COLUMN_NOTE, COLUMN_EVIDENCE,
    COLUMN_BADGE, COLUMN_RESULT
};
struct column_mapping {
    int uses[MAPPING_COLUMNS];
    size_t n;
    bool has_names;                              /* the first line names the columns, and is nobody */
    bool month_first;                            /* 03/04/2026 is 4 March */
};

/* "email", "name", …, "result-fitness"; labels for people are in `words`. */
struct column_choice { str name, words; };
LIST_OF(column_choice_list, struct column_choice);
void mapping_choices(struct arena *a, const struct result_description_list *results, struct column_choice_list *out);

/* "email,name,-,result-fitness names month-first". A result that the badge does not
 * have is nothing. */
str  mapping_text(struct arena *a, const struct column_mapping *m, const struct result_description_list *results);
void mapping_read(struct arena *a, str text, const struct result_description_list *results, struct column_mapping *out);
/* What columns_read made of a line of names; else the column with addresses in
 * `second`, the line below, and nothing besides. */
void mapping_guess(const struct list_columns *c, const struct csv_row *first, const struct csv_row *second, struct column_mapping *out);
/* BAD_INPUT at "columns": something twice, or no address. */
MUST_USE code mapping_check(const struct column_mapping *m, const struct column_choice_list *choices, struct error *err);
/* For columns_line: as if a line of names had said so. */
void mapping_columns(const struct column_mapping *m, const struct result_description_list *results, struct list_columns *out);
