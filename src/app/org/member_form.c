/* org/member_form.c — the form in which roles are given, both ways. */
#include "app/org/member_form.h"

/* ---- what may be chosen ---- */

/* Each below the one it is in, as the path has it. */
static const char sql_departments[] = SQL("SELECT d.id, d.name, d.path FROM department d WHERE d.org_id = $1 ORDER BY d.path, d.id LIMIT 1000");
static const char sql_sites[] = SQL("SELECT s.id, s.name, '' FROM site s WHERE s.org_id = $1 ORDER BY lower(s.name), s.id LIMIT 1000");
static const char sql_teams[] = SQL("SELECT t.id, t.name, '' FROM team t WHERE t.org_id = $1 ORDER BY lower(t.name), t.id LIMIT 1000");
static const char sql_requirements[] = SQL(
    "SELECT r.id, r.code || ' · ' || v.name, '' FROM requirement r JOIN requirement_version v ON v.requirement_id = r.id AND v.number ="
    " (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = r.id) WHERE r.org_id = $1 AND r.archived_at IS NULL ORDER BY r.folded LIMIT 1000");
static const char sql_badges[] = SQL(
    "SELECT c.id, v.name, '' FROM achievement c JOIN achievement_version v ON v.id = c.version_id WHERE c.org_id = $1 AND c.state <> 'archived'"
    " ORDER BY lower(v.name), c.id LIMIT 1000");

/* "/3/17/" is one below the top. */
static int depth_of(str path)
{
    int depth = -2;

    for (size_t i = 0; i < path.n; i++)
        depth += path.p[i] == '/';
    return depth > 0 ? depth : 0;
}

static code load_choices(struct request *rq, const char *sql, struct list_choices *out, struct error *err)
{
    struct arena *a = rq->arena;
    struct rows *r = db_query(rq->db, sql, ARGS(v_int(rq->org)));

    while (rows_next(r))
        *list_add(a, out) = (struct list_choice){str_printf(a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, a), depth_of(row_str(r, 2, a))};
    return rows_end(r, err);
}

bool role_form_has(const struct id_list *ids, str value)
{
    int64_t id;

    for (size_t i = 0; str_to_int(value, &id) && i < ids->n; i++)
        if (ids->items[i] == id)
            return true;
    return false;
}

str role_field(struct arena *a, const char *what, const struct role *role)
{
    return str_printf(a, "%s-%s", what, role->name);
}

/* ---- filled ---- */

static str day_of(struct arena *a, msec t)
{
    return t > 0 ? date_format(a, date_of(t)) : S("");
}

static struct role_pick pick_of(struct arena *a, const struct role *role, const struct role_grants *grants)
{
    struct role_pick pick = {.role = role, .grant.role = role, .from = S(""), .until = S("")};

    if (role->people == LIMIT_MUST)
        pick.grant.people = PEOPLE_BELOW;
    for (size_t i = 0; i < grants->n; i++)
        if (grants->items[i].role == role) {
            pick.grant = grants->items[i];
            pick.is_on = true;
        }
    pick.from = day_of(a, pick.grant.from);
    pick.until = day_of(a, pick.grant.until > 0 ? pick.grant.until - 1 : 0);
    return pick;
}

code role_form_fill(struct request *rq, const struct role_grants *grants, struct role_form *out, struct error *err)
{
    TRY(load_choices(rq, sql_departments, &out->departments, err));
    TRY(load_choices(rq, sql_sites, &out->sites, err));
    TRY(load_choices(rq, sql_teams, &out->teams, err));
    TRY(load_choices(rq, sql_requirements, &out->requirements, err));
    TRY(load_choices(rq, sql_badges, &out->badges, err));
    for (const struct role *r = role_table; r->name; r++)
        *list_add(rq->arena, &out->picks) = pick_of(rq->arena, r, grants);
    if (!out->error.p)
        out->error = S("");
    return OK;
}

/* ---- read ---- */

static bool is_ticked(struct request *rq, const struct role *role)
{
    for (size_t i = 0; i < rq->form.n; i++)
        if (str_eq(rq->form.items[i].name, S("role")) && str_eq(rq->form.items[i].value, cstr(role->name)))
            return true;
    return false;
}

static void read_ids(struct request *rq, str name, struct id_list *out)
{
    int64_t id;

    for (size_t i = 0; i < rq->form.n; i++)
        if (str_eq(rq->form.items[i].name, name) && out->n < GRANT_PARTS_MOST && str_to_int(rq->form.items[i].value, &id))
            *list_add(rq->arena, out) = id;
}

static code read_day(struct request *rq, const char *what, const struct role *role, msec *out, struct error *err)
{
    str text = str_trim(request_field(rq, str_z(rq->arena, role_field(rq->arena, what, role))));
    struct date day;

    *out = 0;
    if (str_is_empty(text))
        return OK;
    if (date_parse(text, &day, NULL) != OK)
        return fail(err, BAD_INPUT, "role", "%s: write the day as 2026-11-24", words(role->title));
    *out = date_start(day);
    return OK;
}

static code read_grant(struct request *rq, const struct role *role, struct role_grant *out, struct error *err)
{
    struct arena *a = rq->arena;

    *out = (struct role_grant){.role = role, .people = role->people == LIMIT_MUST ? PEOPLE_BELOW : PEOPLE_ALL};
    if (role->people != LIMIT_NONE)
        (void)reach_people_named(request_field(rq, str_z(a, role_field(a, "people", role))), &out->people);
    if (out->people == PEOPLE_DEPARTMENTS) {
        read_ids(rq, role_field(a, "department", role), &out->departments);
        read_ids(rq, role_field(a, "site", role), &out->sites);
        read_ids(rq, role_field(a, "team", role), &out->teams);
    }
    out->some_badges = role->badges == LIMIT_MUST
                    || (role->badges == LIMIT_MAY && str_eq(request_field(rq, str_z(a, role_field(a, "badges", role))), S("some")));
    if (out->some_badges)
        read_ids(rq, role_field(a, "badge", role), &out->badges);
    if (out->some_badges && role->requirements)
        read_ids(rq, role_field(a, "requirement", role), &out->requirements);
    TRY(read_day(rq, "from", role, &out->from, err));
    TRY(read_day(rq, "until", role, &out->until, err));
    out->until += out->until ? DAY : 0;          /* the day that is named is one of them */
    return OK;
}

code role_form_read(struct request *rq, struct role_grants *out, struct error *err)
{
    struct error first = {0};

    for (const struct role *r = role_table; r->name; r++) {
        struct role_grant g;
        if (!is_ticked(rq, r))
            continue;
        if (read_grant(rq, r, &g, first.code ? NULL : &first) != OK && !first.code)
            return FAULT;
        *list_add(rq->arena, out) = g;
    }
    if (first.code && err)
        *err = first;
    return first.code;
}
