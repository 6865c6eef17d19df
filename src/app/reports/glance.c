/* reports/glance.c — how much is held, for a page that is opened often: of a large organisation as it
 * was counted last, and of no part of it. */
#include "app/reports/counted.h"

#include "app/reports/reports_private.h"

static const char sql_is_large[] = SQL("SELECT count(*) FROM (SELECT 1 FROM requirement_standing WHERE org_id = $1 LIMIT $2) x");

static code is_quick(struct db *db, struct arena *a, const struct compliance_ask *ask, bool *out, struct error *err)
{
    int64_t n = 0;
    msec today, at;

    TRY(db_int(db, sql_is_large, ARGS(v_int(ask->org), v_int(COUNTED_LARGE)), &n, err));
    *out = n < COUNTED_LARGE;
    if (*out || ask->grants.n)
        return OK;
    TRY(reports_today(db, a, ask->org, &today, err));
    TRY(counted_at(db, ask->org, today, &at, err));
    *out = at > 0;
    return *out ? OK : counted_soon(db, a, ask->org, err);
}

code compliance_glance(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance_glance *out, struct error *err)
{
    struct compliance c;

    *out = (struct compliance_glance){0};
    TRY(is_quick(db, a, ask, &out->is_known, err));
    if (!out->is_known)
        return OK;
    TRY(compliance_sum(db, a, ask, &c, err));
    out->all = c.all;
    out->counted = c.counted;
    return OK;
}
