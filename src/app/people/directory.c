/* people/directory.c — departments, teams and sites: found, made, moved, removed. */
#include "app/people/directory.h"
#include "app/people/people.h"
#include "app/zone.h"

#define NAME_MOST   120
#define DEPTH_MOST  12
#define PLACES_MOST 5000

const struct place_words place_words[PLACE_KINDS] = {
    {"department", "departments", "Departments", "hierarchy"},
    {"team", "teams", "Teams", "users-group"},
    {"site", "sites", "Sites", "map-pin"},
};

bool place_kind_of(str many, enum place_kind *out)
{
    for (int k = 0; k < PLACE_KINDS; k++)
        if (str_eq(many, cstr(place_words[k].many))) {
            *out = (enum place_kind)k;
            return true;
        }
    return false;
}

/* ---- statements of each kind ---- */

#define IS_HERE " AND p.removed_at IS NULL"
static const char sql_departments[] = SQL(
    "SELECT d.id, coalesce(d.parent_id, 0), d.name, d.path, 0 FROM department d WHERE d.org_id = $1 ORDER BY d.folded, d.id LIMIT $2");
static const char sql_teams[] = SQL(
    "SELECT t.id, 0, t.name, '', 0 FROM team t WHERE t.org_id = $1 ORDER BY t.folded, t.id LIMIT $2");
static const char sql_sites[] = SQL(
    "SELECT s.id, 0, s.name, '', 0 FROM site s WHERE s.org_id = $1 ORDER BY s.folded, s.id LIMIT $2");
static const char sql_departments_counted[] = SQL(
    "SELECT d.id, coalesce(d.parent_id, 0), d.name, d.path, (SELECT count(*) FROM person p WHERE p.department_id = d.id" IS_HERE ")"
    " FROM department d WHERE d.org_id = $1 ORDER BY d.folded, d.id LIMIT $2");
static const char sql_teams_counted[] = SQL(
    "SELECT t.id, 0, t.name, '', (SELECT count(*) FROM person_team x JOIN person p ON p.id = x.person_id WHERE x.team_id = t.id" IS_HERE ")"
    " FROM team t WHERE t.org_id = $1 ORDER BY t.folded, t.id LIMIT $2");
static const char sql_sites_counted[] = SQL(
    "SELECT s.id, 0, s.name, '', (SELECT count(*) FROM person p WHERE p.site_id = s.id" IS_HERE ")"
    " FROM site s WHERE s.org_id = $1 ORDER BY s.folded, s.id LIMIT $2");

static const char sql_add_department[] = SQL(
    "INSERT INTO department (org_id, name, folded, created_at, parent_id, path) VALUES ($1, $2, $3, $4, $5, '')"
    " ON CONFLICT DO NOTHING RETURNING id");
static const char sql_add_team[] = SQL(
    "INSERT INTO team (org_id, name, folded, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id");
static const char sql_add_site[] = SQL(
    "INSERT INTO site (org_id, name, folded, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id");

static const char sql_rename_department[] = SQL(
    "UPDATE department SET name = $3, folded = $4, parent_id = $5 WHERE org_id = $1 AND id = $2");
static const char sql_rename_team[] = SQL("UPDATE team SET name = $3, folded = $4 WHERE org_id = $1 AND id = $2");
static const char sql_rename_site[] = SQL("UPDATE site SET name = $3, folded = $4 WHERE org_id = $1 AND id = $2");

static const char sql_used_department[] = SQL(
    "SELECT (SELECT count(*) FROM person p WHERE p.department_id = $1) + (SELECT count(*) FROM department d WHERE d.parent_id = $1)");
static const char sql_used_team[] = SQL("SELECT count(*) FROM person_team WHERE team_id = $1");
static const char sql_used_site[] = SQL("SELECT count(*) FROM person p WHERE p.site_id = $1");

static const char sql_remove_department[] = SQL("DELETE FROM department WHERE org_id = $1 AND id = $2");
static const char sql_remove_team[] = SQL("DELETE FROM team WHERE org_id = $1 AND id = $2");
static const char sql_remove_site[] = SQL("DELETE FROM site WHERE org_id = $1 AND id = $2");

