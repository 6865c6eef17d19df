/* reports/glance.c — how much is held, for a page that is opened often: of an organisation where
 * much is asked it is counted in the background and kept. */
#include "app/reports/compliance.h"

#include "app/reports/reports_private.h"
#include "store/job.h"

#define COUNTED_AT_ONCE 20000                    /* standings; some milliseconds */
#define KEPT_FOR        HOUR

static const char sql_is_much[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM requirement_standing WHERE org_id = $1 LIMIT $2) x");
static const char sql_kept[] = SQL("SELECT counted_at, asked, held, late, near, soon, later FROM compliance_kept WHERE org_id = $1");
static const char sql_keep[] = SQL(
    "INSERT INTO compliance_kept (org_id, counted_at, asked, held, late, near, soon, later) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    " ON CONFLICT (org_id) DO UPDATE SET counted_at = excluded.counted_at, asked = excluded.asked, held = excluded.held, late = excluded.late,"
    " near = excluded.near, soon = excluded.soon, later = excluded.later");

static code read_kept(struct db *db, int64_t org, struct compliance_glance *out, struct error *err)
{
    struct rows *r = db_query(db, sql_kept, ARGS(v_int(org)));

    if (rows_next(r))
        *out = (struct compliance_glance){
            .is_known = true, .counted = row_int(r, 0),
            .all = {.asked = row_int(r, 1), .held = row_int(r, 2), .late = row_int(r, 3), .near = row_int(r, 4), .soon = row_int(r, 5), .later = row_int(r, 6)}};
    return rows_end(r, err);
}

static code count_later(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    str id = str_printf(a, "%lld", (long long)org);

    return job_add(db, S("reports.glance"), id, str_join(a, S("reports.glance "), id), clock_now(), err);
}

/* Of a part alone nothing is kept: each reader has another. */
code compliance_glance(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance_glance *out, struct error *err)
{
    int64_t n = 0;

    *out = (struct compliance_glance){0};
    TRY(db_int(db, sql_is_much, ARGS(v_int(ask->org), v_int(COUNTED_AT_ONCE + 1)), &n, err));
    if (n <= COUNTED_AT_ONCE) {
        struct compliance c;
        TRY(compliance_sum(db, a, ask, &c, err));
        *out = (struct compliance_glance){.all = c.all, .is_known = true};
        return OK;
    }
    if (ask->grants.n)
        return OK;
    TRY(read_kept(db, ask->org, out, err));
    return out->is_known && out->counted > clock_now() - KEPT_FOR ? OK : count_later(db, a, ask->org, err);
}

static code count(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    struct compliance c;

    TRY(compliance_sum(db, a, &(struct compliance_ask){.org = org, .weight = S(""), .grants = S("")}, &c, err));
    return db_run(db, sql_keep, ARGS(v_int(org), v_int(clock_now()), v_int(c.all.asked), v_int(c.all.held), v_int(c.all.late), v_int(c.all.near),
                                     v_int(c.all.soon), v_int(c.all.later)), NULL, err);
}

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org;

    (void)ctx;
    if (!str_to_int(j->payload, &org))
        return JOB_DEAD;
    return count(db, a, org, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind glance_jobs[] = {{"reports.glance", run}, {0}};
