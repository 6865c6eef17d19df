/* jobrole/past.c — what a job role took at a past moment: kept with each change, never changed. */
#include "app/jobrole/jobrole.h"

static const char sql_last[] = SQL("SELECT coalesce(max(until_at), 0) FROM jobrole_past WHERE org_id = $1 AND jobrole_id = $2");
static const char sql_takes[] = SQL(
    "SELECT (SELECT count(*) FROM jobrole_ask k WHERE k.org_id = $1 AND k.jobrole_id = $2) + (SELECT count(*) FROM jobrole_skill s WHERE s.org_id = $1 AND s.jobrole_id = $2)");
static const char sql_keep[] = SQL("INSERT INTO jobrole_past (org_id, jobrole_id, from_at, until_at) VALUES ($1, $2, $3, $4) RETURNING id");
static const char sql_keep_asks[] = SQL(
    "INSERT INTO jobrole_past_ask (past_id, requirement_id, mandatory, why) SELECT $3, k.requirement_id, k.mandatory, k.why FROM jobrole_ask k WHERE k.org_id = $1 AND k.jobrole_id = $2");
static const char sql_keep_skills[] = SQL(
    "INSERT INTO jobrole_past_skill (past_id, item_id, name, mandatory, least, weight, why, level) SELECT $3, k.item_id, k.name, k.mandatory, k.least, k.weight, k.why, k.level"
    " FROM jobrole_skill k WHERE k.org_id = $1 AND k.jobrole_id = $2 ORDER BY k.id");

/* What was taken for no time, and the nothing with which a role begins, is no version. */
code jobrole_keep_past(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err)
{
    int64_t last = 0, takes = 0, id = 0;
    struct jobrole j;
    msec from, now = clock_now();

    TRY(jobrole_get(db, a, c->org, c->id, &j, err));
    TRY(db_int(db, sql_last, ARGS(v_int(c->org), v_int(c->id)), &last, err));
    TRY(db_int(db, sql_takes, ARGS(v_int(c->org), v_int(c->id)), &takes, err));
    from = last ? last : j.known;
    if (from >= now || (!last && !takes))
        return OK;
    TRY(db_int(db, sql_keep, ARGS(v_int(c->org), v_int(c->id), v_int(from), v_int(now)), &id, err));
    TRY(db_run(db, sql_keep_asks, ARGS(v_int(c->org), v_int(c->id), v_int(id)), NULL, err));
    return db_run(db, sql_keep_skills, ARGS(v_int(c->org), v_int(c->id), v_int(id)), NULL, err);
}

/* ---- read ---- */

static const char sql_at[] = SQL("SELECT id FROM jobrole_past WHERE org_id = $1 AND jobrole_id = $2 AND until_at > $3 ORDER BY until_at, id LIMIT 1");

/* 0: it takes today what it took then. */
static code past_at(struct db *db, int64_t org, int64_t id, msec at, int64_t *past, struct error *err)
{
    struct rows *r;

    *past = 0;
    if (!at)
        return OK;
    r = db_query(db, sql_at, ARGS(v_int(org), v_int(id), v_int(at)));
    if (rows_next(r))
        *past = row_int(r, 0);
    return rows_end(r, err);
}

static const char sql_past_asks[] = SQL(
    "SELECT r.id, r.code, v.name, v.id, v.number, v.criticality, coalesce(r.archived_at, 0), coalesce(v.published_at, 0), k.mandatory, k.why, " REQUIREMENT_USUAL
    " FROM jobrole_past_ask k JOIN requirement r ON r.id = k.requirement_id JOIN requirement_version v ON v.requirement_id = r.id"
    " AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = r.id)"
    " WHERE r.org_id = $1 AND k.past_id = $2 ORDER BY k.mandatory DESC, r.folded");
static const char sql_past_skills[] = SQL(
    "SELECT k.id, coalesce(i.id, 0), coalesce(i.framework_id, 0), coalesce(i.name, k.name), coalesce(i.code, ''), coalesce(f.name, ''), coalesce(i.url, ''), k.mandatory, k.least, k.weight, k.why,"
    " k.level, coalesce(f.levels, '') FROM jobrole_past_skill k JOIN jobrole_past p ON p.id = k.past_id LEFT JOIN framework_item i ON i.id = k.item_id LEFT JOIN framework f ON f.id = i.framework_id"
    " WHERE p.org_id = $1 AND k.past_id = $2 ORDER BY k.mandatory DESC, lower(coalesce(i.name, k.name)), k.id");

/* What was archived since was in force then. */
static void in_force_then(struct jobrole_asks *all, msec at)
{
    for (size_t i = 0; at && i < all->n; i++)
        if (all->items[i].r.archived > at)
            all->items[i].r.archived = 0;
}

code jobrole_asks_at(struct db *db, struct arena *a, const struct jobrole_then *q, struct jobrole_asks *out, struct error *err)
{
    int64_t past = 0;

    TRY(past_at(db, q->org, q->id, q->at, &past, err));
    TRY(past ? jobrole_asks_read(db_query(db, sql_past_asks, ARGS(v_int(q->org), v_int(past))), a, q->org, out, err) : jobrole_asks(db, a, q->org, q->id, out, err));
    in_force_then(out, q->at);
    return OK;
}

code jobrole_skills_at(struct db *db, struct arena *a, const struct jobrole_then *q, struct jobrole_skills *out, struct error *err)
{
    int64_t past = 0;

    TRY(past_at(db, q->org, q->id, q->at, &past, err));
    return past ? jobrole_skills_read(db_query(db, sql_past_skills, ARGS(v_int(q->org), v_int(past))), a, out, err) : jobrole_skills(db, a, q->org, q->id, out, err);
}

static const char sql_periods[] = SQL("SELECT from_at, until_at FROM jobrole_past WHERE org_id = $1 AND jobrole_id = $2 ORDER BY until_at DESC, id DESC LIMIT $3");

code jobrole_periods(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_periods *out, struct error *err)
{
    struct rows *r = db_query(db, sql_periods, ARGS(v_int(org), v_int(id), v_int(JOBROLE_PERIODS)));

    while (rows_next(r))
        *list_add(a, out) = (struct jobrole_period){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

static const char sql_stand[] = SQL("SELECT count(*), coalesce(max(until_at), 0) FROM jobrole_past WHERE org_id = $1 AND jobrole_id = $2");

code jobrole_stand(struct db *db, const struct jobrole *j, struct jobrole_stand *out, struct error *err)
{
    struct rows *r = db_query(db, sql_stand, ARGS(v_int(j->org), v_int(j->id)));

    *out = (struct jobrole_stand){1, j->known};
    if (rows_next(r) && row_int(r, 0) > 0)
        *out = (struct jobrole_stand){row_int(r, 0) + 1, row_int(r, 1)};
    return rows_end(r, err);
}