static const struct { const char *names, *counted, *add, *rename, *used, *remove; } of_kind[PLACE_KINDS] = {
    {sql_departments, sql_departments_counted, sql_add_department, sql_rename_department, sql_used_department, sql_remove_department},
    {sql_teams, sql_teams_counted, sql_add_team, sql_rename_team, sql_used_team, sql_remove_team},
    {sql_sites, sql_sites_counted, sql_add_site, sql_rename_site, sql_used_site, sql_remove_site},
};

/* ---- listed ---- */

/* Each department above those in it; a loop, which cannot be, would be left out. */
static void add_below(struct arena *a, const struct workplace_list *all, int64_t parent, int depth, struct workplace_list *out)
{
    for (size_t i = 0; i < all->n && depth < DEPTH_MOST; i++) {
        if (all->items[i].parent != parent)
            continue;
        struct workplace p = all->items[i];
        p.depth = depth;
        *list_add(a, out) = p;
        add_below(a, all, p.id, depth + 1, out);
    }
}

static code load(struct db *db, struct arena *a, int64_t org, const char *sql, struct workplace_list *out, struct error *err)
{
    struct workplace_list all = {0};
    struct rows *r = db_query(db, sql, ARGS(v_int(org), v_int(PLACES_MOST)));

    while (rows_next(r))
        *list_add(a, &all) = (struct workplace){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), 0, row_int(r, 4)};
    add_below(a, &all, 0, 0, out);
    return rows_end(r, err);
}

code place_list(struct db *db, struct arena *a, int64_t org, enum place_kind kind, struct workplace_list *out, struct error *err)
{
    return load(db, a, org, of_kind[kind].counted, out, err);
}

code place_names(struct db *db, struct arena *a, int64_t org, enum place_kind kind, struct workplace_list *out, struct error *err)
{
    return load(db, a, org, of_kind[kind].names, out, err);
}

static const struct workplace *by_id(const struct workplace_list *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

code place_get(struct db *db, struct arena *a, int64_t org, enum place_kind kind, int64_t id, struct workplace *out, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_list(db, a, org, kind, &all, err));
    const struct workplace *p = by_id(&all, id);
    if (!p)
        return fail(err, NOT_FOUND, place_words[kind].one, "there is no such %s", place_words[kind].one);
    *out = *p;
    return OK;
}

str place_in_words(struct arena *a, const struct workplace_list *all, int64_t id)
{
    str words = S("");

    for (int i = 0; id > 0 && i < DEPTH_MOST; i++) {
        const struct workplace *p = by_id(all, id);
        if (!p)
            break;
        words = words.n ? str_printf(a, STR_FMT " / " STR_FMT, STR_ARG(p->name), STR_ARG(words)) : p->name;
        id = p->parent;
    }
    return words;
}

/* ---- changed ---- */

static code check_name(str name, struct error *err)
{
    if (str_is_empty(name))
        return fail(err, BAD_INPUT, "name", "give it a name");
    if (name.n > NAME_MOST)
        return fail(err, BAD_INPUT, "name", "the name is longer than %d bytes", NAME_MOST);
    if (str_find_byte(name, '/') >= 0)
        return fail(err, BAD_INPUT, "name", "a name has no / in it: that is how one within another is written");
    return OK;
}

static const char sql_path[] = SQL("SELECT path FROM department WHERE org_id = $1 AND id = $2");

static code path_of(struct db *db, struct arena *a, int64_t org, int64_t id, str *out, struct error *err)
{
    *out = S("/");
    if (id == 0)
        return OK;
    struct rows *r = db_query(db, sql_path, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);
    if (found)
        *out = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, BAD_INPUT, "parent", "there is no such department");
}

static int depth_of(str path)
{
    int n = 0;

    for (size_t i = 0; i < path.n; i++)
        n += path.p[i] == '/';
    return n;
}

