/* list/act.c — the record of an act: its rows are fixed, done step by step, and
 * taken back. A step is one transaction of at most ROWS_PER_STEP rows that also
 * says how far the act is, so that it goes on where it was after a crash. */
#include "app/list/act.h"
#include "app/list/list_private.h"

#include "base/uri.h"

#define ROWS_PER_STEP 200
#define ROWS_AT_ONCE_MOST 400                    /* done within the request; more are a job's */
#define KEPT_FOR      (7 * DAY)

/* ---- words and inputs ---- */

static str grouped(struct arena *a, int64_t n)
{
    str digits = str_printf(a, "%lld", (long long)n);
    struct buf b = buf_new(a);

    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0)
            buf_byte(&b, ',');
        buf_byte(&b, digits.p[i]);
    }
    return buf_done(&b);
}

str act_words(struct arena *a, const struct list_def *def, const char *words, int64_t n)
{
    str rest = cstr(words);
    ptrdiff_t at = str_find(rest, S("{n}"));

    if (at < 0)
        return rest;
    return str_printf(a, STR_FMT STR_FMT " %s" STR_FMT, STR_ARG(str_slice(rest, 0, (size_t)at)), STR_ARG(grouped(a, n)),
                      n == 1 ? def->thing : def->things, STR_ARG(str_from(rest, (size_t)at + 3)));
}

str act_input(const struct act_run *run, const char *name)
{
    str rest = run->input, one, key, value;

    while (str_cut(&rest, '&', &one))
        if (str_cut(&one, '=', &key) && str_eq(key, cstr(name)) && uri_decode(run->a, one, true, &value, NULL) == OK)
            return value;
    return S("");
}

int64_t act_input_int(const struct act_run *run, const char *name)
{
    int64_t n = 0;

    return str_to_int(act_input(run, name), &n) ? n : 0;
}

/* ---- asked for ---- */

static const char sql_new[] = SQL(
    "INSERT INTO list_act (org_id, account_id, list, act, scope_id, input, back, state, n_total, n_done, n_skipped, next_row, why,"
    " created_at) VALUES ($1, $2, $3, $4, $5, '', $6, 'asked', 0, 0, 0, 0, '', $7) RETURNING id");
static const char sql_total[] = SQL("UPDATE list_act SET n_total = $2 WHERE id = $1");
/* Old ones, a few at a time; their rows go with them. */
static const char sql_sweep[] = SQL(
    "DELETE FROM list_act WHERE id IN (SELECT id FROM list_act WHERE org_id = $1 AND created_at < $2"
    " AND state IN ('asked', 'done', 'undone') ORDER BY id LIMIT 3)");

/* Of the ticked rows only those that the list shows: an id that was made up,
 * or that is another organisation's, is none of them. */
static code take_ticked(struct list *l, const struct id_list *rows, int64_t act, int64_t *n, struct error *err)
{
    *n = 0;
    for (size_t i = 0; i < rows->n && i < ROWS_AT_ONCE_MOST; i++) {
        struct list_sql s = list_sql_new(l->a);
        int64_t added = 0;
        list_sql_take(&s, l, act);
        list_sql_put(&s, l, " AND ", NULL);
        list_sql_put(&s, l, l->def->key, NULL);
        list_sql_put(&s, l, " = :after ON CONFLICT DO NOTHING", &(struct list_given){.after = rows->items[i]});
        TRY(list_sql_run(&s, l, &added, err));
        *n += added;
    }
    return OK;
}

static code take_every(struct list *l, int64_t act, int64_t *n, struct error *err)
{
    struct list_sql s = list_sql_new(l->a);

    TRY(list_count(l, ACT_ROWS_MOST + 1, n, err));
    if (*n > ACT_ROWS_MOST)
        return fail(err, LIMIT, "rows", "these are more than %d at once: filter them first", ACT_ROWS_MOST);
    list_sql_take(&s, l, act);
    return list_sql_run(&s, l, n, err);
}

static code ask(const struct act_new *n, int64_t *id, struct error *err)
{
    struct list *l = n->list;
    int64_t total = 0;

    l->acts_reach = list_reach_of(l, n->act->right);

    TRY(db_run(l->db, sql_sweep, ARGS(v_int(l->org), v_int(l->now - KEPT_FOR)), NULL, err));
    TRY(db_int(l->db, sql_new,
               ARGS(v_int(l->org), v_int(l->account), v_str(cstr(l->def->name)), v_str(cstr(n->act->name)), v_int(l->id),
                    v_str(n->back), v_int(l->now)),
               id, err));
    TRY(n->rows ? take_ticked(l, n->rows, *id, &total, err) : take_every(l, *id, &total, err));
    if (total == 0)
        return fail(err, BAD_INPUT, "rows", "nothing is ticked, or it is gone meanwhile");
    return db_run(l->db, sql_total, ARGS(v_int(*id), v_int(total)), NULL, err);
}

