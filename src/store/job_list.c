/* store/job_list.c — the queue as people see it: what waits, what is dead, and
 * another try. */
#include "store/job.h"

static const char sql_look[] = SQL(
    "SELECT coalesce(sum(CASE WHEN state = 0 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 1 THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN state = 2 THEN 1 ELSE 0 END), 0), min(CASE WHEN state = 0 AND run_at <= $1 THEN run_at END) FROM job");

code job_look(struct db *db, msec now, struct job_overview *out, struct error *err)
{
    struct rows *r = db_query(db, sql_look, ARGS(v_int(now)));

    *out = (struct job_overview){0};
    if (rows_next(r))
        *out = (struct job_overview){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3)};
    return rows_end(r, err);
}

static const char sql_find[] = SQL(
    "SELECT id, kind, job_key, last_error, state, attempts, run_at, created_at FROM job"
    " WHERE $1 = 0 OR state = 2 ORDER BY state, run_at, id LIMIT $2");

code job_find(struct db *db, struct arena *a, bool dead_only, int limit, struct job_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(dead_only), v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct job_row){
            .id = row_int(r, 0), .kind = row_str(r, 1, a), .key = row_str(r, 2, a), .last_error = row_str(r, 3, a),
            .state = (int)row_int(r, 4), .attempts = row_int(r, 5), .run_at = row_int(r, 6), .created = row_int(r, 7),
        };
    return rows_end(r, err);
}

static const char sql_queued[] = SQL("SELECT count(*) FROM job WHERE job_key = $1 AND state <> 2");

bool job_is_queued(struct db *db, str key)
{
    int64_t n = 0;

    return db_int(db, sql_queued, ARGS(v_str(key)), &n, NULL) == OK && n > 0;
}

static const char sql_dead[] = SQL("SELECT id FROM job WHERE state = 2 AND ($1 = 0 OR id = $1) ORDER BY id");
/* One whose twin is in the queue already stays dead: the twin does its work. */
static const char sql_revive[] = SQL(
    "UPDATE job SET state = 0, run_at = $2, attempts = 0, lease_until = NULL, lease_by = NULL WHERE id = $1 AND state = 2"
    " AND (job_key IS NULL OR NOT EXISTS (SELECT 1 FROM job twin WHERE twin.job_key = job.job_key AND twin.state <> 2))");

static code dead_ids(struct db *db, struct arena *a, int64_t id, struct job_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_dead, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct job_row){.id = row_int(r, 0)};
    return rows_end(r, err);
}

static code revive_rows(struct db *db, struct arena *a, int64_t id, int64_t *count, struct error *err)
{
    struct job_list dead = {0};

    TRY(dead_ids(db, a, id, &dead, err));
    if (id > 0 && dead.n == 0)
        return fail(err, NOT_FOUND, "job", "there is no dead job %lld", (long long)id);
    for (size_t i = 0; i < dead.n; i++) {
        int64_t changed = 0;
        TRY(db_run(db, sql_revive, ARGS(v_int(dead.items[i].id), v_int(clock_now())), &changed, err));
        *count += changed;
    }
    return OK;
}

code job_revive(struct db *db, struct arena *a, int64_t id, int64_t *count, struct error *err)
{
    *count = 0;
    TRY(db_begin(db, err));
    return db_end(db, revive_rows(db, a, id, count, err), err);
}
