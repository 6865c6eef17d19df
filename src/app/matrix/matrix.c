/* matrix/matrix.c — the columns, and the cells of some people. */
#include "app/matrix/matrix.h"

#include <stdlib.h>

/* ---- columns ---- */

/* Those that were published by that day and not archived on it; 0: today. */
static const char sql_columns[] = SQL(
    "SELECT r.id, v.id, r.code, v.name, v.basis, v.criticality FROM requirement r JOIN requirement_version v ON v.requirement_id = r.id AND v.number ="
    " (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = r.id AND n.number > 0 AND ($2 = 0 OR n.published_on <= $2))"
    " WHERE r.org_id = $1 AND ($3 = 0 OR " REACH_REQUIREMENT("r", "$3") ") AND (r.archived_at IS NULL OR ($2 > 0 AND r.archived_at >= $2)) ORDER BY r.folded");

static bool has_word(const struct str_list *all, str word)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], word))
            return true;
    return all->n == 0;
}

static bool is_wanted(const struct matrix_ask *q, const struct matrix_column *c)
{
    for (size_t i = 0; i < q->requirements.n; i++)
        if (q->requirements.items[i] == c->id)
            return true;
    return q->requirements.n == 0 && has_word(&q->bases, c->basis) && has_word(&q->criticalities, c->criticality);
}

code matrix_columns(struct db *db, struct arena *a, const struct matrix_ask *q, struct matrix_columns *out, struct error *err)
{
    struct rows *r = db_query(db, sql_columns, ARGS(v_int(q->org), v_int(q->day), v_int(q->owner)));

    while (rows_next(r)) {
        struct matrix_column c = {.id = row_int(r, 0), .version = row_int(r, 1), .code = row_str(r, 2, a), .name = row_str(r, 3, a),
                                  .basis = row_str(r, 4, a), .criticality = row_str(r, 5, a)};
        if (is_wanted(q, &c))
            *list_add(a, out) = c;
    }
    return rows_end(r, err);
}

/* ---- cells ---- */

struct filling {
    struct arena *a;
    const struct matrix_cells_ask *q;
    struct matrix_rows *out;
    struct id_list by_id;                        /* the people, by id */
};

static int compare_ids(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return (a > b) - (a < b);
}

static void begin(struct filling *f)
{
    for (size_t i = 0; i < f->q->people->n; i++) {
        struct standing_line *cells = NEW_ARRAY(f->a, f->q->columns->n + 1, struct standing_line);
        for (size_t k = 0; k < f->q->columns->n; k++)
            cells[k] = (struct standing_line){.requirement = f->q->columns->items[k].id, .person = f->q->people->items[i]};
        *list_add(f->a, f->out) = (struct matrix_row){.person = f->q->people->items[i], .cells = cells};
        *list_add(f->a, &f->by_id) = f->q->people->items[i];
    }
    if (f->by_id.n)
        qsort(f->by_id.items, f->by_id.n, sizeof *f->by_id.items, compare_ids);
}

static struct matrix_row *row_of(struct filling *f, int64_t person)
{
    for (size_t i = 0; i < f->out->n; i++)
        if (f->out->items[i].person == person)
            return &f->out->items[i];
    return NULL;
}

static void put(struct filling *f, struct matrix_row *row, const struct standing_line *s)
{
    if (!row || s->state == STANDING_NOT_APPLICABLE)
        return;
    row->asked++;
    row->met += requirement_state_is_met(s->state);
    for (size_t k = 0; k < f->q->columns->n; k++)
        if (f->q->columns->items[k].id == s->requirement)
            row->cells[k] = *s;
}

static void put_all(struct filling *f, const struct standing_lines *lines)
{
    struct matrix_row *row = NULL;

    for (size_t i = 0; i < lines->n; i++) {
        if (!row || row->person != lines->items[i].person)
            row = row_of(f, lines->items[i].person);
        put(f, row, &lines->items[i]);
    }
}

static code put_column(struct db *db, struct filling *f, const struct matrix_column *c, struct error *err)
{
    struct standing_lines lines = {0};

    TRY(requirement_as_at(db, f->a, &(struct as_at_ask){.org = f->q->org, .requirement = c->id, .people = &f->by_id, .at = f->q->at}, &lines, err));
    put_all(f, &lines);
    return OK;
}

code matrix_cells(struct db *db, struct arena *a, const struct matrix_cells_ask *q, struct matrix_rows *out, struct error *err)
{
    struct filling f = {.a = a, .q = q, .out = out};
    struct standing_lines lines = {0};

    begin(&f);
    if (q->people->n == 0)
        return OK;
    for (size_t k = 0; q->at.day && k < q->columns->n; k++)
        TRY(put_column(db, &f, &q->columns->items[k], err));
    if (q->at.day)
        return OK;
    TRY(requirement_standings_now(db, a, &(struct standings_ask){q->org, q->owner, q->people}, &lines, err));
    put_all(&f, &lines);
    return OK;
}

/* ---- looks ---- */

struct tag_view matrix_look(enum requirement_state s)
{
    static const struct { const char *kind, *icon, *words; } looks[STANDING_STATES] = {
        [STANDING_NOT_APPLICABLE] = {"", "minus", "Not asked"}, [STANDING_NOT_STARTED] = {"", "circle", "Not started"},
        [STANDING_IN_PROGRESS] = {"info", "circle-dashed", "In progress"}, [STANDING_SUBMITTED] = {"info", "send", "Handed in"},
        [STANDING_DUE_SOON] = {"warn", "clock", "Due soon"}, [STANDING_OVERDUE] = {"bad", "alert-triangle", "Overdue"},
        [STANDING_CURRENT] = {"good", "circle-check", "Current"}, [STANDING_IN_RENEWAL] = {"warn", "refresh", "Renew"},
        [STANDING_GRACE] = {"bad", "hourglass", "In grace"}, [STANDING_EXPIRED] = {"bad", "clock-off", "Expired"},
        [STANDING_WAIVED] = {"good", "scale", "Waived"}, [STANDING_SUSPENDED] = {"", "player-pause", "Suspended"},
    };

    return (struct tag_view){looks[s].kind, looks[s].icon, said(looks[s].words)};
}

msec matrix_day(const struct standing_line *s)
{
    return s->state == STANDING_CURRENT || s->state == STANDING_IN_RENEWAL || s->state == STANDING_WAIVED ? s->expires : s->due;
}
