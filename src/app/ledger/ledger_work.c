/* ledger/ledger_work.c — what happens by itself: every night each ledger gets a
 * checkpoint and is held against everything; and whenever somebody asks for it. */
#include "app/ledger/ledger_private.h"
#include "app/org/org.h"
#include "base/log.h"

/* ---- one check, with a record ---- */

static const char sql_begin[] = SQL(
    "INSERT INTO ledger_check (org_id, state, account_id, entries, rows, flaws, found, begun_at) VALUES ($1, 'running', $2, 0, 0, 0, '', $3) RETURNING id");
static const char sql_end[] = SQL(
    "UPDATE ledger_check SET state = 'done', entries = $3, rows = $4, flaws = $5, found = $6, ended_at = $7 WHERE org_id = $1 AND id = $2");
static const char sql_forget[] = SQL("DELETE FROM ledger_check WHERE org_id = $1 AND begun_at < $2 AND flaws = 0");
static const char sql_is_running[] = SQL("SELECT count(*) FROM ledger_check WHERE org_id = $1 AND state = 'running' AND begun_at > $2");

#define KEPT (400 * DAY)                         /* checks that found nothing */

static code record(struct db *db, struct arena *a, int64_t org, int64_t id, const struct ledger_report *r, struct error *err)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < r->found.n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(ledger_finding_line(a, r->found.items[i], &r->places.items[i])));
    TRY(db_run(db, sql_end, ARGS(v_int(org), v_int(id), v_int(r->entries), v_int(r->rows), v_int(r->flaws), v_str(buf_done(&b)), v_int(clock_now())), NULL, err));
    return db_run(db, sql_forget, ARGS(v_int(org), v_int(clock_now() - KEPT)), NULL, err);
}

/* How far it is, for whoever looks; by another connection, for this one sees one moment
 * till its end. That it cannot be told is no reason to stop. */
#define TOLD_EACH SECOND
struct telling { struct db *db; int64_t org, id; msec told; };
static const char sql_so_far[] = SQL("UPDATE ledger_check SET entries = $3, rows = $4 WHERE org_id = $1 AND id = $2 AND state = 'running'");

static void tell(void *ctx, const struct ledger_report *r)
{
    struct telling *t = ctx;
    msec now = clock_now();

    if (now - t->told < TOLD_EACH)
        return;
    t->told = now;
    if (db_run(t->db, sql_so_far, ARGS(v_int(t->org), v_int(t->id), v_int(r->entries), v_int(r->rows)), NULL, NULL) != OK)
        log_event(LOG_WARN, "ledger.progress_untold", NULL);
}

static code look(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct ledger_report *out, struct error *err)
{
    struct telling t = {.db = db_borrow(app->pool, NULL), .org = org, .id = id, .told = clock_now()};
    const struct ledger_ask ask = {.master_key = app->master_key, .org = org, .progress = t.db ? tell : NULL, .ctx = &t};
    code c = db_begin_snapshot(db, err);

    if (c == OK)
        c = db_end(db, ledger_verify(app, db, a, &ask, out, err), err);
    db_return(app->pool, t.db);
    return c;
}

static code check(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct ledger_report r;

    TRY(look(app, db, a, org, id, &r, err));
    return record(db, a, org, id, &r, err);
}

code ledger_check_ask(struct db *db, struct arena *a, int64_t org, int64_t by, struct error *err)
{
    int64_t running = 0, id;

    TRY(db_begin(db, err));
    code c = db_int(db, sql_is_running, ARGS(v_int(org), v_int(clock_now() - HOUR)), &running, err);
    if (c == OK && running)
        return db_end(db, fail(err, CONFLICT, "ledger", "it is being checked already"), err);
    if (c == OK)
        c = db_int(db, sql_begin, ARGS(v_int(org), v_int_if(by, by), v_int(clock_now())), &id, err);
    if (c == OK)
        c = job_add(db, S("ledger.check"), str_printf(a, "%lld %lld", (long long)org, (long long)id), (str){0}, clock_now(), err);
    return db_end(db, c, err);
}

