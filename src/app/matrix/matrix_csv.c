/* matrix/matrix_csv.c — the whole matrix as it is filtered, as one file: a row for each
 * person, every column, streamed. */
#include "app/matrix/matrix_view.h"

#include "format/csv.h"

#define PEOPLE_AT_ONCE 40                       /* with some hundreds of columns */

static const char sql_names[] = SQL(
    "SELECT p.id, p.name, p.email, p.staff_number, coalesce((SELECT d.name FROM department d WHERE d.id = p.department_id), '')"
    " FROM person p WHERE p.org_id = $1 AND p.id BETWEEN $2 AND $3 ORDER BY p.id");

static void put_head(struct buf *b, const struct matrix_columns *columns)
{
    buf_putz(b, "\xEF\xBB\xBF");                 /* spreadsheets take it for UTF-8 then */
    csv_put(b, said("Name"), true);
    csv_put(b, said("Address"), false);
    csv_put(b, said("Staff number"), false);
    csv_put(b, said("Department"), false);
    for (size_t i = 0; i < columns->n; i++) {
        csv_put(b, columns->items[i].code, false);
        csv_put(b, str_printf(b->a, STR_FMT " – %s", STR_ARG(columns->items[i].code), words("day")), false);
    }
    csv_end_row(b);
}

static void put_cells(struct buf *b, const struct matrix_row *row, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        const struct standing_line *s = &row->cells[k];
        msec day = matrix_day(s);
        csv_put(b, matrix_look(s->state).words, false);
        csv_put(b, day && s->state ? date_format(b->a, date_of(day)) : S(""), false);
    }
    csv_end_row(b);
}

struct file { struct list *l; const struct matrix_columns *columns; struct requirement_moment at; };

/* Names lie between the ids; of those the rows are wanted alone. */
static code put_people(const struct file *f, const struct id_list *people, struct buf *b, struct error *err)
{
    struct matrix_rows rows = {0};
    size_t k = 0;

    TRY(matrix_cells(f->l->db, f->l->a, &(struct matrix_cells_ask){f->l->org, list_owner(f->l), people, f->columns, f->at}, &rows, err));
    struct rows *r = db_query(f->l->db, sql_names, ARGS(v_int(f->l->org), v_int(people->items[0]), v_int(people->items[people->n - 1])));
    while (rows_next(r) && k < rows.n) {
        if (row_int(r, 0) != rows.items[k].person)
            continue;
        for (int i = 1; i <= 4; i++)
            csv_put(b, row_str(r, i, f->l->a), i == 1);
        put_cells(b, &rows.items[k++], f->columns->n);
    }
    return rows_end(r, err);
}

static code put_all(const struct file *f, struct response *rs, struct error *err)
{
    int64_t after = 0;
    struct id_list people = {.n = PEOPLE_AT_ONCE};

    while (people.n == PEOPLE_AT_ONCE) {
        struct buf b = buf_new(f->l->a);
        if (after == 0)
            put_head(&b, f->columns);
        people = (struct id_list){0};
        TRY(list_ids(f->l, after, PEOPLE_AT_ONCE, &people, err));
        if (people.n > 0) {
            TRY(put_people(f, &people, &b, err));
            after = people.items[people.n - 1];
        }
        TRY(response_file_put(rs, buf_done(&b), err));
        arena_reset(f->l->a);
    }
    return OK;
}

/* Another day is worked out for each person anew, while somebody waits. */
static code check_few(struct list *l, struct error *err)
{
    int64_t n = 0;

    TRY(list_count(l, MATRIX_PAST_PEOPLE + 1, &n, err));
    return n <= MATRIX_PAST_PEOPLE ? OK : fail(err, BAD_INPUT, "at", "of another day a file is of at most %d people: choose a department, a site or a team", MATRIX_PAST_PEOPLE);
}

code matrix_csv(struct list *l, const struct matrix_columns *columns, struct requirement_moment at, struct response *rs, struct error *err)
{
    struct arena *whole = l->a;
    struct file f = {l, columns, at};

    if (at.day)
        TRY(check_few(l, err));
    TRY(response_file_open(rs, S("text/csv; charset=utf-8"), err));
    l->a = arena_new(0);
    code c = put_all(&f, rs, err);
    arena_free(l->a);
    l->a = whole;
    if (c != OK)
        response_file_drop(rs);
    else
        response_header(rs, "Content-Disposition", str_printf(whole, "attachment; filename=\"matrix-" STR_FMT ".csv\"",
                                                              STR_ARG(date_format(whole, date_of(at.day ? at.day : clock_now())))));
    return c;
}
