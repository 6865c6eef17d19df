/* matrix/matrix_pdf.c — the matrix as it is filtered, to print and to keep: pages of A3, by
 * department and name, drawn in the sandbox. */
#include "app/matrix/matrix_view.h"

#include <stdlib.h>
#include "app/draw.h"
#include "app/org/org.h"
#include "app/zone.h"
#include "base/attempt.h"
#include "base/utf8.h"
#include "format/json.h"

#define PEOPLE_AT_ONCE 40
#define MOST_CELLS     10000                     /* drawn while somebody waits */
#define MOST_PEOPLE    2000                      /* 58 pages */
#define SHEET_QUOTA    ((size_t)64 << 20)

struct sheet_row { str department, folded, name; const struct matrix_row *cells; };
LIST_OF(sheet_rows, struct sheet_row);
struct sheet {
    struct list *l;
    struct matrix_columns *columns;
    struct requirement_moment at;
    msec day;                                    /* it is about, by the clocks of the organisation */
    str zone;
    struct sheet_rows rows;
    struct json_writer w;
};

/* ---- whom it is about ---- */

static const char sql_names[] = SQL(
    "SELECT p.id, CASE WHEN p.name = '' THEN p.email ELSE p.name END, coalesce((SELECT d.name FROM department d WHERE d.id = p.department_id), '')"
    " FROM person p WHERE p.org_id = $1 AND p.id BETWEEN $2 AND $3 ORDER BY p.id");

static void count(struct sheet *s, const struct matrix_row *row)
{
    for (size_t k = 0; k < s->columns->n; k++) {
        struct requirement_counts *c = &s->columns->items[k].counts;
        enum requirement_state state = row->cells[k].state;
        c->all += state != STANDING_NOT_APPLICABLE;
        c->met += state != STANDING_NOT_APPLICABLE && requirement_state_is_met(state);
    }
}

/* Names lie between the ids; of those the rows are wanted alone. */
static code add_people(struct sheet *s, const struct id_list *people, struct error *err)
{
    struct list *l = s->l;
    struct matrix_rows *rows = NEW(l->a, struct matrix_rows);
    size_t k = 0;

    TRY(matrix_cells(l->db, l->a, &(struct matrix_cells_ask){l->org, list_owner(l), people, s->columns, s->at}, rows, err));
    struct rows *r = db_query(l->db, sql_names, ARGS(v_int(l->org), v_int(people->items[0]), v_int(people->items[people->n - 1])));
    while (rows_next(r) && k < rows->n) {
        if (row_int(r, 0) != rows->items[k].person)
            continue;
        str name = row_str(r, 1, l->a);
        count(s, &rows->items[k]);
        *list_add(l->a, &s->rows) = (struct sheet_row){row_str(r, 2, l->a), utf8_fold(l->a, name), name, &rows->items[k++]};
    }
    return rows_end(r, err);
}

/* Of few enough to be drawn while somebody waits. */
static code check_few(const struct sheet *s, struct error *err)
{
    int64_t n = 0, most = MOST_CELLS / (int64_t)(s->columns->n ? s->columns->n : 1);

    if (most > MOST_PEOPLE)
        most = MOST_PEOPLE;
    if (s->at.day && most > MATRIX_PAST_PEOPLE)
        most = MATRIX_PAST_PEOPLE;
    TRY(list_count(s->l, most + 1, &n, err));
    return n <= most ? OK : fail(err, BAD_INPUT, "as", "with these requirements a PDF is of at most %lld people: choose a department, a site or a team, or fewer requirements", (long long)most);
}

static code find_clocks(struct sheet *s, struct error *err)
{
    struct org_awarding clocks;

    TRY(org_awarding_get(s->l->db, s->l->a, s->l->org, &clocks, err));
    s->zone = clocks.time_zone;
    s->day = s->at.day ? s->at.day : zone_day(s->l->a, s->zone, clock_now()).day;
    return OK;
}

static code find_people(struct sheet *s, struct error *err)
{
    struct id_list people = {.n = PEOPLE_AT_ONCE};
    int64_t after = 0;

    while (people.n == PEOPLE_AT_ONCE) {
        people = (struct id_list){0};
        TRY(list_ids(s->l, after, PEOPLE_AT_ONCE, &people, err));
        if (people.n == 0)
            return OK;
        TRY(add_people(s, &people, err));
        after = people.items[people.n - 1];
    }
    return OK;
}

static int compare_rows(const void *x, const void *y)
{
    const struct sheet_row *a = x, *b = y;
    int by_place = str_cmp(a->department, b->department);

    return by_place ? by_place : str_cmp(a->folded, b->folded);
}

/* ---- what is drawn ---- */

static void put_kinds(struct sheet *s)
{
    json_put_key(&s->w, "kinds");
    json_open_array(&s->w);
    for (enum requirement_state state = 0; state < STANDING_STATES; state++) {
        struct tag_view look = matrix_look(state);
        json_open_object(&s->w);
        json_put_member(&s->w, "word", state == STANDING_NOT_APPLICABLE ? S("–") : look.words);
        json_put_member(&s->w, "tone", cstr(look.kind));
        json_close_object(&s->w);
    }
    json_close_array(&s->w);
}

