/* people/roster.c — the record of a list that is brought in: kept, found again, thrown away. */
#include "app/people/roster_private.h"

#include "format/csv.h"
#include "format/json.h"

#define LINES_PER_COMMIT 1000
#define SAMPLES          3

/* ---- opened ---- */

/* Until all of its lines are kept it says that they are not: so it stands after a crash. */
#define BROKEN_OFF "the list did not come in whole: hand it in again"
static const char sql_new[] = SQL(
    "INSERT INTO people_import (org_id, account_id, name, state, mapping, why, n_lines, n_new, n_change, n_same, n_wrong, n_done, next_line,"
    " created_at, ended_at) VALUES ($1, $2, $3, 'stopped', '', $5, 0, 0, 0, 0, 0, 0, 0, $4, $4) RETURNING id");
static const char sql_line[] = SQL(
    "INSERT INTO people_import_line (import_id, number, cells, key, plan, message, state, before) VALUES ($1, $2, $3, '', '', '', 'waiting', '')");
static const char sql_opened[] = SQL(
    "UPDATE people_import SET n_lines = $2, mapping = $3, state = 'columns', why = '', ended_at = NULL WHERE id = $1");
static const char sql_forget[] = SQL("DELETE FROM people_import WHERE id = $1");

static str cells_json(struct arena *a, const struct str_list *cells)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < cells->n && i < ROSTER_COLUMNS_MOST; i++)
        json_put_str(&w, str_trim(cells->items[i]));
    json_close_array(&w);
    return buf_done(&b);
}

/* A list on its way in: what its first line says, and how many came below it. */
struct opening { struct db *db; struct arena *a, *row_arena; struct csv *csv; int64_t id, lines; struct str_list heads; };

static code keep_line(struct opening *o, const struct csv_row *row, struct error *err)
{
    for (size_t i = 0; o->lines < 0 && i < row->cells.n; i++)
        *list_add(o->a, &o->heads) = str_copy(o->a, str_trim(row->cells.items[i]));
    return db_run_later(o->db, sql_line, ARGS(v_int(o->id), v_int(o->lines < 0 ? 0 : row->line), v_str(cells_json(o->row_arena, &row->cells))), err);
}

static code keep_some(struct opening *o, bool *found, struct error *err)
{
    for (int i = 0; i < LINES_PER_COMMIT && *found; i++) {
        struct csv_row row = {0};
        arena_reset(o->row_arena);
        TRY(csv_next(o->csv, o->row_arena, &row, found, err));
        if (*found)
            TRY(keep_line(o, &row, err));
        o->lines += *found;
    }
    return OK;
}

/* In parts, so that nobody waits for the database meanwhile. */
static code keep_lines(struct opening *o, struct error *err)
{
    bool found = true;

    for (o->lines = -1; found;) {
        TRY(db_begin(o->db, err));
        TRY(db_end(o->db, keep_some(o, &found, err), err));
    }
    return OK;
}

static code open_import(struct opening *o, const struct roster_new *n, struct error *err)
{
    struct roster_mapping guess;

    TRY(db_int(o->db, sql_new, ARGS(v_int(n->org), v_int(n->by), v_str(n->name), v_int(clock_now()), v_str(S(BROKEN_OFF))), &o->id, err));
    o->row_arena = arena_new((size_t)8 << 20);
    code c = keep_lines(o, err);
    arena_free(o->row_arena);
    TRY(c);
    roster_guess(o->a, &o->heads, &guess);
    return db_run(o->db, sql_opened, ARGS(v_int(o->id), v_int(o->lines), v_str(roster_mapping_text(o->a, &guess))), NULL, err);
}

code roster_open(struct db *db, struct arena *a, const struct roster_new *n, int64_t *id, struct error *err)
{
    struct opening o = {.db = db, .a = a};
    int64_t rows;

    TRY(csv_check(n->text, &rows, err));
    if (rows < 2)
        return fail(err, BAD_INPUT, "file", "the list has one line alone: the first says what the columns are, people come below it");
    TRY(csv_open(a, n->text, &o.csv, err));
    code c = open_import(&o, n, err);
    if (c != OK && o.id && db_run(db, sql_forget, ARGS(v_int(o.id)), NULL, NULL) == OK)
        o.id = 0;
    *id = o.id;
    return c;
}

/* ---- found again ---- */

#define COLUMNS                                                                \
    "id, org_id, account_id, name, state, mapping, why, n_lines, n_new, n_change, n_same, n_wrong, n_done, next_line, created_at,"  \
    " coalesce(ended_at, 0)"
static const char sql_get[] = SQL("SELECT " COLUMNS " FROM people_import WHERE id = $1");
static const char sql_find[] = SQL("SELECT " COLUMNS " FROM people_import WHERE org_id = $1 ORDER BY id DESC LIMIT 50");
static const char sql_first_lines[] = SQL(
    "SELECT number, cells FROM people_import_line WHERE import_id = $1 ORDER BY number LIMIT $2");

static void read_import(struct rows *r, struct arena *a, struct people_import *i)
{
    *i = (struct people_import){
        .id = row_int(r, 0), .org = row_int(r, 1), .account = row_int(r, 2), .name = row_str(r, 3, a), .state = row_str(r, 4, a),
        .mapping = row_str(r, 5, a), .why = row_str(r, 6, a), .lines = row_int(r, 7), .n_new = row_int(r, 8), .n_change = row_int(r, 9),
        .n_same = row_int(r, 10), .n_wrong = row_int(r, 11), .n_done = row_int(r, 12), .next_line = row_int(r, 13),
        .created = row_int(r, 14), .ended = row_int(r, 15)};
}

code roster_of(struct db *db, struct arena *a, int64_t id, struct people_import *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_import(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "import", "there is no such list");
}

code roster_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct people_import *out, struct error *err)
{
    TRY(roster_of(db, a, id, out, err));
    return out->org == org ? OK : fail(err, NOT_FOUND, "import", "there is no such list");
}

code roster_find(struct db *db, struct arena *a, int64_t org, struct roster_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        read_import(r, a, list_add(a, out));
    return rows_end(r, err);
}

code roster_look(struct db *db, struct arena *a, const struct people_import *i, struct roster_look *out, struct error *err)
{
    struct rows *r = db_query(db, sql_first_lines, ARGS(v_int(i->id), v_int(SAMPLES + 1)));
    struct str_list lines = {0};
    const struct json *cells;

    while (rows_next(r))
        *list_add(a, &lines) = row_str(r, 1, a);
    TRY(rows_end(r, err));
    for (size_t k = 0; k < lines.n; k++) {
        TRY(json_parse(a, lines.items[k], NULL, &cells, err));
        for (size_t c = 0; c < json_count(cells); c++) {
            str cell = json_str(json_item(cells, c));
            if (k == 0) {
                *list_add(a, &out->heads) = cell;
                *list_add(a, &out->samples) = S("");
            } else if (c < out->samples.n && cell.n) {
                str *s = &out->samples.items[c];
                *s = s->n ? str_printf(a, STR_FMT ", " STR_FMT, STR_ARG(*s), STR_ARG(cell)) : cell;
            }
        }
    }
    return OK;
}

/* One without columns broke off on its way in. */
static const char sql_drop[] = SQL(
    "DELETE FROM people_import WHERE id = $1 AND (state IN ('columns', 'planned', 'planning', 'reading') OR (state = 'stopped' AND mapping = ''))");

code roster_drop(struct db *db, const struct people_import *i, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_drop, ARGS(v_int(i->id)), &n, err));
    return n ? OK : fail(err, CONFLICT, "import", "this list was brought in already: take it back instead");
}
