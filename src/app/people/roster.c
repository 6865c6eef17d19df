/* people/roster.c — the record of a list that is brought in, and its steps: planned,
 * done, managers, taken back. A step is one transaction of some lines that also
 * says how far it is, so that it goes on where it was after a crash. */
#include "app/people/roster.h"

#include <string.h>

#include "format/csv.h"
#include "format/json.h"

#define LINES_PER_STEP   200
#define STEPS_AT_ONCE    3                       /* within the request; the rest is a job's */
#define LINES_MOST       50000
#define SAMPLES          3

/* ---- opened ---- */

static const char sql_new[] = SQL(
    "INSERT INTO people_import (org_id, account_id, name, state, mapping, why, n_lines, n_new, n_change, n_same, n_wrong, n_done, next_line,"
    " created_at) VALUES ($1, $2, $3, 'columns', '', '', 0, 0, 0, 0, 0, 0, 0, $4) RETURNING id");
static const char sql_line[] = SQL(
    "INSERT INTO people_import_line (import_id, number, cells, key, plan, message, state, before) VALUES ($1, $2, $3, '', '', '', 'waiting', '')");
static const char sql_opened[] = SQL("UPDATE people_import SET n_lines = $2, mapping = $3 WHERE id = $1");

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

static code keep_lines(struct db *db, struct arena *a, struct csv *csv, int64_t id, struct str_list *heads, int64_t *n, struct error *err)
{
    struct arena *part = arena_new((size_t)8 << 20);
    struct csv_row row;
    bool found = true;
    code c = OK;

    for (*n = -1; c == OK && found; ++*n) {
        arena_reset(part);
        row = (struct csv_row){0};
        c = csv_next(csv, part, &row, &found, err);
        if (c != OK || !found)
            break;
        for (size_t i = 0; *n < 0 && i < row.cells.n; i++)
            *list_add(a, heads) = str_copy(a, str_trim(row.cells.items[i]));
        if (*n >= LINES_MOST)
            c = fail(err, LIMIT, "file", "the list has more than %d lines: bring it in in parts", LINES_MOST);
        else
            c = db_run_later(db, sql_line, ARGS(v_int(id), v_int(*n < 0 ? 0 : row.line), v_str(cells_json(part, &row.cells))), err);
    }
    arena_free(part);
    return c;
}

static code open_import(struct db *db, struct arena *a, const struct roster_new *n, struct csv *csv, int64_t *id, struct error *err)
{
    struct str_list heads = {0};
    struct roster_mapping guess;
    int64_t lines = 0;

    TRY(db_int(db, sql_new, ARGS(v_int(n->org), v_int(n->by), v_str(n->name), v_int(clock_now())), id, err));
    TRY(keep_lines(db, a, csv, *id, &heads, &lines, err));
    if (lines < 1)
        return fail(err, BAD_INPUT, "file", "the list has one line alone: the first says what the columns are, people come below it");
    roster_guess(a, &heads, &guess);
    return db_run(db, sql_opened, ARGS(v_int(*id), v_int(lines), v_str(roster_mapping_text(a, &guess))), NULL, err);
}

