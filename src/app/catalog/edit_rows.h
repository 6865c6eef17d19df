/* catalog/edit_rows.h — steps that are made of rows. Buttons add a row, take one
 * out or move it: nothing is saved by them, and nothing typed is lost. */
#pragma once
#include "web/form.h"

/* The fields of the first row stand first in the form, then those of the second
 * and so on; a number "rows" says how many there are. */
struct edit_rows { size_t per_row, max; bool may_be_none; };

size_t edit_rows_count(const struct form *f, const struct edit_rows *k);       /* at least one, unless there may be none */
struct form_value *edit_cell(struct form *f, const struct edit_rows *k, size_t row, size_t column);
void edit_rows_set(struct form *f, size_t n);
/* One more, of which the caller says what is in it; false: there is no place. */
bool edit_rows_add(struct form *f, const struct edit_rows *k, size_t *row);
/* Was it one of the buttons "add", "remove-3", "up-3", "down-3"? */
bool edit_rows_change(struct request *rq, struct form *f, const struct edit_rows *k);
