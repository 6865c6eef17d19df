/* people/roster_run.c — the steps of an import: planned, done, managers, taken back.
 * A step is one transaction of some lines that also says how far it is, so that
 * it goes on where it was after a crash. */
#include "app/people/roster_private.h"

#include <string.h>

#include "app/hook/hook.h"

#define LINES_PER_STEP   500
#define LINES_AT_ONCE    500                     /* within the request; more are a job's */

/* ---- steps ---- */

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
static code load_lines(struct roster_step *s, const char *sql, struct roster_line_list *out, struct error *err)
{
    struct rows *r = db_query(s->db, sql, ARGS(v_int(s->i.id), v_int(s->i.next_line), v_int(LINES_PER_STEP)));

    while (rows_next(r))
        *list_add(s->a, out) = (struct roster_line){
            .id = row_int(r, 0), .number = row_int(r, 1), .cells = row_str(r, 2, s->a), .plan = row_str(r, 3, s->a),
            .message = row_str(r, 4, s->a), .state = row_str(r, 5, s->a), .person = row_int(r, 6), .before = row_str(r, 7, s->a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(roster_cells_read(s->a, &s->mapping, out->items[i].cells, &out->items[i].of, err));
    return OK;
}

static code open_step(struct roster_step *s, struct error *err)
{
    roster_mapping_read(s->i.mapping, &s->mapping);
    TRY(place_names(s->db, s->a, s->i.org, DEPARTMENT, &s->places.departments, err));
    TRY(place_names(s->db, s->a, s->i.org, TEAM, &s->places.teams, err));
    TRY(place_names(s->db, s->a, s->i.org, SITE, &s->places.sites, err));
    TRY(roster_look(s->db, s->a, &s->i, &s->look, err));
    s->planner = (struct roster_planner){s->a, &s->i, &s->mapping, &s->places, &s->look.heads, NULL};
    return OK;
}

/* ---- planned ---- */

static const char sql_keys[] = SQL("UPDATE people_import_line SET key = $2, address_key = $3 WHERE id = $1");

static code key_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    return db_run_later(s->db, sql_keys, ARGS(v_int(line->id), v_str(roster_number_key(s->a, line->of.cells[ROSTER_NUMBER])),
                                              v_str(roster_address_key(s->a, line->of.cells[ROSTER_EMAIL]))), err);
}

static code plan_one(struct roster_step *s, struct roster_line *line, struct error *err)
{
    struct roster_change c;

    TRY(roster_plan_line(&s->planner, line, &c, err));
    s->counts.n_new += strcmp(c.plan, "new") == 0;
    s->counts.n_change += strcmp(c.plan, "change") == 0;
    s->counts.n_same += strcmp(c.plan, "same") == 0;
    s->counts.n_wrong += strcmp(c.plan, "wrong") == 0;
    return db_run_later(s->db, sql_planned, ARGS(v_int(line->id), v_str(cstr(c.plan)), v_str(c.message),
                                                 v_int_if(c.details.id > 0, c.details.id)), err);
}

/* ---- the states, one after the other ---- */

static const struct state {
    const char *name, *next;
    code (*one)(struct roster_step *s, struct roster_line *line, struct error *err);
    bool asks_who, backwards, is_last;
} states[] = {
    {"reading", "planning", key_one, false, false, false},
    {"planning", "planned", plan_one, true, false, true},
    {"running", "managers", roster_do_line, true, false, false},
    {"managers", "done", roster_lead_line, true, false, true},
    {"undoing", "undone", roster_undo_line, true, true, true},
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

/* Tables that grow a thousandfold within a minute: PostgreSQL would go on with plans
 * that were good for a few rows. Asked at each doubling. */
static const char sql_count_people[] = SQL_ON_POSTGRES("ANALYZE person");
static const char sql_count_lines[] = SQL_ON_POSTGRES("ANALYZE people_import_line");

static code count_anew(struct roster_step *s, struct error *err)
{
    int64_t steps = s->i.next_line / LINES_PER_STEP;

    if (!db_is_postgres(s->db) || (steps & (steps - 1)) != 0)
        return OK;
    TRY(db_run(s->db, sql_count_lines, NO_ARGS, NULL, err));
    return db_run(s->db, sql_count_people, NO_ARGS, NULL, err);
}

static code run_lines(struct roster_step *s, const struct state *st, size_t *n, struct error *err)
{
    struct roster_line_list lines = {0};
    const struct roster_counts *c = &s->counts;
    int64_t changed = 0;

    TRY(open_step(s, err));
    TRY(load_lines(s, st->backwards ? sql_lines_back : sql_lines, &lines, err));
    *n = lines.n;
    if (lines.n == 0)
        return next_state(s, st, err);
    TRY(count_anew(s, err));
    if (st->asks_who)
        TRY(roster_known_load(s, &lines, err));
    for (size_t i = 0; i < lines.n; i++)
        TRY(st->one(s, &lines.items[i], err));
    TRY(hook_tell_many(s->db, s->a, s->i.org, "person.added", &s->added, err));
    TRY(db_run(s->db, sql_step, ARGS(v_int(s->i.id), v_int(lines.items[lines.n - 1].number), v_int(c->n_new), v_int(c->n_change),
                                     v_int(c->n_same), v_int(c->n_wrong), v_int(c->n_done), v_str(s->i.state), v_int(s->i.next_line)),
               &changed, err));
    return changed ? OK : fail(err, CONFLICT, "import", "somebody else is at it");
}

static code next_step(struct app *app, struct db *db, struct arena *a, int64_t id, bool *is_over, struct error *err)
{
    struct roster_step s = {.app = app, .db = db, .a = a};
    size_t n = 0;

    TRY(roster_of(db, a, id, &s.i, err));
    const struct state *st = state_of(&s.i);
    *is_over = st == NULL;
    if (!st)
        return OK;
    if (!org_may(db, a, s.i.org, s.i.account, MANAGE_PEOPLE))
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
    bool is_over = i->lines > LINES_AT_ONCE;

    TRY(db_begin(db, err));
    TRY(db_end(db, begin(db, a, i, to, err), err));
    while (!is_over) {
        code c = next_step(app, db, a, i->id, &is_over, err);
        if (c == CONFLICT)
            break;                               /* the job was quicker */
        TRY(c);
    }
    app_wake(app);
    return roster_of(db, a, i->id, i, err);
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