code roster_open(struct db *db, struct arena *a, const struct roster_new *n, int64_t *id, struct error *err)
{
    struct csv *csv;

    TRY(csv_open(a, n->text, &csv, err));
    TRY(db_begin(db, err));
    return db_end(db, open_import(db, a, n, csv, id, err), err);
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

static code get(struct db *db, struct arena *a, int64_t id, struct people_import *out, struct error *err)
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
    TRY(get(db, a, id, out, err));
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

/* ---- steps ---- */

LIST_OF(line_list, struct roster_line);
static const char sql_lines[] = SQL(
    "SELECT id, number, cells, plan, message, state, coalesce(person_id, 0), before FROM people_import_line WHERE import_id = $1"
    " AND number > $2 ORDER BY number LIMIT $3");
static const char sql_lines_back[] = SQL(
    "SELECT id, number, cells, plan, message, state, coalesce(person_id, 0), before FROM people_import_line WHERE import_id = $1"
    " AND number < $2 AND number > 0 ORDER BY number DESC LIMIT $3");
static const char sql_step[] = SQL(
    "UPDATE people_import SET next_line = $2, n_new = n_new + $3, n_change = n_change + $4, n_same = n_same + $5, n_wrong = n_wrong + $6,"
    " n_done = n_done + $7 WHERE id = $1 AND state = $8 AND next_line = $9");
static const char sql_state[] = SQL(
    "UPDATE people_import SET state = $3, next_line = $4, ended_at = $5 WHERE id = $1 AND state = $2");
static const char sql_planned[] = SQL("UPDATE people_import_line SET plan = $2, message = $3, person_id = $4 WHERE id = $1");
static const char sql_done[] = SQL("UPDATE people_import_line SET state = $2, person_id = $3, before = $4 WHERE id = $1");
static const char sql_left[] = SQL("UPDATE people_import_line SET state = 'left', message = $2 WHERE id = $1");

struct counts { int64_t n_new, n_change, n_same, n_wrong, n_done; };

struct roster_step {
    struct app *app;
    struct db *db;
    struct arena *a;
    struct people_import i;
    struct roster_mapping mapping;
    struct roster_places places;
    struct roster_look look;
    struct roster_planner planner;
    struct counts counts;
};

static code load_lines(struct roster_step *s, const char *sql, struct line_list *out, struct error *err)
{
    struct rows *r = db_query(s->db, sql, ARGS(v_int(s->i.id), v_int(s->i.next_line), v_int(LINES_PER_STEP)));

    while (rows_next(r))
        *list_add(s->a, out) = (struct roster_line){
            .id = row_int(r, 0), .number = row_int(r, 1), .cells = row_str(r, 2, s->a), .plan = row_str(r, 3, s->a),
            .message = row_str(r, 4, s->a), .state = row_str(r, 5, s->a), .person = row_int(r, 6), .before = row_str(r, 7, s->a)};
    return rows_end(r, err);
}

static code open_step(struct roster_step *s, struct error *err)
{
    roster_mapping_read(s->i.mapping, &s->mapping);
    TRY(place_names(s->db, s->a, s->i.org, DEPARTMENT, &s->places.departments, err));
    TRY(place_names(s->db, s->a, s->i.org, TEAM, &s->places.teams, err));
    TRY(place_names(s->db, s->a, s->i.org, SITE, &s->places.sites, err));
    TRY(roster_look(s->db, s->a, &s->i, &s->look, err));
    s->planner = (struct roster_planner){s->db, s->a, &s->i, &s->mapping, &s->places, &s->look.heads};
    return OK;
}

/* ---- planned ---- */

static const char sql_keys[] = SQL("UPDATE people_import_line SET key = $2, address_key = $3 WHERE id = $1");

static code key_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    str number, address;

    if (line->number == 0)
        return OK;
    TRY(roster_keys(&s->planner, line, &number, &address, err));
    return db_run_later(s->db, sql_keys, ARGS(v_int(line->id), v_str(number), v_str(address)), err);
}


static code plan_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    struct roster_change c;

    TRY(roster_plan_line(&s->planner, line, &c, err));
    s->counts.n_new += strcmp(c.plan, "new") == 0;
    s->counts.n_change += strcmp(c.plan, "change") == 0;
    s->counts.n_same += strcmp(c.plan, "same") == 0;
    s->counts.n_wrong += strcmp(c.plan, "wrong") == 0;
    return db_run(s->db, sql_planned, ARGS(v_int(line->id), v_str(cstr(c.plan)), v_str(c.message),
                                           v_int_if(c.details.id > 0, c.details.id)), NULL, err);
}

/* ---- done ---- */

static void put_text(struct json_writer *w, const char *name, str before, str after)
{
    if (str_eq(before, after))
        return;
    json_put_key(w, name);
    json_open_array(w);
    json_put_str(w, before);
    json_put_str(w, after);
    json_close_array(w);
}

static void put_number(struct arena *a, struct json_writer *w, const char *name, int64_t before, int64_t after)
{
    put_text(w, name, str_printf(a, "%lld", (long long)before), str_printf(a, "%lld", (long long)after));
}

