/* org/member_roles.c — the roles of a member in the tables: read with their
 * limits, and replaced as a whole. */
#include "app/org/members.h"

/* ---- read ---- */

static const char sql_grants[] = SQL(
    "SELECT g.id, g.role, g.people, g.badges, coalesce(g.from_at, 0), coalesce(g.until_at, 0) FROM member_role g"
    " WHERE g.org_id = $1 AND g.account_id = $2 ORDER BY g.id");
static const char sql_parts[] = SQL(
    "SELECT x.grant_id, x.kind, x.ref_id FROM member_role_part x JOIN member_role g ON g.id = x.grant_id"
    " WHERE g.org_id = $1 AND g.account_id = $2 ORDER BY x.grant_id, x.kind, x.ref_id");

static struct role_grant *find_grant(struct role_grants *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

static struct id_list *parts_named(struct role_grant *g, str kind)
{
    const struct { const char *kind; struct id_list *ids; } all[] = {
        {"badge", &g->badges}, {"department", &g->departments}, {"site", &g->sites}, {"team", &g->teams}, {"requirement", &g->requirements},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (str_eq(kind, cstr(all[i].kind)))
            return all[i].ids;
    return NULL;
}

static code read_parts(struct db *db, struct arena *a, int64_t org, int64_t account, struct role_grants *out, struct error *err)
{
    struct rows *r = db_query(db, sql_parts, ARGS(v_int(org), v_int(account)));

    while (rows_next(r)) {
        struct role_grant *g = find_grant(out, row_int(r, 0));
        struct id_list *ids = g ? parts_named(g, row_str(r, 1, a)) : NULL;
        if (ids)
            *list_add(a, ids) = row_int(r, 2);
    }
    return rows_end(r, err);
}

code member_grants(struct db *db, struct arena *a, int64_t org, int64_t account, struct role_grants *out, struct error *err)
{
    struct rows *r = db_query(db, sql_grants, ARGS(v_int(org), v_int(account)));

    while (rows_next(r)) {
        struct role_grant g = {.id = row_int(r, 0), .role = role_named(row_str(r, 1, a)), .some_badges = !str_eq(row_str(r, 3, a), S("all")),
                          .from = row_int(r, 4), .until = row_int(r, 5)};
        if (g.role && reach_people_named(row_str(r, 2, a), &g.people))
            *list_add(a, out) = g;
    }
    TRY(rows_end(r, err));
    return read_parts(db, a, org, account, out, err);
}

/* ---- written ---- */

static const char sql_drop[] = SQL("DELETE FROM member_role WHERE org_id = $1 AND account_id = $2");
static const char sql_add[] = SQL(
    "INSERT INTO member_role (org_id, account_id, role, people, badges, from_at, until_at, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");
/* What is not of this organisation, or is gone, is no part. */
#define PART(kind, table)                                                      \
    SQL("INSERT INTO member_role_part (grant_id, kind, ref_id) SELECT $1, '" kind "', b.id FROM " table " b WHERE b.org_id = $2 AND b.id = $3" \
        " ON CONFLICT DO NOTHING")
static const char sql_department[] = PART("department", "department");
static const char sql_badge[] = PART("badge", "achievement");
static const char sql_site[] = PART("site", "site");
static const char sql_team[] = PART("team", "team");
static const char sql_requirement[] = PART("requirement", "requirement");

static code add_parts(struct db *db, const char *sql, int64_t org, int64_t grant, const struct id_list *ids, struct error *err)
{
    for (size_t i = 0; i < ids->n; i++)
        TRY(db_run(db, sql, ARGS(v_int(grant), v_int(org), v_int(ids->items[i])), NULL, err));
    return OK;
}

static code add_places(struct db *db, int64_t org, int64_t grant, const struct role_grant *g, struct error *err)
{
    TRY(add_parts(db, sql_department, org, grant, &g->departments, err));
    TRY(add_parts(db, sql_site, org, grant, &g->sites, err));
    return add_parts(db, sql_team, org, grant, &g->teams, err);
}

static code add_grant(struct db *db, int64_t org, int64_t account, const struct role_grant *g, struct error *err)
{
    int64_t id = 0;

    TRY(db_int(db, sql_add,
               ARGS(v_int(org), v_int(account), v_str(cstr(g->role->name)), v_str(cstr(reach_people_name(g->people))),
                    v_str(g->some_badges ? S("some") : S("all")), v_int_if(g->from > 0, g->from), v_int_if(g->until > 0, g->until),
                    v_int(clock_now())),
               &id, err));
    if (g->people == PEOPLE_DEPARTMENTS)
        TRY(add_places(db, org, id, g, err));
    if (!g->some_badges)
        return OK;
    TRY(add_parts(db, sql_badge, org, id, &g->badges, err));
    return add_parts(db, sql_requirement, org, id, &g->requirements, err);
}

code member_grants_put(struct db *db, int64_t org, int64_t account, const struct role_grants *grants, struct error *err)
{
    TRY(db_run(db, sql_drop, ARGS(v_int(org), v_int(account)), NULL, err));
    for (size_t i = 0; i < grants->n; i++)
        TRY(add_grant(db, org, account, &grants->items[i], err));
    return OK;
}