/* Its own path, and those of all below it. */
static const char sql_move[] = SQL(
    "UPDATE department SET path = $3 || substr(path, CAST($4 AS INTEGER)) WHERE org_id = $1 AND path LIKE $2");
static const char sql_first_path[] = SQL("UPDATE department SET path = $3 WHERE org_id = $1 AND id = $2");

static code set_path(struct db *db, struct arena *a, const struct place_change *c, str old, struct error *err)
{
    str parent, own;

    TRY(path_of(db, a, c->org, c->parent, &parent, err));
    if (depth_of(parent) > DEPTH_MOST)
        return fail(err, BAD_INPUT, "parent", "departments go %d deep at most", DEPTH_MOST);
    own = str_printf(a, STR_FMT "%lld/", STR_ARG(parent), (long long)c->id);
    if (old.n == 0)
        return db_run(db, sql_first_path, ARGS(v_int(c->org), v_int(c->id), v_str(own)), NULL, err);
    if (str_starts(parent, old))
        return fail(err, BAD_INPUT, "parent", "a department cannot be within itself");
    return db_run(db, sql_move, ARGS(v_int(c->org), v_str(str_join(a, old, S("%"))), v_str(own), v_int((int64_t)old.n + 1)), NULL, err);
}

static code taken(const struct place_change *c, struct error *err)
{
    return fail(err, CONFLICT, "name", "there is a %s of that name already", place_words[c->kind].one);
}

static code add(struct db *db, struct arena *a, const struct place_change *c, int64_t *id, struct error *err)
{
    struct place_change made = *c;
    struct args args = ARGS(v_int(c->org), v_str(c->name), v_str(str_lower(a, c->name)), v_int(clock_now()),
                            v_int_if(c->parent > 0, c->parent));

    args.n -= c->kind != DEPARTMENT;
    struct rows *r = db_query(db, of_kind[c->kind].add, args);
    bool is_new = rows_next(r);
    made.id = is_new ? row_int(r, 0) : 0;
    TRY(rows_end(r, err));
    if (!is_new)
        return taken(c, err);
    if (c->kind == DEPARTMENT)
        TRY(set_path(db, a, &made, S(""), err));
    *id = made.id;
    return org_log(db, c->org, c->by, "place.add", str_printf(a, "%s %lld", place_words[c->kind].one, (long long)made.id), c->name, err);
}

code place_add(struct db *db, struct arena *a, const struct place_change *c, int64_t *id, struct error *err)
{
    TRY(check_name(c->name, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, c, id, err), err);
}

static code save(struct db *db, struct arena *a, const struct place_change *c, struct error *err)
{
    int64_t changed = 0;
    str old = S("");
    struct args args = ARGS(v_int(c->org), v_int(c->id), v_str(c->name), v_str(str_lower(a, c->name)), v_int_if(c->parent > 0, c->parent));

    if (c->kind == DEPARTMENT) {
        TRY(path_of(db, a, c->org, c->id, &old, err));
        TRY(set_path(db, a, c, old, err));
    }
    args.n -= c->kind != DEPARTMENT;
    code done = db_run(db, of_kind[c->kind].rename, args, &changed, err);
    if (done == CONFLICT)
        return taken(c, err);
    TRY(done);
    if (changed == 0)
        return fail(err, NOT_FOUND, "place", "there is no such %s", place_words[c->kind].one);
    TRY(person_tell_watcher(db, a, c->org, 0, err));
    return org_log(db, c->org, c->by, "place.change", str_printf(a, "%s %lld", place_words[c->kind].one, (long long)c->id), c->name, err);
}

code place_save(struct db *db, struct arena *a, const struct place_change *c, struct error *err)
{
    TRY(check_name(c->name, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, c, err), err);
}

