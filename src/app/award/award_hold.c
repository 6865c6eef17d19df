/* award/award_hold.c — a list that was told to go and has not begun: held for
 * some minutes, or planned for an hour to come. Nothing is signed meanwhile, so
 * it is taken back without a trace but in the log. */
#include "app/award/award_bulk.h"
#include "app/award/award_private.h"
#include "app/award/award_table.h"

code bulk_start_at(struct app *app, struct db *db, struct arena *a, const struct bulk_act *act, const struct bulk_time *t,
                   struct error *err)
{
    struct bulk_go go = {act, t->is_planned ? "planned" : "held", t->at};

    if (t->at <= clock_now()) {
        if (!t->is_planned)
            return bulk_start(app, db, a, act, err);
        return fail(err, BAD_INPUT, "day", "this time is over: choose one to come");
    }
    if (t->at > clock_now() + 366 * DAY)
        return fail(err, BAD_INPUT, "day", "choose a time within a year");
    TRY(db_begin(db, err));
    return db_end(db, bulk_go(db, a, &go, err), err);
}

/* One that was awarded in part, and whose corrected lines were to follow, is done. */
static const char sql_take_back[] = SQL(
    "UPDATE award_batch SET state = CASE WHEN started_at IS NULL THEN 'draft' ELSE 'done' END, starts_at = NULL"
    " WHERE org_id = $1 AND id = $2 AND state IN ('held', 'planned')");

static code take_back(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err)
{
    int64_t changed = 0;
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    TRY(db_run(db, sql_take_back, ARGS(v_int(act->org), v_int(act->list)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "list", "this list is not waiting any more");
    return org_log(db, act->org, act->by, "award.take-back", str_printf(a, "list %lld", (long long)b.id), b.badge_name, err);
}

code bulk_take_back(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, take_back(db, a, act, err), err);
}

/* Taking back and beginning change the same row: one of them comes first. */
static const char sql_begin[] = SQL(
    "UPDATE award_batch SET state = 'running', started_at = $3, ended_at = NULL"
    " WHERE id = $1 AND starts_at = $2 AND state IN ('held', 'planned')");

code bulk_begin(struct db *db, const struct bulk *b, msec starts, bool *begun, struct error *err)
{
    int64_t changed = 0;

    *begun = b->starts == starts && str_eq(b->state, S("running"));
    if (*begun || b->starts != starts)
        return OK;
    TRY(db_run(db, sql_begin, ARGS(v_int(b->id), v_int(starts), v_int(clock_now())), &changed, err));
    *begun = changed > 0;
    return *begun ? table_drop(db, b->id, err) : OK;
}
