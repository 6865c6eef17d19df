/* people/group.c — groups of people: by hand and by filter. */
#include "app/people/group.h"

#include "base/utf8.h"

#define GROUPS_MOST 500
#define NAME_MOST   120

static const char sql_list[] = SQL(
    "SELECT g.id, g.name, coalesce(g.query, ''), CASE WHEN g.query IS NULL THEN 0 ELSE 1 END, g.created_at FROM person_group g"
    " WHERE g.org_id = $1 AND g.removed_at IS NULL ORDER BY g.folded LIMIT $2");
static const char sql_get[] = SQL(
    "SELECT g.id, g.name, coalesce(g.query, ''), CASE WHEN g.query IS NULL THEN 0 ELSE 1 END, g.created_at FROM person_group g"
    " WHERE g.org_id = $1 AND g.id = $2 AND g.removed_at IS NULL");

static void read_group(struct rows *r, struct arena *a, struct person_group *g)
{
    *g = (struct person_group){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_bool(r, 3), row_int(r, 4)};
}

code group_list(struct db *db, struct arena *a, int64_t org, struct group_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(org), v_int(GROUPS_MOST)));

    while (rows_next(r))
        read_group(r, a, list_add(a, out));
    return rows_end(r, err);
}

code group_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct person_group *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_group(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "group", "there is no such group");
}

str group_query(struct arena *a, const struct person_group *g)
{
    return g->by_filter ? g->query : str_printf(a, "group=%lld", (long long)g->id);
}

/* ---- changed ---- */

static code check(const struct group_change *c, struct error *err)
{
    if (str_is_empty(c->name))
        return fail(err, BAD_INPUT, "name", "give the group a name");
    return c->name.n <= NAME_MOST ? OK : fail(err, BAD_INPUT, "name", "the name is longer than %d bytes", NAME_MOST);
}

/* A name may be given anew once its group was deleted. */
static const char sql_free_name[] = SQL(
    "UPDATE person_group SET folded = folded || ' ' || CAST(id AS TEXT) WHERE org_id = $1 AND folded = $2 AND removed_at IS NOT NULL");
static const char sql_taken[] = SQL("SELECT count(*) FROM person_group WHERE org_id = $1 AND folded = $2 AND id <> $3");
static const char sql_add[] = SQL(
    "INSERT INTO person_group (org_id, name, folded, query, account_id, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");
static const char sql_rename[] = SQL(
    "UPDATE person_group SET name = $3, folded = $4, query = CASE WHEN query IS NULL THEN NULL ELSE coalesce($5, query) END"
    " WHERE org_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_remove[] = SQL("UPDATE person_group SET removed_at = $3 WHERE org_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_restore[] = SQL("UPDATE person_group SET removed_at = NULL, folded = $3 WHERE org_id = $1 AND id = $2");

static code take_name(struct db *db, struct arena *a, const struct group_change *c, struct error *err)
{
    int64_t n = 0;
    str folded = utf8_fold(a, c->name);

    TRY(db_run(db, sql_free_name, ARGS(v_int(c->org), v_str(folded)), NULL, err));
    TRY(db_int(db, sql_taken, ARGS(v_int(c->org), v_str(folded), v_int(c->id)), &n, err));
    return n == 0 ? OK : fail(err, CONFLICT, "name", "there is a group of that name already");
}

code group_add_within(struct db *db, struct arena *a, const struct group_change *c, int64_t *id, struct error *err)
{
    TRY(check(c, err));
    TRY(take_name(db, a, c, err));
    TRY(db_int(db, sql_add, ARGS(v_int(c->org), v_str(c->name), v_str(utf8_fold(a, c->name)), v_str(c->query), v_int(c->by), v_int(clock_now())),
               id, err));
    return org_log(db, c->org, c->by, "group.add", str_printf(a, "group %lld", (long long)*id), c->name, err);
}

code group_add(struct db *db, struct arena *a, const struct group_change *c, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, group_add_within(db, a, c, id, err), err);
}

static code changed_one(struct db *db, struct arena *a, const struct group_change *c, const char *sql, struct args args, const char *what,
                        struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql, args, &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "group", "there is no such group");
    TRY(person_tell_watcher(db, a, c->org, 0, err));
    return org_log(db, c->org, c->by, what, str_printf(a, "group %lld", (long long)c->id), c->name, err);
}

static code save(struct db *db, struct arena *a, const struct group_change *c, struct error *err)
{
    TRY(take_name(db, a, c, err));
    return changed_one(db, a, c, sql_rename,
                       ARGS(v_int(c->org), v_int(c->id), v_str(c->name), v_str(utf8_fold(a, c->name)), v_str(c->query)), "group.change", err);
}

code group_rename(struct db *db, struct arena *a, const struct group_change *c, struct error *err)
{
    TRY(check(c, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, c, err), err);
}

code group_remove(struct db *db, struct arena *a, const struct group_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, changed_one(db, a, c, sql_remove, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), "group.remove", err), err);
}

static const char sql_name[] = SQL("SELECT name FROM person_group WHERE org_id = $1 AND id = $2");

static code restore(struct db *db, struct arena *a, const struct group_change *given, struct error *err)
{
    struct group_change c = *given;
    struct rows *r = db_query(db, sql_name, ARGS(v_int(c.org), v_int(c.id)));

    c.name = rows_next(r) ? row_str(r, 0, a) : S("");
    TRY(rows_end(r, err));
    TRY(take_name(db, a, &c, err));
    return changed_one(db, a, &c, sql_restore, ARGS(v_int(c.org), v_int(c.id), v_str(utf8_fold(a, c.name))), "group.restore", err);
}

code group_restore(struct db *db, struct arena *a, const struct group_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, restore(db, a, c, err), err);
}
