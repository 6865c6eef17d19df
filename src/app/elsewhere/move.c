/* elsewhere/move.c — what is to move, what has moved, and the job that goes on
 * with it, one connection at a time. */
#include "app/elsewhere/elsewhere_private.h"

#include "base/crypto.h"

#define LEASE (3 * MINUTE)
#define TRIES 10                                 /* with the waits of the queue: about eight hours */

/* ---- rows ---- */

static void read_move(struct rows *r, struct arena *a, struct move *m)
{
    *m = (struct move){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a), row_int(r, 6)};
}

#define COLUMNS "id, direction, subject, title, state, reason, at"
static const char sql_recent[] = SQL("SELECT " COLUMNS " FROM elsewhere_move WHERE elsewhere_id = $1 ORDER BY at DESC, id DESC LIMIT $2");
static const char sql_waiting[] = SQL("SELECT " COLUMNS " FROM elsewhere_move WHERE elsewhere_id = $1 AND state = 'waiting' ORDER BY id LIMIT $2");

static code find(struct db *db, struct arena *a, const char *sql, struct args args, struct move_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql, args);

    while (rows_next(r))
        read_move(r, a, list_add(a, out));
    return rows_end(r, err);
}

code move_recent(struct db *db, struct arena *a, int64_t tie, int limit, struct move_list *out, struct error *err)
{
    return find(db, a, sql_recent, ARGS(v_int(tie), v_int(limit)), out, err);
}

code move_waiting(struct db *db, struct arena *a, int64_t tie, int limit, struct move_list *out, struct error *err)
{
    return find(db, a, sql_waiting, ARGS(v_int(tie), v_int(limit)), out, err);
}

static const char sql_count[] = SQL(
    "SELECT coalesce(sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state IN ('done', 'same') THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) FROM elsewhere_move WHERE elsewhere_id = $1");

code move_count(struct db *db, int64_t tie, struct move_counts *out, struct error *err)
{
    struct rows *r = db_query(db, sql_count, ARGS(v_int(tie)));

    if (rows_next(r))
        *out = (struct move_counts){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

static const char sql_told[] = SQL("UPDATE elsewhere_move SET state = $2, reason = $3, at = $4 WHERE id = $1");

code move_told(struct db *db, int64_t id, const char *state, str reason, struct error *err)
{
    return db_run(db, sql_told, ARGS(v_int(id), v_str(cstr(state)), v_str(reason), v_int(clock_now())), NULL, err);
}

/* ---- what is to be done ---- */

/* A name of its own each time: one that runs just now may have looked already. */
code move_queue(struct db *db, struct arena *a, int64_t tie, struct error *err)
{
    return job_add(db, S("elsewhere.run"), str_printf(a, "%lld", (long long)tie),
                   str_printf(a, "elsewhere %lld " STR_FMT, (long long)tie, STR_ARG(random_token(a, 6))), clock_now(), err);
}

#define AS_WAITING " ON CONFLICT (elsewhere_id, direction, subject) DO UPDATE SET state = 'waiting', reason = '', at = excluded.at"
static const char sql_add_all[] = SQL(
    "INSERT INTO elsewhere_move (elsewhere_id, direction, subject, title, state, reason, run, at)"
    " SELECT $1, 'out', 'holding ' || CAST(h.id AS TEXT), h.title, 'waiting', '', 0, $3 FROM holding h"
    " WHERE h.owner_id = $2 AND h.removed_at IS NULL AND h.verdict <> 'invalid'" AS_WAITING);
static const char sql_add[] = SQL(
    "INSERT INTO elsewhere_move (elsewhere_id, direction, subject, title, state, reason, run, at)"
    " SELECT $1, 'out', 'holding ' || CAST(h.id AS TEXT), h.title, 'waiting', '', 0, $3 FROM holding h"
    " WHERE h.owner_id = $2 AND h.id = $4 AND h.removed_at IS NULL" AS_WAITING);

static code add_now(struct db *db, struct arena *a, const struct tie *t, const struct holding_ids *ids, int64_t *count, struct error *err)
{
    int64_t n = 0;

    *count = 0;
    if (ids->n == 0)
        TRY(db_run(db, sql_add_all, ARGS(v_int(t->id), v_int(t->account), v_int(clock_now())), count, err));
    for (size_t i = 0; i < ids->n; i++) {
        TRY(db_run(db, sql_add, ARGS(v_int(t->id), v_int(t->account), v_int(clock_now()), v_int(ids->items[i])), &n, err));
        *count += n;
    }
    return move_queue(db, a, t->id, err);
}

code move_add(struct app *app, struct db *db, struct arena *a, const struct tie *t, const struct holding_ids *ids, int64_t *count, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, add_now(db, a, t, ids, count, err), err));
    app_wake(app);
    return OK;
}

