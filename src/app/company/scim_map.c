/* company/scim_map.c — what a group of the company's directory is here: a group,
 * a team or a department, and perhaps a role. Whoever comes into it there comes
 * into that here, and goes out of it in the same way. */
#include "app/company/company.h"
#include "app/company/scim.h"

#include "app/people/group.h"
#include "base/utf8.h"

/* ---- places ---- */

/* One request may put somebody in and take them out again: what counts is where
 * they are in the end, here in no other group that is the same thing. */
static const char sql_group_in[] = SQL(
    "INSERT INTO group_member (group_id, person_id) SELECT g.group_id, u.person_id FROM scim_user u JOIN scim_group g ON g.id = $1"
    " JOIN scim_member m ON m.group_id = g.id AND m.user_id = u.id WHERE u.id = $2 AND g.group_id IS NOT NULL ON CONFLICT DO NOTHING");
static const char sql_team_in[] = SQL(
    "INSERT INTO person_team (team_id, person_id) SELECT g.team_id, u.person_id FROM scim_user u JOIN scim_group g ON g.id = $1"
    " JOIN scim_member m ON m.group_id = g.id AND m.user_id = u.id WHERE u.id = $2 AND g.team_id IS NOT NULL ON CONFLICT DO NOTHING");
static const char sql_group_out[] = SQL(
    "DELETE FROM group_member WHERE group_id = (SELECT g.group_id FROM scim_group g WHERE g.id = $1)"
    " AND person_id = (SELECT u.person_id FROM scim_user u WHERE u.id = $2) AND NOT EXISTS (SELECT 1 FROM scim_member m"
    " JOIN scim_group o ON o.id = m.group_id WHERE m.user_id = $2 AND o.id <> $3 AND o.group_id = group_member.group_id)");
static const char sql_team_out[] = SQL(
    "DELETE FROM person_team WHERE team_id = (SELECT g.team_id FROM scim_group g WHERE g.id = $1)"
    " AND person_id = (SELECT u.person_id FROM scim_user u WHERE u.id = $2) AND NOT EXISTS (SELECT 1 FROM scim_member m"
    " JOIN scim_group o ON o.id = m.group_id WHERE m.user_id = $2 AND o.id <> $3 AND o.team_id = person_team.team_id)");
/* One is in one department: that of the oldest group that is one. */
static const char sql_department_out[] = SQL(
    "UPDATE person SET department_id = NULL WHERE id = (SELECT u.person_id FROM scim_user u WHERE u.id = $2)"
    " AND department_id = (SELECT g.department_id FROM scim_group g WHERE g.id = $1)");
static const char sql_department[] = SQL(
    "UPDATE person SET department_id = coalesce((SELECT min(g.department_id) FROM scim_group g WHERE g.id = (SELECT min(o.id) FROM scim_member m"
    " JOIN scim_group o ON o.id = m.group_id WHERE m.user_id = $1 AND o.department_id IS NOT NULL AND o.id <> $2)), department_id)"
    " WHERE id = (SELECT u.person_id FROM scim_user u WHERE u.id = $1)");

static code place_in(struct db *db, const struct scim_moved *m, int64_t user, struct error *err)
{
    TRY(db_run(db, sql_group_in, ARGS(v_int(m->group), v_int(user)), NULL, err));
    TRY(db_run(db, sql_team_in, ARGS(v_int(m->group), v_int(user)), NULL, err));
    return db_run(db, sql_department, ARGS(v_int(user), v_int(0)), NULL, err);
}

/* `leaving`: the group whose mapping ends though its members stay in it; 0: they
 * went out of it. */
static code place_out(struct db *db, const struct scim_moved *m, int64_t user, int64_t leaving, struct error *err)
{
    TRY(db_run(db, sql_group_out, ARGS(v_int(m->group), v_int(user), v_int(leaving)), NULL, err));
    TRY(db_run(db, sql_team_out, ARGS(v_int(m->group), v_int(user), v_int(leaving)), NULL, err));
    TRY(db_run(db, sql_department_out, ARGS(v_int(m->group), v_int(user)), NULL, err));
    return db_run(db, sql_department, ARGS(v_int(user), v_int(leaving)), NULL, err);
}