/* {"name": ["old", "new"], …}, {"new": …} for somebody who was made, "teams" joined. */
static str before_of(struct arena *a, const struct person *p, const struct person_details *d, const struct id_list *teams)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    if (!p) {
        json_put_member_bool(&w, "new", true);
    } else {
        put_text(&w, "name", p->name, d->name);
        put_text(&w, "title", p->title, d->title);
        put_text(&w, "number", p->staff_number, d->staff_number);
        put_text(&w, "employment", p->employment, d->employment);
        put_number(a, &w, "department", p->department_id, d->department);
        put_number(a, &w, "site", p->site_id, d->site);
        put_number(a, &w, "starts", p->starts, d->starts);
        put_number(a, &w, "leaves", p->leaves, d->leaves);
    }
    if (teams->n > 0) {
        json_put_key(&w, "teams");
        json_open_array(&w);
        for (size_t i = 0; i < teams->n; i++)
            json_put_int(&w, teams->items[i]);
        json_close_array(&w);
    }
    json_close_object(&w);
    return buf_done(&b);
}

static code make_place(struct roster_step *s, enum place_kind kind, str words, int64_t *field, struct workplace_list *known, struct error *err)
{
    int64_t id = 0;

    if (words.n == 0)
        return OK;
    TRY(place_find(s->db, s->a, &(struct place_wanted){s->i.org, s->i.account, kind, words, true}, &id, err));
    *field = id;
    known->n = 0;                                /* there may be one more now */
    return place_names(s->db, s->a, s->i.org, kind, known, err);
}

static const char sql_join_team[] = SQL("INSERT INTO person_team (person_id, team_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");

static code make_teams(struct roster_step *s, str names, struct id_list *out, struct error *err)
{
    str one;
    int64_t id = 0;

    while (names.n && str_cut(&names, ';', &one)) {
        TRY(make_place(s, TEAM, one, &id, &s->places.teams, err));
        *list_add(s->a, out) = id;
    }
    return OK;
}

static code write_line(struct roster_step *s, struct roster_line *line, struct roster_change *c, struct error *err)
{
    struct person now, *before = NULL;
    struct id_list teams = {0};

    if (c->details.id) {
        TRY(person_get(s->db, s->a, s->i.org, c->details.id, &now, err));
        before = &now;
    }
    TRY(make_place(s, DEPARTMENT, c->department, &c->details.department, &s->places.departments, err));
    TRY(make_place(s, SITE, c->site, &c->details.site, &s->places.sites, err));
    TRY(make_teams(s, c->team_names, &teams, err));
    if (!before)
        TRY(person_add_within(s->db, s->a, &c->details, &c->details.id, err));
    else
        TRY(person_import_within(s->db, s->a, &c->details, err));
    for (size_t i = 0; i < teams.n; i++)
        TRY(db_run(s->db, sql_join_team, ARGS(v_int(c->details.id), v_int(teams.items[i])), NULL, err));
    s->counts.n_done++;
    return db_run(s->db, sql_done, ARGS(v_int(line->id), v_str(S("done")), v_int(c->details.id),
                                        v_str(before_of(s->a, before, &c->details, &teams))), NULL, err);
}

/* Planned anew: what was true when it was shown need not be so now. What has
 * become wrong is left out and says why. */
static code do_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    struct roster_change c;
    struct error why = {0};

    if (!str_eq(line->plan, S("new")) && !str_eq(line->plan, S("change")))
        return OK;
    TRY(roster_plan_line(&s->planner, line, &c, err));
    if (strcmp(c.plan, "wrong") == 0)
        return db_run(s->db, sql_left, ARGS(v_int(line->id), v_str(c.message)), NULL, err);
    code done = write_line(s, line, &c, &why);
    if (done == BAD_INPUT || done == CONFLICT)
        return db_run(s->db, sql_left, ARGS(v_int(line->id), v_str(str_copy(s->a, cstr(why.text)))), NULL, err);
    if (done != OK && err)
        *err = why;
    return done;
}

/* ---- managers, when everybody is there ---- */

static const char sql_set_manager[] = SQL(
    "UPDATE person SET manager_id = $3 WHERE org_id = $1 AND id = $2 AND id <> $3 AND NOT EXISTS ("
    "WITH RECURSIVE chain(id) AS (SELECT CAST($3 AS BIGINT) UNION SELECT p.manager_id FROM person p JOIN chain ON p.id = chain.id"
    " WHERE p.manager_id IS NOT NULL) SELECT 1 FROM chain WHERE chain.id = $2)");