static void put_columns(struct sheet *s)
{
    json_put_key(&s->w, "columns");
    json_open_array(&s->w);
    for (size_t k = 0; k < s->columns->n; k++) {
        const struct matrix_column *c = &s->columns->items[k];
        json_open_object(&s->w);
        json_put_member(&s->w, "head", c->code);
        json_put_member(&s->w, "name", c->name);
        json_put_member(&s->w, "note", said(requirement_word(requirement_criticalities, c->criticality)));
        if (c->counts.all)
            json_put_member(&s->w, "total", words_printf(s->l->a, "%lld of %lld", (long long)c->counts.met, (long long)c->counts.all));
        json_close_object(&s->w);
    }
    json_close_array(&s->w);
}

static void put_cells(struct sheet *s, const struct matrix_row *row)
{
    json_put_key(&s->w, "cells");
    json_open_array(&s->w);
    for (size_t k = 0; k < s->columns->n; k++) {
        const struct standing_line *c = &row->cells[k];
        msec day = matrix_day(c);
        json_open_array(&s->w);
        json_put_int(&s->w, c->state);
        if (day && c->state != STANDING_NOT_APPLICABLE)
            json_put_str(&s->w, out_day_said(s->l->a, day));
        json_close_array(&s->w);
    }
    json_close_array(&s->w);
}

static void put_rows(struct sheet *s)
{
    json_put_key(&s->w, "rows");
    json_open_array(&s->w);
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct sheet_row *r = &s->rows.items[i];
        json_open_object(&s->w);
        json_put_member(&s->w, "head", r->name);
        json_put_member(&s->w, "sub", r->department);
        json_put_member(&s->w, "sum", words_printf(s->l->a, "%lld of %lld", (long long)r->cells->met, (long long)r->cells->asked));
        put_cells(s, r->cells);
        json_close_object(&s->w);
    }
    json_close_array(&s->w);
}

/* "Harbour & Vale · as at 27 Nov 2026 · Department: Operations" */
static code say_what(struct sheet *s, str name, str *out, struct error *err)
{
    struct arena *a = s->l->a;
    str filters;

    TRY(list_in_words(s->l, &filters, err));
    *out = str_printf(a, STR_FMT " · %s " STR_FMT "%s" STR_FMT, STR_ARG(name), words("as at"),
                      STR_ARG(out_day_said(a, s->day)), filters.n ? " · " : "", STR_ARG(filters));
    return OK;
}

static code draw(struct sheet *s, str *pdf, struct error *err)
{
    struct arena *a = s->l->a;
    struct buf b = buf_new(a);
    struct org o;
    str under;

    TRY(org_get(s->l->db, a, s->l->org, &o, err));
    TRY(say_what(s, o.name, &under, err));
    s->w = json_writer(&b);
    json_open_object(&s->w);
    json_put_member(&s->w, "title", said("Matrix"));
    json_put_member(&s->w, "under", under);
    json_put_member(&s->w, "author", o.name);
    json_put_member(&s->w, "foot", str_printf(a, "%s " STR_FMT, words("Made"), STR_ARG(zone_words(a, s->zone, clock_now()))));
    json_put_member(&s->w, "names", said("Name"));
    json_put_member(&s->w, "sums", said("In order"));
    json_put_member(&s->w, "total", said("All of them"));
    put_kinds(s);
    put_columns(s);
    put_rows(s);
    json_close_object(&s->w);
    return draw_grid_pdf(a, buf_done(&b), pdf, err);
}

static code make(struct sheet *s, str *pdf, struct error *err)
{
    TRY(check_few(s, err));
    TRY(find_clocks(s, err));
    TRY(find_people(s, err));
    if (s->rows.n > 1)
        qsort(s->rows.items, s->rows.n, sizeof *s->rows.items, compare_rows);
    return draw(s, pdf, err);
}

struct making { struct sheet *s; struct arena *whole; struct response *rs; };

/* So that its arena is given back, whatever does not fit into either. */
static code make_apart(void *ctx, struct error *err)
{
    const struct making *m = ctx;
    str pdf = {0}, name;

    TRY(make(m->s, &pdf, err));
    name = str_printf(m->whole, "attachment; filename=\"matrix-" STR_FMT ".pdf\"", STR_ARG(date_format(m->whole, date_of(m->s->day))));
    response_bytes(m->rs, S("application/pdf"), str_copy(m->whole, pdf));
    response_header(m->rs, "Content-Disposition", name);
    return OK;
}

code matrix_pdf(struct list *l, struct matrix_columns *columns, struct requirement_moment at, struct response *rs, struct error *err)
{
    struct arena *whole = l->a;
    struct sheet s = {.l = l, .columns = columns, .at = at};

    l->a = arena_new(SHEET_QUOTA);
    code c = attempt(make_apart, &(struct making){&s, whole, rs}, err);
    arena_free(l->a);
    l->a = whole;
    return c;
}