/* ---- roles ---- */

static const char sql_roles[] = SQL(
    "SELECT DISTINCT g.role FROM account_email e JOIN person p ON p.org_id = $1 AND p.folded = e.folded AND p.removed_at IS NULL"
    " JOIN scim_user u ON u.person_id = p.id AND u.is_active = 1 JOIN scim_member m ON m.user_id = u.id JOIN scim_group g ON g.id = m.group_id"
    " WHERE e.account_id = $2 AND e.verified_at IS NOT NULL AND g.role <> ''");
static const char sql_account[] = SQL(
    "SELECT e.account_id, e.address FROM account_email e JOIN person p ON p.folded = e.folded JOIN scim_user u ON u.person_id = p.id"
    " WHERE u.org_id = $1 AND u.id = $2 AND e.verified_at IS NOT NULL");
static const char sql_keeper[] = SQL("SELECT company_only FROM org WHERE id = $1");

code scim_role_of(struct db *db, struct arena *a, int64_t org, int64_t account, str *role, struct error *err)
{
    struct rows *r = db_query(db, sql_roles, ARGS(v_int(org), v_int(account)));

    *role = S("");
    while (rows_next(r))
        *role = provider_roles_both(a, *role, row_str(r, 0, a));
    return rows_end(r, err);
}

/* Members, and accounts at the company's own domains: nobody else is made a member
 * by a list that somebody keeps elsewhere. The one who may come in otherwise keeps
 * the key. */
static code may_rule(struct db *db, struct arena *a, int64_t org, int64_t account, str email, bool *may, struct error *err)
{
    int64_t keeper = 0;

    *may = org_is_member(db, org, account);
    if (!*may)
        TRY(provider_speaks_for(db, a, org, email, may, err));
    TRY(db_int(db, sql_keeper, ARGS(v_int(org)), &keeper, err));
    *may = *may && keeper != account;
    return OK;
}

static code find_account(struct db *db, struct arena *a, int64_t org, int64_t user, int64_t *account, str *email, struct error *err)
{
    struct rows *r = db_query(db, sql_account, ARGS(v_int(org), v_int(user)));

    *account = 0;
    if (rows_next(r)) {
        *account = row_int(r, 0);
        *email = row_str(r, 1, a);
    }
    return rows_end(r, err);
}

/* `was_given`: a role came from a group until now, so without another it ends. */
static code settle_role(struct db *db, struct arena *a, const struct scim_moved *m, int64_t user, bool was_given, struct error *err)
{
    struct member_change c = {.org = m->org, .by = m->by};
    bool may = false;
    str email;

    TRY(find_account(db, a, m->org, user, &c.account, &email, err));
    if (!c.account)
        return OK;
    TRY(may_rule(db, a, m->org, c.account, email, &may, err));
    TRY(scim_role_of(db, a, m->org, c.account, &c.roles, err));
    return may && (c.roles.n || was_given) ? org_member_settle(db, a, &c, err) : OK;
}

static const char sql_role[] = SQL("SELECT CASE WHEN role = '' THEN 0 ELSE 1 END FROM scim_group WHERE id = $1");

static code settle_roles(struct db *db, struct arena *a, const struct scim_moved *m, bool was_given, struct error *err)
{
    for (size_t i = 0; i < m->users->n; i++)
        TRY(settle_role(db, a, m, m->users->items[i], was_given, err));
    return OK;
}

/* ---- in and out ---- */