code act_ask(const struct act_new *n, int64_t *id, struct error *err)
{
    TRY(db_begin(n->list->db, err));
    return db_end(n->list->db, ask(n, id, err), err);
}

/* ---- found again ---- */

#define ACT_COLUMNS                                                            \
    "id, org_id, account_id, scope_id, list, act, input, back, state, why, n_total, n_done, n_skipped, next_row,"  \
    " created_at, coalesce(ended_at, 0), coalesce(undo_until, 0)"
static const char sql_get[] = SQL("SELECT " ACT_COLUMNS " FROM list_act WHERE id = $1");
static const char sql_undoable[] = SQL(
    "SELECT " ACT_COLUMNS " FROM list_act WHERE org_id = $1 AND account_id = $2 AND list = $3 AND state = 'done'"
    " AND undo_until > $4 ORDER BY id DESC LIMIT 1");

const struct list_act *act_named(const struct list_def *def, str name)
{
    const struct list_act *act;

    for (size_t i = 0; def && (act = list_act_at(def, i)); i++)
        if (str_eq(name, cstr(act->name)))
            return act;
    return NULL;
}

static code read_act(struct rows *r, struct arena *a, struct act *out, bool *found, struct error *err)
{
    *found = rows_next(r);
    if (*found) {
        *out = (struct act){
            .id = row_int(r, 0), .org = row_int(r, 1), .account = row_int(r, 2), .scope = row_int(r, 3),
            .list = row_str(r, 4, a), .name = row_str(r, 5, a), .input = row_str(r, 6, a), .back = row_str(r, 7, a),
            .state = row_str(r, 8, a), .why = row_str(r, 9, a), .total = row_int(r, 10), .done = row_int(r, 11),
            .skipped = row_int(r, 12), .next_row = row_int(r, 13), .created = row_int(r, 14), .ended = row_int(r, 15),
            .undo_until = row_int(r, 16)};
        out->def = list_named(out->list);
        out->what = act_named(out->def, out->name);
    }
    return rows_end(r, err);
}

static code find(struct db *db, struct arena *a, int64_t id, struct act *out, struct error *err)
{
    bool found;

    TRY(read_act(db_query(db, sql_get, ARGS(v_int(id))), a, out, &found, err));
    if (!found || !out->what)
        return fail(err, NOT_FOUND, "act", "there is no such thing to do, or it is too long ago");
    return OK;
}

code act_get(struct db *db, struct arena *a, int64_t org, int64_t account, int64_t id, struct act *out, struct error *err)
{
    TRY(find(db, a, id, out, err));
    return out->org == org && out->account == account
               ? OK : fail(err, NOT_FOUND, "act", "there is no such thing to do, or somebody else began it");
}

code act_find_undo(struct db *db, struct arena *a, const struct act_place *p, struct list_undo *out, struct error *err)
{
    struct act act;
    bool found;

    TRY(read_act(db_query(db, sql_undoable, ARGS(v_int(p->org), v_int(p->account), v_str(cstr(p->list)), v_int(p->now))),
                 a, &act, &found, err));
    if (found && act.what)
        *out = (struct list_undo){act.id, act_words(a, act.def, act.what->done, act.done), act.undo_until};
    return OK;
}

/* ---- step by step ---- */

struct step_row { int64_t id; str before; };
LIST_OF(step_rows, struct step_row);

/* What is still to do, or to undo, behind the row where the last step ended. */
static const char sql_rows[] = SQL(
    "SELECT row_id, before FROM list_act_row WHERE act_id = $1 AND row_id > $2 AND state = $3 ORDER BY row_id LIMIT $4");
static const char sql_row_done[] = SQL("UPDATE list_act_row SET state = $3, before = $4 WHERE act_id = $1 AND row_id = $2");
static const char sql_step[] = SQL(
    "UPDATE list_act SET n_done = n_done + $2, n_skipped = n_skipped + $3, next_row = $4,"
    " why = CASE WHEN why = '' THEN $5 ELSE why END WHERE id = $1 AND state = $6 AND next_row = $7");
static const char sql_end[] = SQL(
    "UPDATE list_act SET state = $3, ended_at = $4, undo_until = $5 WHERE id = $1 AND state = $2");

