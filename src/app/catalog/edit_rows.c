/* catalog/edit_rows.c */
#include "app/catalog/edit_rows.h"

size_t edit_rows_count(const struct form *f, const struct edit_rows *k)
{
    int64_t n = form_int(f, "rows");

    if (n < 1)
        return k->may_be_none ? 0 : 1;
    return n > (int64_t)k->max ? k->max : (size_t)n;
}

struct form_value *edit_cell(struct form *f, const struct edit_rows *k, size_t row, size_t column)
{
    return &f->values[row * k->per_row + column];
}

void edit_rows_set(struct form *f, size_t n)
{
    form_set_int(f, "rows", (int64_t)n);
}

/* Each value stays with the name of its place. */
static void put_cell(struct form_value *at, const struct form_value *from)
{
    const struct form_field *field = at->field;

    *at = from ? *from : (struct form_value){.text = S("")};
    at->field = field;
}

static void swap_rows(struct form *f, const struct edit_rows *k, size_t x, size_t y)
{
    for (size_t column = 0; column < k->per_row; column++) {
        struct form_value kept = *edit_cell(f, k, x, column);
        put_cell(edit_cell(f, k, x, column), edit_cell(f, k, y, column));
        put_cell(edit_cell(f, k, y, column), &kept);
    }
}

static void remove_row(struct form *f, const struct edit_rows *k, size_t row, size_t n)
{
    for (size_t i = row; i < n; i++)
        for (size_t column = 0; column < k->per_row; column++)
            put_cell(edit_cell(f, k, i, column), i + 1 < n ? edit_cell(f, k, i + 1, column) : NULL);
    edit_rows_set(f, n - 1);
}

/* The row, from 0, that "verb-3" means; false: it is not that verb. */
static bool row_of(str go, str verb, size_t n, size_t *row)
{
    int64_t number;

    if (!str_starts(go, verb) || !str_to_int(str_from(go, verb.n), &number) || number < 1 || number > (int64_t)n)
        return false;
    *row = (size_t)number - 1;
    return true;
}

bool edit_rows_add(struct form *f, const struct edit_rows *k, size_t *row)
{
    *row = edit_rows_count(f, k);
    if (*row == k->max)
        return false;
    edit_rows_set(f, *row + 1);
    return true;
}

bool edit_rows_change(struct request *rq, struct form *f, const struct edit_rows *k)
{
    str go = request_field(rq, "go");
    size_t n = edit_rows_count(f, k), row;

    if (str_eq(go, S("add"))) {
        edit_rows_set(f, n < k->max ? n + 1 : n);
        return true;
    }
    if (row_of(go, S("remove-"), n, &row)) {
        remove_row(f, k, row, n);
        return true;
    }
    if (row_of(go, S("up-"), n, &row)) {
        if (row > 0)
            swap_rows(f, k, row, row - 1);
        return true;
    }
    if (row_of(go, S("down-"), n, &row)) {
        if (row + 1 < n)
            swap_rows(f, k, row, row + 1);
        return true;
    }
    return false;
}