code scim_map_in(struct db *db, struct arena *a, const struct scim_moved *m, struct error *err)
{
    int64_t has_role = 0;

    for (size_t i = 0; i < m->users->n; i++)
        TRY(place_in(db, m, m->users->items[i], err));
    TRY(db_int(db, sql_role, ARGS(v_int(m->group)), &has_role, err));
    return has_role ? settle_roles(db, a, m, true, err) : OK;
}

code scim_map_out(struct db *db, struct arena *a, const struct scim_moved *m, struct error *err)
{
    int64_t has_role = 0;

    for (size_t i = 0; i < m->users->n; i++)
        TRY(place_out(db, m, m->users->items[i], 0, err));
    TRY(db_int(db, sql_role, ARGS(v_int(m->group)), &has_role, err));
    return has_role ? settle_roles(db, a, m, true, err) : OK;
}

code scim_map_user(struct db *db, struct arena *a, int64_t org, int64_t by, int64_t user, struct error *err)
{
    TRY(db_run(db, sql_department, ARGS(v_int(user), v_int(0)), NULL, err));
    return settle_role(db, a, &(struct scim_moved){.org = org, .by = by}, user, false, err);
}

/* ---- what a group is ---- */

static bool is_kind(str kind)
{
    return kind.n == 0 || str_eq(kind, S("group")) || str_eq(kind, S("team")) || str_eq(kind, S("department"));
}

static enum place_kind place_kind(str kind)
{
    return str_eq(kind, S("team")) ? TEAM : DEPARTMENT;
}

static const char sql_own_group[] = SQL(
    "SELECT id FROM person_group WHERE org_id = $1 AND folded = $2 AND query IS NULL AND removed_at IS NULL");

static code find_group(struct db *db, struct arena *a, const struct scim_mapping *m, str name, int64_t *id, struct error *err)
{
    code c = db_int(db, sql_own_group, ARGS(v_int(m->org), v_str(utf8_fold(a, name))), id, err);

    return c == NOT_FOUND ? group_add_within(db, a, &(struct group_change){.org = m->org, .by = m->by, .name = name}, id, err) : c;
}

/* A team's name has no '/', which leads down into departments. */
static str name_here(struct arena *a, str name, bool is_path)
{
    struct buf b = buf_new(a);

    name = str_trim(utf8_cut(name, 120));
    for (size_t i = 0; i < name.n; i++)
        buf_byte(&b, name.p[i] == '/' && !is_path ? '-' : name.p[i]);
    return buf_done(&b);
}

/* One of that name here; a department may be named by its way, "Works / Hall 2". */
static code find_place(struct db *db, struct arena *a, const struct scim_mapping *m, str name, int64_t *id, struct error *err)
{
    enum place_kind kind = place_kind(m->kind);
    struct place_wanted w = {.org = m->org, .by = m->by, .kind = kind, .words = name_here(a, name, kind == DEPARTMENT), .make = true};

    return str_eq(m->kind, S("group")) ? find_group(db, a, m, name_here(a, name, true), id, err) : place_find(db, a, &w, id, err);
}

static code check_place(struct db *db, struct arena *a, const struct scim_mapping *m, struct error *err)
{
    struct person_group g;
    struct workplace w;
    code c = str_eq(m->kind, S("group")) ? group_get(db, a, m->org, m->place, &g, err)
                                         : place_get(db, a, m->org, place_kind(m->kind), m->place, &w, err);

    if (c == OK && str_eq(m->kind, S("group")) && g.by_filter)
        return fail(err, BAD_INPUT, "place", "this group is made by a filter: nobody can be put into it");
    return c == NOT_FOUND ? fail(err, BAD_INPUT, "place", "choose one that is there") : c;
}

static const char sql_map[] = SQL(
    "UPDATE scim_group SET kind = $3, group_id = $4, team_id = $5, department_id = $6, role = $7 WHERE org_id = $1 AND id = $2");