enum { ROW_WAITS, ROW_DONE, ROW_SKIPPED, ROW_UNDONE };

static bool is_undoing(const struct act *act)
{
    return str_eq(act->state, S("undoing"));
}

static code load_step(struct db *db, struct arena *a, const struct act *act, struct step_rows *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rows, ARGS(v_int(act->id), v_int(act->next_row),
                                                 v_int(is_undoing(act) ? ROW_DONE : ROW_WAITS), v_int(ROWS_PER_STEP)));

    while (rows_next(r))
        *list_add(a, out) = (struct step_row){row_int(r, 0), row_str(r, 1, a)};
    return rows_end(r, err);
}

struct step_sums { int64_t done, skipped; str why; };

static code do_row(struct act_run *run, const struct act *act, struct step_row *row, struct step_sums *sums, struct error *err)
{
    struct error why = {0};
    bool back = is_undoing(act);
    code c = (back ? act->what->undo : act->what->apply)(run, row->id, &row->before, &why);
    int state = c == OK ? (back ? ROW_UNDONE : ROW_DONE) : ROW_SKIPPED;

    if (c != OK && c != CONFLICT && c != NOT_FOUND) {
        if (err)
            *err = why;
        return c;
    }
    sums->done += c == OK;
    sums->skipped += c != OK;
    if (c != OK && sums->why.n == 0)
        sums->why = str_copy(run->a, cstr(why.text));
    return db_run_later(run->db, sql_row_done,
                        ARGS(v_int(act->id), v_int(row->id), v_int(state), v_str(str_is_absent(row->before) ? S("") : row->before)), err);
}

static code end_act(struct act_run *run, const struct act *act, struct error *err)
{
    bool back = is_undoing(act);
    msec until = back || !act->what->undo ? 0 : run->now + ACT_UNDO_TIME;

    if (act->what->seals)
        TRY(job_add(run->db, S("list-seal"), str_printf(run->a, "%lld", (long long)act->id), (str){0}, until ? until + MINUTE : run->now, err));
    return db_run(run->db, sql_end, ARGS(v_int(act->id), v_str(act->state), v_str(back ? S("undone") : S("done")),
                                         v_int(run->now), v_int(until)), NULL, err);
}

/* Two workers never do the same step: the second finds another next_row. */
static code step(struct act_run *run, const struct act *act, const struct step_rows *rows, struct error *err)
{
    struct step_sums sums = {.why = S("")};
    int64_t changed = 0;

    for (size_t i = 0; i < rows->n; i++)
        TRY(do_row(run, act, &rows->items[i], &sums, err));
    if (rows->n > 0) {
        TRY(db_run(run->db, sql_step,
                   ARGS(v_int(act->id), v_int(sums.done), v_int(sums.skipped), v_int(rows->items[rows->n - 1].id), v_str(sums.why),
                        v_str(act->state), v_int(act->next_row)),
                   &changed, err));
        if (changed == 0)
            return fail(err, CONFLICT, "act", "somebody else is at it");
    }
    return rows->n < ROWS_PER_STEP ? end_act(run, act, err) : OK;
}

static struct act_run run_of(struct app *app, struct db *db, struct arena *a, const struct act *act)
{
    return (struct act_run){.app = app, .db = db, .a = a, .org = act->org, .account = act->account, .act = act->id,
                            .id = act->scope, .now = clock_now(), .input = act->input};
}

static code check_right(struct db *db, struct arena *a, const struct act *act, struct error *err)
{
    return list_host()->may(db, a, act->org, act->account, act->what->right)
               ? OK : fail(err, DENIED, "act", "who began this may not do it any more");
}

static code next_step(struct app *app, struct db *db, struct arena *a, int64_t id, bool *is_over, struct error *err)
{
    struct act act;
    struct step_rows rows = {0};

    TRY(find(db, a, id, &act, err));
    *is_over = !str_eq(act.state, S("running")) && !is_undoing(&act);
    if (*is_over)
        return OK;
    TRY(check_right(db, a, &act, err));
    struct act_run run = run_of(app, db, a, &act);
    TRY(db_begin(db, err));
    code c = load_step(db, a, &act, &rows, err);
    if (c == OK)
        c = step(&run, &act, &rows, err);
    *is_over = c == OK && rows.n < ROWS_PER_STEP;
    return db_end(db, c, err);
}

static const char sql_stop[] = SQL(
    "UPDATE list_act SET state = 'stopped', why = $2, ended_at = $3 WHERE id = $1 AND state IN ('running', 'undoing')");