static code drop(struct db *db, struct arena *a, const struct place_change *c, struct error *err)
{
    int64_t used = 0, changed = 0;

    TRY(db_int(db, of_kind[c->kind].used, ARGS(v_int(c->id)), &used, err));
    if (used > 0)
        return fail(err, CONFLICT, "place", "%lld people or departments are in this %s: move them first", (long long)used,
                    place_words[c->kind].one);
    TRY(db_run(db, of_kind[c->kind].remove, ARGS(v_int(c->org), v_int(c->id)), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "place", "there is no such %s", place_words[c->kind].one);
    return org_log(db, c->org, c->by, "place.remove", str_printf(a, "%s %lld", place_words[c->kind].one, (long long)c->id), c->name, err);
}

code place_remove(struct db *db, struct arena *a, const struct place_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, c, err), err);
}

/* ---- the clocks of a site ---- */

static const char sql_zone[] = SQL("SELECT time_zone FROM site WHERE org_id = $1 AND id = $2");
static const char sql_set_zone[] = SQL("UPDATE site SET time_zone = $3 WHERE org_id = $1 AND id = $2 AND time_zone <> $3");

code site_zone(struct db *db, struct arena *a, int64_t org, int64_t id, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_zone, ARGS(v_int(org), v_int(id)));

    *out = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}

code site_zone_check(struct arena *a, str zone, struct error *err)
{
    struct tzif *there;

    if (zone.n == 0 || zone_open(a, zone, &there, NULL) == OK)
        return OK;
    return fail(err, BAD_INPUT, "time_zone", "there is no such time zone: choose one such as Europe/Berlin");
}

static code set_zone(struct db *db, struct arena *a, const struct site_zone_change *c, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_set_zone, ARGS(v_int(c->org), v_int(c->id), v_str(c->zone)), &changed, err));
    if (!changed)
        return OK;
    TRY(person_tell_watcher(db, a, c->org, 0, err));
    return org_log(db, c->org, c->by, "place.time-zone", str_printf(a, "site %lld", (long long)c->id), c->zone, err);
}

code site_zone_set(struct db *db, struct arena *a, const struct site_zone_change *c, struct error *err)
{
    TRY(site_zone_check(a, c->zone, err));
    TRY(db_begin(db, err));
    return db_end(db, set_zone(db, a, c, err), err);
}

/* ---- one into another ---- */

static const char sql_into_department[] = SQL("UPDATE person SET department_id = $3 WHERE org_id = $1 AND department_id = $2");
static const char sql_into_team[] = SQL(
    "INSERT INTO person_team (person_id, team_id) SELECT x.person_id, $3 FROM person_team x JOIN person p ON p.id = x.person_id"
    " WHERE p.org_id = $1 AND x.team_id = $2 ON CONFLICT DO NOTHING");
static const char sql_into_site[] = SQL("UPDATE person SET site_id = $3 WHERE org_id = $1 AND site_id = $2");
static const char sql_leave_team[] = SQL("DELETE FROM person_team WHERE team_id = $1");
/* Who sees the people of it sees those of the one they go into. */
static const char sql_into_roles[] = SQL(
    "INSERT INTO member_role_part (grant_id, kind, ref_id) SELECT x.grant_id, x.kind, $2 FROM member_role_part x"
    " WHERE x.kind = $3 AND x.ref_id = $1 ON CONFLICT DO NOTHING");
static const char sql_into_tokens[] = SQL(
    "INSERT INTO token_part (token_id, kind, ref_id) SELECT x.token_id, x.kind, $2 FROM token_part x"
    " WHERE x.kind = 'department' AND x.ref_id = $1 ON CONFLICT DO NOTHING");
/* What was counted there goes along (reports/months.c). */
static const char sql_months_department[] = SQL("UPDATE standing_month SET department_id = $3 WHERE org_id = $1 AND department_id = $2");
static const char sql_months_site[] = SQL("UPDATE standing_month SET site_id = $3 WHERE org_id = $1 AND site_id = $2");
static const char *const sql_into_months[PLACE_KINDS] = {sql_months_department, NULL, sql_months_site};
static const char *const sql_into[PLACE_KINDS] = {sql_into_department, sql_into_team, sql_into_site};

