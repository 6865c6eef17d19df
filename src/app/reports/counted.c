/* reports/counted.c — of large organisations standings are added up by a job, every ten minutes;
 * who reads them is told as at when. Of the others they are added up when somebody asks. */
#include "app/reports/counted.h"

#include "app/reports/reports_private.h"

#define EVERY     (10 * MINUTE)
#define TOO_OLD   (30 * MINUTE)                  /* the job does not run: it is added up when somebody asks */

static const char sql_drop[] = SQL("DELETE FROM standing_count WHERE org_id = $1");
static const char sql_count[] = SQL(
    "INSERT INTO standing_count (org_id, requirement_id, department_id, site_id, state, n, near, soon, later) SELECT t.org_id, t.requirement_id, coalesce(p.department_id, 0), coalesce(p.site_id, 0),"
    " t.state, count(*), " COUNTED_ENDS("$2") " FROM requirement_standing t JOIN person p ON p.id = t.person_id WHERE t.org_id = $1 AND p.removed_at IS NULL GROUP BY 1, 2, 3, 4, 5");
static const char sql_mark[] = SQL("INSERT INTO standing_counted (org_id, day, at) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO UPDATE SET day = excluded.day, at = excluded.at");

static code count(struct db *db, int64_t org, msec day, struct error *err)
{
    TRY(db_run(db, sql_drop, ARGS(v_int(org)), NULL, err));
    TRY(db_run(db, sql_count, ARGS(v_int(org), v_int(day)), NULL, err));
    return db_run(db, sql_mark, ARGS(v_int(org), v_int(day), v_int(clock_now())), NULL, err);
}

code counted_make(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    msec day;

    TRY(reports_today(db, a, org, &day, err));
    TRY(db_begin(db, err));
    return db_end(db, count(db, org, day, err), err);
}

static const char sql_at[] = SQL("SELECT c.at FROM standing_counted c WHERE c.org_id = $1 AND c.day = $2 AND c.at > $3");

code counted_at(struct db *db, int64_t org, msec today, msec *at, struct error *err)
{
    struct rows *r = db_query(db, sql_at, ARGS(v_int(org), v_int(today), v_int(clock_now() - TOO_OLD)));

    *at = rows_next(r) ? row_int(r, 0) : 0;
    return rows_end(r, err);
}

/* ---- every ten minutes ---- */

static const char sql_large[] = SQL(
    "SELECT r.org_id FROM requirement_tally t JOIN requirement r ON r.id = t.requirement_id GROUP BY r.org_id HAVING sum(t.n) >= $1 ORDER BY r.org_id");

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("reports.counted"), S(""), str_printf(a, "counted %lld", (long long)(at / EVERY)), at, err);
}

code counted_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + MINUTE, err);
}

code counted_soon(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    str id = str_printf(a, "%lld", (long long)org);

    return job_add(db, S("reports.counted"), id, str_join(a, S("reports.counted "), id), clock_now(), err);
}

static code count_all(struct db *db, struct arena *a, struct error *err)
{
    struct rows *r = db_query(db, sql_large, ARGS(v_int(COUNTED_LARGE)));
    struct id_list orgs = {0};

    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++)
        TRY(counted_make(db, a, orgs.items[i], err));
    return OK;
}

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org;

    (void)ctx;
    if (str_to_int(j->payload, &org))
        return counted_make(db, a, org, err) == OK ? JOB_DONE : JOB_RETRY;
    if (count_all(db, a, err) != OK)
        return JOB_RETRY;
    return schedule_at(db, a, (clock_now() / EVERY + 1) * EVERY, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind counted_jobs[] = {{"reports.counted", run}, {NULL, NULL}};