static enum job_result run_check(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;

    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    code c = check(ctx, db, a, org, id, err);
    return c == OK || c == NOT_FOUND ? JOB_DONE : JOB_RETRY;
}

/* ---- every night ---- */

#define NIGHT (3 * HOUR)                         /* UTC */

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("ledger.night"), S(""), str_printf(a, "ledger %lld", (long long)(at / DAY)), at, err);
}

code ledger_schedule(struct db *db, struct arena *a, struct error *err)
{
    msec today = clock_now() / DAY * DAY + NIGHT;

    return schedule_at(db, a, today > clock_now() ? today : today + DAY, err);
}

/* Whoever cannot sign is checked all the same. */
static code night_of(struct app *app, struct db *db, struct arena *a, int64_t org, struct error *err)
{
    struct error why = {0};

    if (ledger_point_make(app, db, a, org, &why) != OK)
        log_error("ledger.checkpoint", &why);
    code c = ledger_check_ask(db, a, org, 0, err);
    return c == CONFLICT ? OK : c;
}

/* What fails for one organisation is no reason to leave out those behind it. What
 * fails for all is tried again. */
static enum job_result run_night(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct org_summary_list orgs = {0};
    size_t failed = 0;

    (void)j;
    if (org_all(db, a, &orgs, err) != OK || schedule_at(db, a, clock_now() / DAY * DAY + DAY + NIGHT, err) != OK)
        return JOB_RETRY;
    for (size_t i = 0; i < orgs.n; i++)
        if (night_of(ctx, db, a, orgs.items[i].id, err) != OK) {
            log_error("ledger.night", err);
            failed++;
        }
    return failed && failed == orgs.n ? JOB_RETRY : JOB_DONE;
}

const struct job_kind ledger_jobs[] = {{"ledger.check", run_check}, {"ledger.night", run_night}, {NULL, NULL}};

/* ---- what the last ones found ---- */

static const char sql_last[] = SQL(
    "SELECT c.id, c.state, c.entries, c.rows, c.flaws, c.found, c.begun_at, coalesce(c.ended_at, 0),"
    " coalesce((SELECT n.name FROM account n WHERE n.id = c.account_id), '') FROM ledger_check c WHERE c.org_id = $1 ORDER BY c.id DESC LIMIT $2");

code ledger_checks(struct db *db, struct arena *a, int64_t org, int most, struct ledger_checks *out, struct error *err)
{
    struct rows *r = db_query(db, sql_last, ARGS(v_int(org), v_int(most)));

    while (rows_next(r))
        *list_add(a, out) = (struct ledger_checked){
            .id = row_int(r, 0), .is_running = str_eq(row_str(r, 1, a), S("running")), .entries = row_int(r, 2), .rows = row_int(r, 3), .flaws = row_int(r, 4),
            .found = row_str(r, 5, a), .begun = row_int(r, 6), .ended = row_int(r, 7), .by = row_str(r, 8, a)};
    return rows_end(r, err);
}

static const char sql_broken[] = SQL(
    "SELECT count(*) FROM ledger_check c WHERE c.flaws > 0 AND c.id = (SELECT max(d.id) FROM ledger_check d WHERE d.org_id = c.org_id AND d.state = 'done')");
static const char sql_checked[] = SQL("SELECT coalesce(max(c.ended_at), 0) FROM ledger_check c WHERE c.state = 'done'");
static const char sql_unchecked[] = SQL(
    "SELECT count(*) FROM ledger_head h JOIN ledger_entry e ON e.org_id = h.org_id AND e.seq = 1 WHERE e.at < $1"
    " AND NOT EXISTS (SELECT 1 FROM ledger_check c WHERE c.org_id = e.org_id AND c.state = 'done' AND c.ended_at >= $1)");

code ledger_state(struct db *db, struct ledger_state *out, struct error *err)
{
    TRY(db_int(db, sql_broken, NO_ARGS, &out->broken, err));
    TRY(db_int(db, sql_unchecked, ARGS(v_int(clock_now() - LEDGER_CHECK_LATE)), &out->unchecked, err));
    return db_int(db, sql_checked, NO_ARGS, &out->checked, err);
}