static code lead_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    struct roster_change c;
    struct buf b = buf_new(s->a);
    int64_t id = 0, changed = 0;
    struct person now;

    if (!str_eq(line->state, S("done")))
        return OK;
    TRY(roster_plan_line(&s->planner, line, &c, err));
    if (c.manager.n > 0)
        TRY(person_by_words(s->db, s->a, s->i.org, c.manager, &id, err));
    if (id == 0)
        return OK;
    TRY(person_get(s->db, s->a, s->i.org, line->person, &now, err));
    TRY(db_run(s->db, sql_set_manager, ARGS(v_int(s->i.org), v_int(line->person), v_int(id)), &changed, err));
    if (changed == 0 || line->before.n < 2)
        return OK;
    buf_put(&b, str_slice(line->before, 0, line->before.n - 1));
    buf_printf(&b, "%s\"manager\":[\"%lld\",\"%lld\"]}", line->before.n > 2 ? "," : "", (long long)now.manager_id, (long long)id);
    return db_run(s->db, sql_done, ARGS(v_int(line->id), v_str(S("done")), v_int(line->person), v_str(buf_done(&b))), NULL, err);
}

/* ---- taken back ---- */

static const char sql_awards[] = SQL("SELECT count(*) FROM award WHERE person_id = $1");
static const char sql_unlead[] = SQL("UPDATE person SET manager_id = NULL WHERE org_id = $1 AND manager_id = $2");
static const char sql_delete_person[] = SQL("DELETE FROM person WHERE org_id = $1 AND id = $2");
static const char sql_leave_team[] = SQL("DELETE FROM person_team WHERE person_id = $1 AND team_id = $2");

/* Whoever was awarded something meanwhile stays in the directory. */
static code forget(struct roster_step *s, struct roster_line *line, struct error *err)
{
    int64_t awards = 0;

    TRY(db_int(s->db, sql_awards, ARGS(v_int(line->person)), &awards, err));
    if (awards > 0)
        return db_run(s->db, sql_left, ARGS(v_int(line->id), v_str(S("has awards meanwhile, and stays in the directory"))), NULL, err);
    TRY(db_run(s->db, sql_unlead, ARGS(v_int(s->i.org), v_int(line->person)), NULL, err));
    TRY(db_run(s->db, sql_delete_person, ARGS(v_int(s->i.org), v_int(line->person)), NULL, err));
    return db_run(s->db, sql_done, ARGS(v_int(line->id), v_str(S("undone")), v_null(), v_str(S(""))), NULL, err);
}

/* Only where it is still what the list made of it. */
static void text_back(const struct json *before, const char *name, str *field)
{
    const struct json *pair = json_get(before, name);

    if (pair && str_eq(json_str(json_item(pair, 1)), *field))
        *field = json_str(json_item(pair, 0));
}

static void number_back(struct arena *a, const struct json *before, const char *name, int64_t *field)
{
    str now = str_printf(a, "%lld", (long long)*field);

    text_back(before, name, &now);
    if (!str_to_int(now, field))
        *field = 0;
}

static code teams_back(struct roster_step *s, const struct json *before, int64_t person, struct error *err)
{
    const struct json *teams = json_get(before, "teams");
    int64_t id;

    for (size_t i = 0; i < json_count(teams); i++)
        if (json_int(json_item(teams, i), &id))
            TRY(db_run(s->db, sql_leave_team, ARGS(v_int(person), v_int(id)), NULL, err));
    return OK;
}

static code change_back(struct roster_step *s, struct roster_line *line, const struct json *before, struct error *err)
{
    struct person p;
    struct arena *a = s->a;

    TRY(person_get(s->db, a, s->i.org, line->person, &p, err));
    struct person_details d = {
        .org = s->i.org, .id = p.id, .by = s->i.account, .email = p.email, .name = p.name, .title = p.title, .staff_number = p.staff_number,
        .employment = p.employment, .department = p.department_id, .site = p.site_id, .manager = p.manager_id, .starts = p.starts,
        .leaves = p.leaves};
    text_back(before, "name", &d.name);
    text_back(before, "title", &d.title);
    text_back(before, "number", &d.staff_number);
    text_back(before, "employment", &d.employment);
    number_back(a, before, "department", &d.department);
    number_back(a, before, "site", &d.site);
    number_back(a, before, "manager", &d.manager);
    number_back(a, before, "starts", &d.starts);
    number_back(a, before, "leaves", &d.leaves);
    TRY(person_import_within(s->db, a, &d, err));
    TRY(teams_back(s, before, p.id, err));
    return db_run(s->db, sql_done, ARGS(v_int(line->id), v_str(S("undone")), v_int(p.id), v_str(S(""))), NULL, err);
}