static const char sql_again[] = SQL(
    "UPDATE elsewhere_move SET state = 'waiting', reason = '' WHERE elsewhere_id = $1 AND direction = 'out' AND state = 'failed'");

code move_again(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err)
{
    TRY(db_run(db, sql_again, ARGS(v_int(t->id)), NULL, err));
    TRY(move_queue(db, a, t->id, err));
    app_wake(app);
    return OK;
}

static const char sql_bring[] = SQL(
    "UPDATE elsewhere SET next_page = $2, run = run + 1, pages = 0, failure = '' WHERE id = $1 AND next_page = ''");

code move_bring(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err)
{
    TRY(db_run(db, sql_bring, ARGS(v_int(t->id), v_str(bring_first_page(a, &t->place, (str){0}))), NULL, err));
    TRY(move_queue(db, a, t->id, err));
    app_wake(app);
    return OK;
}

/* ---- the job ---- */

static const char sql_take[] = SQL("UPDATE elsewhere SET busy_until = $3 WHERE id = $1 AND busy_until < $2");
static const char sql_give[] = SQL("UPDATE elsewhere SET busy_until = 0 WHERE id = $1");
static const char sql_give_up[] = SQL("UPDATE elsewhere_move SET state = 'failed', reason = $2, at = $3 WHERE elsewhere_id = $1 AND state = 'waiting'");
static const char sql_stop_bringing[] = SQL("UPDATE elsewhere SET next_page = '' WHERE id = $1");

/* What it cannot do for now is tried again; then people are told. */
static enum job_result later(struct db *db, const struct job *j, int64_t tie, struct arena *a, struct error *err)
{
    str why = app_sentence(a, err->text);

    if (tie_note_failure(db, tie, why, NULL) != OK || j->attempts < TRIES)
        return JOB_RETRY;
    if (db_run(db, sql_give_up, ARGS(v_int(tie), v_str(why), v_int(clock_now())), NULL, err) != OK ||
        db_run(db, sql_stop_bringing, ARGS(v_int(tie)), NULL, err) != OK)
        return JOB_RETRY;
    return JOB_DONE;
}

static enum job_result work(struct app *app, struct db *db, struct arena *a, const struct job *j, struct tie *t, struct error *err)
{
    enum stride brought = STRIDE_DONE, sent = STRIDE_DONE;
    code c = OK;

    if (!str_eq(t->state, S("on")))
        return JOB_DONE;                         /* goes on when it is allowed anew */
    c = bring_step(app, db, a, t, &brought, err);
    if (c == OK)
        c = send_step(app, db, a, t, &sent, err);
    if (c == DENIED && str_eq(t->state, S("lost")))
        return JOB_DONE;
    if (c != OK)
        return later(db, j, t->id, a, err);
    if (brought == STRIDE_DONE && sent == STRIDE_DONE)
        return JOB_DONE;                         /* what went wrong before stays to be read */
    return t->failure.n && tie_note_failure(db, t->id, S(""), err) != OK ? JOB_RETRY : JOB_AGAIN;
}

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct app *app = ctx;
    struct tie t;
    int64_t id = 0, taken = 0;
    msec now = clock_now();

    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    if (db_run(db, sql_take, ARGS(v_int(id), v_int(now), v_int(now + LEASE)), &taken, err) != OK)
        return JOB_RETRY;
    code c = tie_by_id(app, db, a, id, &t, err);
    if (c == NOT_FOUND)
        return JOB_DONE;                         /* it was ended meanwhile */
    if (c != OK)
        return JOB_RETRY;
    if (!taken)
        return JOB_SOON;                         /* another job speaks with that host */
    enum job_result result = work(app, db, a, j, &t, err);
    return db_run(db, sql_give, ARGS(v_int(id)), NULL, err) == OK ? result : JOB_RETRY;
}

const struct job_kind elsewhere_jobs[] = {{"elsewhere.run", run}, {"elsewhere.look", look_run}, {NULL, NULL}};
