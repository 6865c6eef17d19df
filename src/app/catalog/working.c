/* catalog/working.c — the working copy of a badge that is out already. */
#include "app/catalog/working.h"
#include "app/catalog/version_row.h"
#include "app/hook/hook.h"

/* The working copy, thrown away or not, and who changed it. */
static const char sql_get[] = SQL(
    "SELECT " VERSION_COLUMNS ", k.based_on, k.changed_at, k.thrown_away_at, c.name FROM achievement_working k"
    " JOIN achievement_version v ON v.id = k.version_id LEFT JOIN account c ON c.id = k.account_id WHERE k.achievement_id = $1");

static code load(struct db *db, struct arena *a, int64_t achievement, struct badge_version_row *v, struct working *w,
                 struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(achievement)));

    if (rows_next(r)) {
        version_row_read(r, a, v);
        w->is_thrown_away = row_int(r, VERSION_COLUMN_COUNT + 2) > 0;
        w->is_there = !w->is_thrown_away;
        w->based_on = row_int(r, VERSION_COLUMN_COUNT);
        w->changed = row_int(r, VERSION_COLUMN_COUNT + 1);
        w->by = row_str(r, VERSION_COLUMN_COUNT + 3, a);
    }
    return rows_end(r, err);
}

code working_open(struct db *db, struct arena *a, int64_t org, int64_t id, struct badge_row *out, struct working *w,
                  struct error *err)
{
    struct badge_version_row v = {0};

    *w = (struct working){0};
    TRY(catalog_get(db, a, org, id, out, err));
    TRY(load(db, a, id, &v, w, err));
    if (!w->is_there)
        return OK;
    v.id = out->v.id;
    v.number = out->v.number;
    v.frozen_at = out->v.frozen_at;
    v.renew_by = out->v.renew_by;
    out->v = v;
    return OK;
}

/* ---- keeping ---- */

static const char sql_row_of[] = SQL("SELECT version_id FROM achievement_working WHERE achievement_id = $1");
/* One that was thrown away is begun anew. */
static const char sql_note[] = SQL(
    "INSERT INTO achievement_working (achievement_id, version_id, based_on, account_id, changed_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (achievement_id) DO UPDATE SET account_id = excluded.account_id, changed_at = excluded.changed_at,"
    " based_on = CASE WHEN achievement_working.thrown_away_at IS NULL THEN achievement_working.based_on ELSE excluded.based_on END,"
    " thrown_away_at = NULL");
static const char sql_drop[] = SQL(
    "DELETE FROM achievement_version WHERE id = (SELECT version_id FROM achievement_working WHERE achievement_id = $1"
    " AND thrown_away_at IS NULL)");

/* Drops the words; what stands of it in achievement_working goes with them. */
static code drop(struct db *db, int64_t achievement, struct error *err)
{
    return db_run(db, sql_drop, ARGS(v_int(achievement)), NULL, err);
}

static code row_of(struct db *db, int64_t achievement, int64_t *version, struct error *err)
{
    struct rows *r = db_query(db, sql_row_of, ARGS(v_int(achievement)));

    *version = rows_next(r) ? row_int(r, 0) : 0;
    return rows_end(r, err);
}

static code keep(struct db *db, struct arena *a, const struct working_act *act, const struct badge_row *b,
                 const struct badge_version_row *v, struct error *err)
{
    int64_t version;

    if (version_row_is_same(a, &b->v, v))
        return drop(db, b->id, err);
    TRY(row_of(db, b->id, &version, err));
    if (version)
        TRY(version_row_update(db, a, version, v, NULL, err));
    else
        TRY(version_row_insert(db, a, b->id, 0, v, &version, err));
    return db_run(db, sql_note,
                  ARGS(v_int(b->id), v_int(version), v_int(b->v.number), v_int_if(act->account > 0, act->account), v_int(clock_now())),
                  NULL, err);
}

static code save_rows(struct db *db, struct arena *a, const struct working_act *act, const struct badge_version_row *v,
                      struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, act->org, act->id, &b, err));
    if (str_eq(b.state, S("draft")))
        return catalog_save_rows(db, a, act->org, act->id, v, err);
    return keep(db, a, act, &b, v, err);
}

code working_save(struct db *db, struct arena *a, const struct working_act *act, const struct badge_version_row *v,
                  struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, save_rows(db, a, act, v, err), err);
}

/* ---- its end ---- */

static code publish_rows(struct db *db, struct arena *a, const struct working_act *act, msec renew_by, int64_t *number,
                         struct error *err)
{
    struct badge_row b;
    struct working w;
    int64_t before;

    TRY(working_open(db, a, act->org, act->id, &b, &w, err));
    if (!w.is_there)
        return fail(err, CONFLICT, "badge", "there are no changes to publish");
    before = b.v.number;
    TRY(catalog_save_rows(db, a, act->org, act->id, &b.v, err));
    TRY(drop(db, act->id, err));
    TRY(catalog_get(db, a, act->org, act->id, &b, err));
    *number = b.v.number;
    if (*number > before && renew_by > 0)
        TRY(catalog_set_renewal_rows(db, act->org, act->id, *number, renew_by, err));
    return hook_tell(db, a, act->org, "badge.published", act->id, err);
}

code working_publish(struct db *db, struct arena *a, const struct working_act *act, msec renew_by, int64_t *number,
                     struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, publish_rows(db, a, act, renew_by, number, err), err);
}

#define OURS " AND EXISTS (SELECT 1 FROM achievement b WHERE b.id = achievement_working.achievement_id AND b.org_id = $1)"
static const char sql_throw_away[] = SQL(
    "UPDATE achievement_working SET thrown_away_at = $3 WHERE achievement_id = $2 AND thrown_away_at IS NULL" OURS);
static const char sql_take_back[] = SQL(
    "UPDATE achievement_working SET thrown_away_at = NULL WHERE achievement_id = $2 AND thrown_away_at IS NOT NULL" OURS);

code working_throw_away(struct db *db, const struct working_act *act, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_throw_away, ARGS(v_int(act->org), v_int(act->id), v_int(clock_now())), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "badge", "there are no changes to throw away");
}

code working_take_back(struct db *db, const struct working_act *act, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_take_back, ARGS(v_int(act->org), v_int(act->id)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "badge", "there is nothing that was thrown away");
}