static code move_below(struct db *db, struct arena *a, const struct place_change *c, const struct workplace_list *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        struct place_change below = {c->org, c->by, c->kind, all->items[i].id, c->parent, all->items[i].name};
        code done = all->items[i].parent == c->id ? save(db, a, &below, err) : OK;
        if (done == CONFLICT)
            return fail(err, CONFLICT, "into", "there is a %s of that name already", "department");
        TRY(done);
    }
    return OK;
}

static code merge(struct db *db, struct arena *a, const struct place_change *c, int64_t *people, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_list(db, a, c->org, c->kind, &all, err));
    const struct workplace *from = by_id(&all, c->id), *into = by_id(&all, c->parent);
    if (!from)
        return fail(err, NOT_FOUND, place_words[c->kind].one, "there is no such %s", place_words[c->kind].one);
    if (!into || into == from || (c->kind == DEPARTMENT && str_starts(into->path, from->path)))
        return fail(err, BAD_INPUT, "into", "choose another one, and none that is within this one");
    *people = from->people;
    TRY(move_below(db, a, c, &all, err));
    TRY(db_run(db, sql_into[c->kind], ARGS(v_int(c->org), v_int(c->id), v_int(c->parent)), NULL, err));
    if (sql_into_months[c->kind])
        TRY(db_run(db, sql_into_months[c->kind], ARGS(v_int(c->org), v_int(c->id), v_int(c->parent)), NULL, err));
    if (c->kind == TEAM)
        TRY(db_run(db, sql_leave_team, ARGS(v_int(c->id)), NULL, err));
    TRY(db_run(db, sql_into_roles, ARGS(v_int(c->id), v_int(c->parent), v_str(cstr(place_words[c->kind].one))), NULL, err));
    if (c->kind == DEPARTMENT)
        TRY(db_run(db, sql_into_tokens, ARGS(v_int(c->id), v_int(c->parent)), NULL, err));
    TRY(person_tell_watcher(db, a, c->org, 0, err));
    TRY(org_log(db, c->org, c->by, "place.merge", str_printf(a, "%s %lld", place_words[c->kind].one, (long long)c->parent),
                from->name, err));
    struct place_change gone = {c->org, c->by, c->kind, c->id, 0, from->name};
    return drop(db, a, &gone, err);
}

code place_merge(struct db *db, struct arena *a, const struct place_change *c, int64_t *people, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, merge(db, a, c, people, err), err);
}

/* ---- found by words ---- */

static int64_t named(const struct workplace_list *all, int64_t parent, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].parent == parent && str_eq_nocase(all->items[i].name, name))
            return all->items[i].id;
    return 0;
}

static int64_t only_one(const struct workplace_list *all, str name)
{
    int64_t found = 0;
    int n = 0;

    for (size_t i = 0; i < all->n; i++)
        if (str_eq_nocase(all->items[i].name, name)) {
            found = all->items[i].id;
            n++;
        }
    return n == 1 ? found : 0;
}

static code walk(struct db *db, struct arena *a, const struct place_wanted *w, const struct workplace_list *all, int64_t *id, struct error *err)
{
    str rest = w->words, name;

    *id = 0;
    while (str_cut(&rest, '/', &name)) {
        struct place_change c = {w->org, w->by, w->kind, 0, *id, str_trim(name)};
        int64_t next = named(all, c.parent, c.name);
        if (next == 0 && !w->make) {
            *id = 0;
            return OK;
        }
        if (next == 0) {
            TRY(check_name(c.name, err));
            TRY(add(db, a, &c, &next, err));
        }
        *id = next;
    }
    return OK;
}

code place_find(struct db *db, struct arena *a, const struct place_wanted *w, int64_t *id, struct error *err)
{
    struct workplace_list all = {0};

    *id = 0;
    if (str_is_empty(w->words))
        return OK;
    TRY(place_names(db, a, w->org, w->kind, &all, err));
    *id = only_one(&all, str_trim(w->words));
    return *id ? OK : walk(db, a, w, &all, id, err);
}
