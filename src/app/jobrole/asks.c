/* jobrole/asks.c — which requirements a job role takes, and whether they are asked of
 * those who work as it. */
#include "app/jobrole/jobrole.h"

static const char sql_asks[] = SQL(
    "SELECT r.id, r.code, v.name, v.id, v.number, v.criticality, coalesce(r.archived_at, 0), coalesce(v.published_at, 0), k.mandatory, k.why, " REQUIREMENT_USUAL
    " FROM jobrole_ask k JOIN requirement r ON r.id = k.requirement_id JOIN requirement_version v ON v.requirement_id = r.id"
    " AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = r.id)"
    " WHERE k.org_id = $1 AND k.jobrole_id = $2 ORDER BY k.mandatory DESC, r.folded");

code jobrole_asks_read(struct rows *r, struct arena *a, int64_t org, struct jobrole_asks *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct jobrole_ask){
            {.id = row_int(r, 0), .org = org, .code = row_str(r, 1, a), .name = row_str(r, 2, a), .version = row_int(r, 4) ? row_int(r, 3) : 0, .number = row_int(r, 4),
             .criticality = row_str(r, 5, a), .archived = row_int(r, 6), .published = row_int(r, 7), .usual = requirement_read_usual(r, 10)},
            row_bool(r, 8), row_str(r, 9, a)};
    return rows_end(r, err);
}

code jobrole_asks(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_asks *out, struct error *err)
{
    return jobrole_asks_read(db_query(db, sql_asks, ARGS(v_int(org), v_int(id))), a, org, out, err);
}

/* ---- changed ---- */

#define WHY_MOST 1000

static const char sql_many[] = SQL("SELECT count(*) FROM jobrole_ask WHERE org_id = $1 AND jobrole_id = $2 AND requirement_id <> $3");
static const char sql_set[] = SQL(
    "INSERT INTO jobrole_ask (org_id, jobrole_id, requirement_id, mandatory, why) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (jobrole_id, requirement_id) DO UPDATE SET mandatory = excluded.mandatory, why = excluded.why");

static code log_it(struct db *db, struct arena *a, const struct jobrole_ask_change *c, const char *what, str detail, struct error *err)
{
    return org_log(db, c->of.org, c->of.by, what, str_printf(a, "job role %lld", (long long)c->of.id), detail, err);
}

static code set(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err)
{
    struct jobrole j;
    struct requirement r;
    int64_t others = 0;

    TRY(jobrole_get(db, a, c->of.org, c->of.id, &j, err));
    if (requirement_get(db, a, c->of.org, c->requirement, &r, NULL) != OK || r.archived)
        return fail(err, BAD_INPUT, "requirement", "choose one of the list");
    if (c->why.n > WHY_MOST)
        return fail(err, BAD_INPUT, "why", "this is too long");
    TRY(db_int(db, sql_many, ARGS(v_int(c->of.org), v_int(c->of.id), v_int(c->requirement)), &others, err));
    if (others >= JOBROLE_ASKS_MOST)
        return fail(err, BAD_INPUT, "requirement", "a job role takes at most %d requirements", JOBROLE_ASKS_MOST);
    TRY(jobrole_keep_past(db, a, &c->of, err));
    TRY(db_run(db, sql_set, ARGS(v_int(c->of.org), v_int(c->of.id), v_int(c->requirement), v_int(c->mandatory), v_str(c->why)), NULL, err));
    return log_it(db, a, c, "jobrole.ask", str_printf(a, STR_FMT " %s", STR_ARG(r.code), c->mandatory ? "mandatory" : "desirable"), err);
}

code jobrole_ask_set(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set(db, a, c, err), err);
}

static const char sql_drop[] = SQL("DELETE FROM jobrole_ask WHERE org_id = $1 AND jobrole_id = $2 AND requirement_id = $3");

static code drop(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err)
{
    int64_t gone = 0;

    TRY(jobrole_keep_past(db, a, &c->of, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(c->of.org), v_int(c->of.id), v_int(c->requirement)), &gone, err));
    if (!gone)
        return fail(err, NOT_FOUND, "requirement", "the job role does not take this requirement");
    return log_it(db, a, c, "jobrole.ask-end", str_printf(a, "requirement %lld", (long long)c->requirement), err);
}

code jobrole_ask_drop(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, c, err), err);
}

/* ---- asked of those who work as it ---- */

/* Nobody has to be looked for where its rule takes in all of them. */
static const char sql_for_all[] = SQL(
    "SELECT count(*) FROM requirement_audience x JOIN requirement_version v ON v.id = x.version_id WHERE x.org_id = $1 AND v.requirement_id = $2"
    " AND v.number > 0 AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = $2)"
    " AND x.leaves_out = 0 AND (x.kind = 'everybody' OR (x.kind = 'job' AND x.ref_id = $3))");
static const char sql_unasked[] = SQL(
    "SELECT count(*) FROM (SELECT p.id FROM person p WHERE p.org_id = $1 AND " WORKS_HERE("p", "$4")
    " AND p.id IN " JOB_HOLDERS("$1", "$2") " AND NOT EXISTS (SELECT 1 FROM requirement_assignment w WHERE w.requirement_id = $3 AND w.person_id = p.id"
    " AND w.until_on IS NULL) LIMIT $5) AS found");

code jobrole_unasked(struct db *db, int64_t org, int64_t id, int64_t requirement, int64_t *n, struct error *err)
{
    int64_t for_all = 0;

    *n = 0;
    TRY(db_int(db, sql_for_all, ARGS(v_int(org), v_int(requirement), v_int(id)), &for_all, err));
    return for_all ? OK : db_int(db, sql_unasked, ARGS(v_int(org), v_int(id), v_int(requirement), v_int(clock_now()), v_int(UNASKED_MOST)), n, err);
}

static bool takes_in(const struct audience_rules *all, int64_t jobrole)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].kind == FOR_JOB && all->items[i].ref == jobrole && !all->items[i].leaves_out)
            return true;
    return false;
}

code jobrole_ask_holders(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err)
{
    const struct requirement_act act = {c->of.org, c->requirement, c->of.by};
    struct audience_rules all = {0};
    struct requirement_version v;
    struct requirement r;
    struct jobrole j;

    TRY(jobrole_get(db, a, c->of.org, c->of.id, &j, err));
    TRY(requirement_get(db, a, c->of.org, c->requirement, &r, err));
    if (r.archived)
        return fail(err, CONFLICT, "requirement", "this requirement is archived");
    TRY(requirement_working(db, a, &act, &v, err));
    TRY(requirement_audience(db, a, v.id, &all, err));
    if (takes_in(&all, j.id))
        return OK;
    *list_add(a, &all) = (struct audience_rule){.kind = FOR_JOB, .ref = j.id, .words = S("")};
    return requirement_audience_set(db, a, &act, &all, err);
}
