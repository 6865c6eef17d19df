/* elsewhere/look.c — new awards to people who want them sent on at once: the
 * award's transaction leaves a note, a job finds whose they are. */
#include "app/elsewhere/elsewhere_private.h"

#define BUCKET (2 * SECOND)                      /* many awards, one look */

static const char sql_any[] = SQL("SELECT count(*) FROM (SELECT 1 AS one FROM elsewhere WHERE pushes_since IS NOT NULL LIMIT 1) AS x");

/* In the award's transaction. The job of a moment begins when the moment is over,
 * so that none is missed between two. */
static code look_watch(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    int64_t n = 0;
    msec now = clock_now();

    (void)achievement, (void)person;
    TRY(db_int(db, sql_any, NO_ARGS, &n, err));
    if (n == 0)
        return OK;
    return job_add(db, S("elsewhere.look"), S(""), str_printf(a, "elsewhere.look %lld", (long long)(now / BUCKET)), (now / BUCKET + 1) * BUCKET, err);
}

static const char sql_find[] = SQL(
    "INSERT INTO elsewhere_move (elsewhere_id, direction, subject, title, state, reason, run, at)"
    " SELECT e.id, 'out', 'award ' || w.public_id, v.name, 'waiting', '', 0, $1 FROM elsewhere e"
    " JOIN account_email m ON m.account_id = e.account_id AND m.verified_at IS NOT NULL JOIN person p ON p.folded = m.folded"
    " JOIN award w ON w.person_id = p.id JOIN achievement_version v ON v.id = w.version_id"
    " WHERE e.pushes_since IS NOT NULL AND w.created_at >= e.pushes_since AND w.revoked_at IS NULL"
    " ON CONFLICT (elsewhere_id, direction, subject) DO NOTHING");
static const char sql_due[] = SQL(
    "SELECT DISTINCT e.id FROM elsewhere e JOIN elsewhere_move m ON m.elsewhere_id = e.id AND m.state = 'waiting'"
    " WHERE e.pushes_since IS NOT NULL AND e.state = 'on'");

static code look_for_awards(struct db *db, struct arena *a, struct error *err)
{
    LIST(int64_t) due = {0};

    TRY(db_run(db, sql_find, ARGS(v_int(clock_now())), NULL, err));
    struct rows *r = db_query(db, sql_due, NO_ARGS);
    while (rows_next(r))
        *list_add(a, &due) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < due.n; i++)
        TRY(move_queue(db, a, due.items[i], err));
    return OK;
}

enum job_result look_run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)j;
    if (db_begin(db, err) != OK || db_end(db, look_for_awards(db, a, err), err) != OK)
        return JOB_RETRY;
    app_wake(ctx);
    return JOB_DONE;
}

void elsewhere_start(void)
{
    award_add_watcher(look_watch);
}