static code undo_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    const struct json *before;
    struct error why = {0};

    if (!str_eq(line->state, S("done")))
        return OK;
    TRY(json_parse(s->a, line->before, NULL, &before, err));
    code c = json_bool(json_get(before, "new")) ? forget(s, line, &why) : change_back(s, line, before, &why);
    if (c == BAD_INPUT || c == CONFLICT || c == NOT_FOUND)
        return db_run(s->db, sql_left, ARGS(v_int(line->id), v_str(str_copy(s->a, cstr(why.text)))), NULL, err);
    if (c != OK && err)
        *err = why;
    return c;
}

/* ---- the states, one after the other ---- */

static const struct state {
    const char *name, *next;
    code (*one)(struct roster_step *s, struct roster_line *line, struct error *err);
    bool backwards, is_last;
} states[] = {
    {"reading", "planning", key_one, false, false},
    {"planning", "planned", plan_one, false, true},
    {"running", "managers", do_one, false, false},
    {"managers", "done", lead_one, false, true},
    {"undoing", "undone", undo_one, true, true},
};

static const struct state *state_of(const struct people_import *i)
{
    for (size_t k = 0; k < COUNT(states); k++)
        if (str_eq(i->state, cstr(states[k].name)))
            return &states[k];
    return NULL;
}

static code next_state(struct roster_step *s, const struct state *st, struct error *err)
{
    bool is_end = st->is_last && strcmp(st->next, "planned") != 0;

    return db_run(s->db, sql_state, ARGS(v_int(s->i.id), v_str(cstr(st->name)), v_str(cstr(st->next)), v_int(0),
                                         v_int_if(is_end, clock_now())), NULL, err);
}

static code run_lines(struct roster_step *s, const struct state *st, size_t *n, struct error *err)
{
    struct line_list lines = {0};
    const struct counts *c = &s->counts;
    int64_t changed = 0;

    TRY(open_step(s, err));
    TRY(load_lines(s, st->backwards ? sql_lines_back : sql_lines, &lines, err));
    *n = lines.n;
    if (lines.n == 0)
        return next_state(s, st, err);
    for (size_t i = 0; i < lines.n; i++)
        TRY(st->one(s, &lines.items[i], err));
    TRY(db_run(s->db, sql_step, ARGS(v_int(s->i.id), v_int(lines.items[lines.n - 1].number), v_int(c->n_new), v_int(c->n_change),
                                     v_int(c->n_same), v_int(c->n_wrong), v_int(c->n_done), v_str(s->i.state), v_int(s->i.next_line)),
               &changed, err));
    return changed ? OK : fail(err, CONFLICT, "import", "somebody else is at it");
}

static code next_step(struct app *app, struct db *db, struct arena *a, int64_t id, bool *is_over, struct error *err)
{
    struct roster_step s = {.app = app, .db = db, .a = a};
    size_t n = 0;

    TRY(get(db, a, id, &s.i, err));
    const struct state *st = state_of(&s.i);
    *is_over = st == NULL;
    if (!st)
        return OK;
    if (!role_may(org_role(db, a, s.i.org, s.i.account), MANAGE_PEOPLE))
        return fail(err, DENIED, "import", "who brought the list in may not do it any more");
    TRY(db_begin(db, err));
    TRY(db_end(db, run_lines(&s, st, &n, err), err));
    *is_over = n == 0 && st->is_last;
    return OK;
}

static const char sql_stop[] = SQL("UPDATE people_import SET state = 'stopped', why = $2, ended_at = $3 WHERE id = $1");