static code write_map(struct db *db, const struct scim_mapping *m, int64_t place, struct error *err)
{
    struct value none = v_null();

    return db_run(db, sql_map,
                  ARGS(v_int(m->org), v_int(m->group), v_str(m->kind), str_eq(m->kind, S("group")) ? v_int(place) : none,
                       str_eq(m->kind, S("team")) ? v_int(place) : none, str_eq(m->kind, S("department")) ? v_int(place) : none, v_str(m->role)),
                  NULL, err);
}

static const char sql_usual[] = SQL("SELECT scim_new_groups FROM org WHERE id = $1");

code scim_map_usual(struct db *db, struct arena *a, int64_t org, str *kind, struct error *err)
{
    struct rows *r = db_query(db, sql_usual, ARGS(v_int(org)));

    *kind = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}

code scim_map_new(struct db *db, struct arena *a, int64_t org, int64_t by, int64_t group, str name, struct error *err)
{
    struct scim_mapping m = {.org = org, .by = by, .group = group, .role = S("")};
    struct error why = {0};
    int64_t place = 0;

    TRY(scim_map_usual(db, a, org, &m.kind, err));
    if (m.kind.n == 0)
        return OK;
    code c = find_place(db, a, &m, name, &place, &why);
    if (c == CONFLICT || c == BAD_INPUT)         /* a name that is taken by another kind: somebody chooses on the page */
        return OK;
    return c == OK ? write_map(db, &m, place, err) : fail(err, c, why.where, "%s", why.text);
}

static const char sql_set_usual[] = SQL("UPDATE org SET scim_new_groups = $2 WHERE id = $1");

static code write_usual(struct db *db, int64_t org, int64_t by, str kind, struct error *err)
{
    TRY(db_run(db, sql_set_usual, ARGS(v_int(org), v_str(kind)), NULL, err));
    return org_log(db, org, by, "directory.usual", S("directory"), kind, err);
}

code scim_map_set_usual(struct db *db, int64_t org, int64_t by, str kind, struct error *err)
{
    if (!is_kind(kind))
        return fail(err, BAD_INPUT, "kind", "choose what new groups become");
    TRY(db_begin(db, err));
    return db_end(db, write_usual(db, org, by, kind, err), err);
}

/* ---- chosen on the page ---- */

static const char sql_users[] = SQL("SELECT user_id FROM scim_member WHERE group_id = $1 ORDER BY user_id");

static code list_users(struct db *db, struct arena *a, int64_t group, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_users, ARGS(v_int(group)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static code set_rows(struct db *db, struct arena *a, const struct scim_mapping *m, struct error *err)
{
    struct id_list users = {0};
    const struct scim_moved all = {m->org, m->by, m->group, &users};
    struct scim_group_row row;
    int64_t place = m->place;

    TRY(scim_group_get(db, a, m->org, m->group, &row, err));
    TRY(list_users(db, a, m->group, &users, err));
    for (size_t i = 0; i < users.n; i++)
        TRY(place_out(db, &all, users.items[i], m->group, err));
    if (m->kind.n && !place)
        TRY(find_place(db, a, m, row.name, &place, err));
    TRY(write_map(db, m, place, err));
    for (size_t i = 0; i < users.n; i++)
        TRY(place_in(db, &all, users.items[i], err));
    if (row.role.n || m->role.n)
        TRY(settle_roles(db, a, &all, row.role.n > 0, err));
    return org_log(db, m->org, m->by, "directory.map", str_printf(a, "directory %lld", (long long)m->group), row.name, err);
}

code scim_map_set(struct db *db, struct arena *a, const struct scim_mapping *m, struct error *err)
{
    if (!is_kind(m->kind))
        return fail(err, BAD_INPUT, "kind", "choose what the group is here");
    if (m->role.n && !provider_can_give(m->role))
        return fail(err, BAD_INPUT, "role", "there is no such role");
    if (m->kind.n && m->place)
        TRY(check_place(db, a, m, err));
    TRY(db_begin(db, err));
    return db_end(db, set_rows(db, a, m, err), err);
}
