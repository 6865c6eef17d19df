/* export/kept.c — exports that are made in the background: a row each, the file in
 * the data folder, both for a few days. A process that is killed begins anew. */
#include "app/export/export_private.h"

#include "app/kept_file.h"

static struct kept_file file_of(const struct app *app, int64_t org, int64_t id)
{
    return (struct kept_file){.app = app, .folder = "exports", .org = org, .id = id, .fd = -1};
}

/* ---- rows ---- */

#define EXPORT                                                                 \
    "SELECT e.id, e.done, e.total, e.bytes, e.state, e.why, coalesce((SELECT c.name FROM account c WHERE c.id = e.account_id), '')," \
    " e.asked_at, e.ended_at, e.until_at, e.with_keys, e.with_files FROM org_export e WHERE e.org_id = $1 "
static const char sql_find[] = SQL(EXPORT "ORDER BY e.id DESC LIMIT 20");
static const char sql_one[] = SQL(EXPORT "AND e.id = $2");

static struct export_row read_row(struct rows *r, struct arena *a)
{
    return (struct export_row){
        .id = row_int(r, 0), .done = row_int(r, 1), .all = row_int(r, 2), .bytes = row_int(r, 3), .state = row_str(r, 4, a), .why = row_str(r, 5, a),
        .by = row_str(r, 6, a), .asked = row_int(r, 7), .ended = row_int(r, 8), .until = row_int(r, 9), .with_keys = row_bool(r, 10), .with_files = row_bool(r, 11)};
}

code export_find(struct db *db, struct arena *a, int64_t org, struct export_rows *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

static code get(struct db *db, struct arena *a, int64_t org, int64_t id, struct export_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "export", "there is no such export");
}

/* ---- asked for ---- */

static const char sql_ask[] = SQL(
    "INSERT INTO org_export (org_id, account_id, state, locked_keys, with_keys, with_files, done, total, bytes, why, asked_at)"
    " VALUES ($1, $2, 'running', $3, $4, $5, 0, 0, 0, '', $6) RETURNING id");

static code ask_within(struct db *db, struct arena *a, const struct export_ask *ask, str keys, struct error *err)
{
    int64_t id = 0;
    code c = db_int(db, sql_ask, ARGS(v_int(ask->org), v_int(ask->by), v_str(keys), v_int(ask->with_keys), v_int(ask->with_files), v_int(clock_now())), &id, err);

    if (c == CONFLICT)
        return fail(err, CONFLICT, "export", "an export is being made already: wait for it, or stop it");
    TRY(c);
    str names = str_printf(a, "%lld %lld", (long long)ask->org, (long long)id);
    TRY(job_add(db, S("export.make"), names, str_join(a, S("export "), names), clock_now(), err));
    return org_log(db, ask->org, ask->by, "export.ask", str_printf(a, "export %lld", (long long)id), ask->with_keys ? S("keys") : S(""), err);
}

code export_ask(struct app *app, struct db *db, struct arena *a, const struct export_ask *ask, struct error *err)
{
    str keys = S("");

    if (ask->with_keys)
        TRY(export_lock_keys(app, db, a, ask->org, ask->passphrase, &keys, err));
    TRY(db_begin(db, err));
    return db_end(db, ask_within(db, a, ask, keys, err), err);
}

/* ---- made ---- */

static const char sql_work[] = SQL("SELECT locked_keys, with_files FROM org_export WHERE org_id = $1 AND id = $2 AND state = 'running'");
static const char sql_tell[] = SQL("UPDATE org_export SET done = $3, total = $4 WHERE org_id = $1 AND id = $2 AND state = 'running'");
static const char sql_done[] = SQL(
    "UPDATE org_export SET state = 'done', locked_keys = '', bytes = $3, ended_at = $4, until_at = $5 WHERE org_id = $1 AND id = $2 AND state = 'running'");
static const char sql_failed[] = SQL("UPDATE org_export SET state = 'failed', locked_keys = '', why = $3, ended_at = $4 WHERE org_id = $1 AND id = $2 AND state = 'running'");