static enum job_result stop(struct db *db, int64_t id, struct error *why)
{
    struct error err = {0};

    if (db_run(db, sql_stop, ARGS(v_int(id), v_str(cstr(why->text)), v_int(clock_now())), NULL, &err) == OK)
        return JOB_DONE;
    *why = err;
    return JOB_RETRY;
}

static enum job_result run_act(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t id = 0;
    bool is_over = true;
    code c = str_to_int(j->payload, &id) ? next_step(ctx, db, a, id, &is_over, err) : OK;

    if (c == NOT_FOUND || c == DENIED)
        return stop(db, id, err);
    return c != OK ? JOB_RETRY : is_over ? JOB_DONE : JOB_AGAIN;
}

/* After the last moment in which undoing can begin; one that is under way ends first. */
static const char sql_seal[] = SQL(
    "UPDATE list_act_row SET before = '' WHERE act_id = (SELECT c.id FROM list_act c WHERE c.id = $1 AND c.state <> 'undoing')");
static const char sql_undoing[] = SQL("SELECT count(*) FROM list_act WHERE id = $1 AND state = 'undoing'");

static enum job_result seal(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t id = 0, undoing = 0;

    (void)ctx;
    (void)a;
    if (!str_to_int(j->payload, &id))
        return JOB_DONE;
    if (db_run(db, sql_seal, ARGS(v_int(id)), NULL, err) != OK || db_int(db, sql_undoing, ARGS(v_int(id)), &undoing, err) != OK)
        return JOB_RETRY;
    return undoing ? JOB_AGAIN : JOB_DONE;
}

const struct job_kind list_jobs[] = {{"list-act", run_act}, {"list-seal", seal}, {NULL}};

/* ---- started, taken back, left ---- */

static const char sql_begin[] = SQL(
    "UPDATE list_act SET state = $3, input = $4, next_row = 0, n_done = 0, n_skipped = 0, why = '' WHERE id = $1 AND state = $2");
static const char sql_drop[] = SQL("DELETE FROM list_act WHERE id = $1 AND state = 'asked'");

static code begin(struct db *db, struct arena *a, const struct act *act, str to, str input, struct error *err)
{
    int64_t changed = 0;
    str id = str_printf(a, "%lld", (long long)act->id);

    TRY(db_run(db, sql_begin, ARGS(v_int(act->id), v_str(act->state), v_str(to), v_str(input)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "act", "this is being done already, or it was left");
    return job_add(db, S("list-act"), id, str_join(a, S("list-act "), id), clock_now(), err);
}

/* Few rows at once, and the job finds nothing to do any more; many are the job's. */
static code go(struct app *app, struct db *db, struct arena *a, struct act *act, str to, str input, struct error *err)
{
    bool is_over = act->total > ROWS_AT_ONCE_MOST;

    TRY(check_right(db, a, act, err));
    TRY(db_begin(db, err));
    TRY(db_end(db, begin(db, a, act, to, input, err), err));
    for (int i = 0; i <= ROWS_AT_ONCE_MOST / ROWS_PER_STEP && !is_over; i++) {
        code c = next_step(app, db, a, act->id, &is_over, err);
        if (c == CONFLICT)
            break;                               /* the job was quicker */
        TRY(c);
    }
    app_wake(app);
    return find(db, a, act->id, act, err);
}

static code check_inputs(struct act_run *run, const struct act *act, struct error *err)
{
    for (const struct act_input *i = act->what->inputs; i && i->name; i++)
        if (i->required && str_is_empty(act_input(run, i->name)))
            return fail(err, BAD_INPUT, i->name, "%s is missing", i->label);
    return act->what->check ? act->what->check(run, err) : OK;
}

code act_start(struct app *app, struct db *db, struct arena *a, struct act *act, str input, struct error *err)
{
    struct act_run run = run_of(app, db, a, act);

    run.input = input;
    if (!str_eq(act->state, S("asked")))
        return fail(err, CONFLICT, "act", "this was done already");
    TRY(check_inputs(&run, act, err));
    return go(app, db, a, act, S("running"), input, err);
}

code act_undo(struct app *app, struct db *db, struct arena *a, struct act *act, struct error *err)
{
    if (!act->what->undo || !str_eq(act->state, S("done")) || act->undo_until <= clock_now())
        return fail(err, CONFLICT, "act", "this cannot be undone any more");
    return go(app, db, a, act, S("undoing"), act->input, err);
}

code act_drop(struct db *db, const struct act *act, struct error *err)
{
    return db_run(db, sql_drop, ARGS(v_int(act->id)), NULL, err);
}