enum job_result roster_run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t id = 0;
    bool is_over = true;
    code c = str_to_int(j->payload, &id) ? next_step(ctx, db, a, id, &is_over, err) : OK;

    if (c == DENIED && err)
        c = db_run(db, sql_stop, ARGS(v_int(id), v_str(cstr(err->text)), v_int(clock_now())), NULL, err);
    else if (c == NOT_FOUND)
        c = OK;
    return c != OK ? JOB_RETRY : is_over ? JOB_DONE : JOB_AGAIN;
}

/* ---- begun ---- */

static const char sql_begin[] = SQL(
    "UPDATE people_import SET state = $3, mapping = $4, next_line = $5, n_new = CASE WHEN $6 = 1 THEN 0 ELSE n_new END,"
    " n_change = CASE WHEN $6 = 1 THEN 0 ELSE n_change END, n_same = CASE WHEN $6 = 1 THEN 0 ELSE n_same END,"
    " n_wrong = CASE WHEN $6 = 1 THEN 0 ELSE n_wrong END, n_done = CASE WHEN $3 = 'undoing' THEN n_done ELSE 0 END, ended_at = NULL"
    " WHERE id = $1 AND state = $2");

static code begin(struct db *db, struct arena *a, const struct people_import *i, const char *to, struct error *err)
{
    int64_t changed = 0;
    bool is_plan = strcmp(to, "reading") == 0, is_undo = strcmp(to, "undoing") == 0;
    str id = str_printf(a, "%lld", (long long)i->id);

    TRY(db_run(db, sql_begin, ARGS(v_int(i->id), v_str(i->state), v_str(cstr(to)), v_str(i->mapping), v_int(is_undo ? INT64_MAX : 0),
                                   v_int(is_plan)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "import", "somebody else is at this list: load the page again");
    return job_add(db, S("people.import"), id, str_join(a, S("import "), id), clock_now(), err);
}

/* Few lines at once, and the job finds nothing to do any more; many are the job's. */
static code go(struct app *app, struct db *db, struct arena *a, struct people_import *i, const char *to, struct error *err)
{
    bool is_over = i->lines > LINES_PER_STEP * STEPS_AT_ONCE;

    TRY(db_begin(db, err));
    TRY(db_end(db, begin(db, a, i, to, err), err));
    while (!is_over) {
        code c = next_step(app, db, a, i->id, &is_over, err);
        if (c == CONFLICT)
            break;                               /* the job was quicker */
        TRY(c);
    }
    app_wake(app);
    return get(db, a, i->id, i, err);
}

code roster_plan(struct app *app, struct db *db, struct arena *a, struct people_import *i, const struct roster_mapping *m, struct error *err)
{
    if (!str_eq(i->state, S("columns")) && !str_eq(i->state, S("planned")))
        return fail(err, CONFLICT, "import", "this list is being brought in already");
    TRY(roster_mapping_check(m, err));
    i->mapping = roster_mapping_text(a, m);
    return go(app, db, a, i, "reading", err);
}

code roster_start(struct app *app, struct db *db, struct arena *a, struct people_import *i, struct error *err)
{
    if (!str_eq(i->state, S("planned")))
        return fail(err, CONFLICT, "import", "this list was brought in already");
    TRY(go(app, db, a, i, "running", err));
    return org_log(db, i->org, i->account, "people.import", str_printf(a, "import %lld", (long long)i->id), i->name, err);
}

code roster_undo(struct app *app, struct db *db, struct arena *a, struct people_import *i, struct error *err)
{
    if (!str_eq(i->state, S("done")) || i->ended + ROSTER_UNDO_TIME < clock_now())
        return fail(err, CONFLICT, "import", "this list cannot be taken back any more");
    TRY(go(app, db, a, i, "undoing", err));
    return org_log(db, i->org, i->account, "people.import.undo", str_printf(a, "import %lld", (long long)i->id), i->name, err);
}

static const char sql_drop[] = SQL("DELETE FROM people_import WHERE id = $1 AND state IN ('columns', 'planned', 'planning', 'reading')");

code roster_drop(struct db *db, const struct people_import *i, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_drop, ARGS(v_int(i->id)), &n, err));
    return n ? OK : fail(err, CONFLICT, "import", "this list was brought in already: take it back instead");
}