struct making { struct app *app; struct db *db; struct arena *a; int64_t org, id; };

static code tell(void *ctx, int64_t done, int64_t all, struct error *err)
{
    struct making *m = ctx;
    int64_t changed = 0;

    TRY(db_run(m->db, sql_tell, ARGS(v_int(m->org), v_int(m->id), v_int(done), v_int(all)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "export", "it was stopped");
}

static code write_file(struct making *m, str keys, bool with_files, struct export_count *n, struct error *err)
{
    struct kept_file f = file_of(m->app, m->org, m->id);
    const struct export_watch watch = {tell, m};
    const struct export_request q = {.org = m->org, .keys = keys, .without_files = !with_files, .watch = &watch, .put = kept_file_put, .ctx = &f};

    TRY(kept_file_begin(&f, m->a, err));
    return kept_file_end(&f, m->a, export_write(m->app, m->db, m->a, &q, n, err), err);
}

static code finish(struct making *m, code made, const struct export_count *n, const struct error *why, struct error *err)
{
    msec now = clock_now();

    if (made == OK)
        return db_run(m->db, sql_done, ARGS(v_int(m->org), v_int(m->id), v_int((int64_t)n->bytes), v_int(now), v_int(now + EXPORT_DAYS * DAY)), NULL, err);
    return db_run(m->db, sql_failed, ARGS(v_int(m->org), v_int(m->id), v_str(cstr(why->text)), v_int(now)), NULL, err);
}

static code make(struct making *m, struct error *err)
{
    struct rows *r = db_query(m->db, sql_work, ARGS(v_int(m->org), v_int(m->id)));
    bool found = rows_next(r), with_files = found && row_bool(r, 1);
    str keys = found ? row_str(r, 0, m->a) : S("");
    struct export_count n = {0};
    struct error why = {0};

    TRY(rows_end(r, err));
    if (!found)
        return OK;                               /* stopped before it began */
    code c = write_file(m, keys, with_files, &n, &why);
    return finish(m, c, &n, &why, err);
}

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct making m = {.app = ctx, .db = db, .a = a};

    if (!job_names(j, &m.org, &m.id))
        return JOB_DEAD;
    return make(&m, err) == OK ? JOB_DONE : JOB_RETRY;
}

/* ---- fetched, and gone ---- */

code export_open(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int *fd, uint64_t *bytes, struct error *err)
{
    const struct kept_file f = file_of(app, org, id);
    struct export_row e;

    TRY(get(db, a, org, id, &e, err));
    if (!str_eq(e.state, S("done")))
        return fail(err, NOT_FOUND, "export", "the file of this export is gone, or is not made yet");
    return kept_file_open(&f, a, fd, bytes, err);
}

static const char sql_drop[] = SQL(
    "UPDATE org_export SET state = CASE WHEN state = 'running' THEN 'stopped' ELSE 'gone' END, locked_keys = '', ended_at = coalesce(ended_at, $3)"
    " WHERE org_id = $1 AND id = $2 AND state IN ('running', 'done')");

static code drop(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_drop, ARGS(v_int(org), v_int(id), v_int(clock_now())), &changed, err));
    return changed ? org_log(db, org, by, "export.drop", str_printf(a, "export %lld", (long long)id), S(""), err) : OK;
}

code export_drop(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    const struct kept_file f = file_of(app, org, id);

    TRY(db_begin(db, err));
    TRY(db_end(db, drop(db, a, org, id, by, err), err));
    kept_file_remove(&f, a);
    return OK;
}

/* ---- by night ---- */

static const char sql_old[] = SQL("SELECT org_id, id FROM org_export WHERE state = 'done' AND until_at < $1 ORDER BY id LIMIT 100");

static const struct kept_days days = {"export.tidy", sql_old, export_drop};

code export_schedule(struct db *db, struct error *err)
{
    return kept_days_schedule(&days, db, err);
}

static enum job_result run_tidy(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)j;
    return kept_days_run(&days, ctx, db, a, err);
}

const struct job_kind export_jobs[] = {{"export.make", run}, {"export.tidy", run_tidy}, {NULL}};
