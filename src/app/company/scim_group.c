/* company/scim_group.c — groups of the company's directory: who is in them. What
 * becomes of that here is in scim_map.c. */
#include "app/company/scim_private.h"

#include "base/utf8.h"
#include "format/scim_group.h"

#define GROUPS_MOST 5000
#define SCANNED_MEMBERS 50000                    /* for a filter that asks for members */

/* ---- found ---- */

#define COLUMNS                                                                \
    "SELECT g.id, g.version, g.name, g.external_id, g.kind, g.role, g.created_at, g.changed_at,"                                       \
    " (SELECT count(*) FROM scim_member m WHERE m.group_id = g.id), coalesce(pg.id, t.id, d.id, 0), coalesce(pg.name, t.name, d.name, '')" \
    " FROM scim_group g LEFT JOIN person_group pg ON pg.id = g.group_id AND pg.removed_at IS NULL LEFT JOIN team t ON t.id = g.team_id"  \
    " LEFT JOIN department d ON d.id = g.department_id WHERE g.org_id = $1"
static const char sql_get[] = SQL(COLUMNS " AND g.id = $2");
static const char sql_page[] = SQL(COLUMNS " ORDER BY g.id LIMIT $2 OFFSET $3");
static const char sql_count[] = SQL("SELECT count(*) FROM scim_group WHERE org_id = $1");
static const char sql_by_name[] = SQL(COLUMNS " AND g.folded = $2");
static const char sql_by_external[] = SQL(COLUMNS " AND g.external_id = $2 ORDER BY g.id LIMIT 200");
static const char sql_members_of_all[] = SQL(
    "SELECT count(*) FROM scim_member m JOIN scim_group g ON g.id = m.group_id WHERE g.org_id = $1");

static void read_row(struct rows *r, struct arena *a, struct scim_group_row *out)
{
    *out = (struct scim_group_row){
        .id = row_int(r, 0), .version = row_int(r, 1), .name = row_str(r, 2, a), .external_id = row_str(r, 3, a), .kind = row_str(r, 4, a),
        .role = row_str(r, 5, a), .created = row_int(r, 6), .changed = row_int(r, 7), .people = row_int(r, 8), .place = row_int(r, 9),
        .place_name = row_str(r, 10, a)};
}

code scim_group_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct scim_group_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_row(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "", "there is no group with this id");
}

static code ask(struct db *db, struct arena *a, const char *sql, struct args args, struct scim_group_rows *out, struct error *err)
{
    struct rows *r = db_query(db, sql, args);

    while (rows_next(r))
        read_row(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_members[] = SQL(
    "SELECT m.user_id, p.name FROM scim_member m JOIN scim_user u ON u.id = m.user_id JOIN person p ON p.id = u.person_id"
    " WHERE m.group_id = $1 ORDER BY m.user_id");
static const char sql_groups_of[] = SQL(
    "SELECT g.id, g.name FROM scim_member m JOIN scim_group g ON g.id = m.group_id WHERE m.user_id = $1 ORDER BY g.id");

static code ask_named(struct db *db, struct arena *a, const char *sql, int64_t id, struct scim_named_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct scim_named){row_int(r, 0), row_str(r, 1, a)};
    return rows_end(r, err);
}

code scim_group_members(struct db *db, struct arena *a, int64_t group, struct scim_named_list *out, struct error *err)
{
    return ask_named(db, a, sql_members, group, out, err);
}

code scim_groups_of(struct db *db, struct arena *a, int64_t user, struct scim_named_list *out, struct error *err)
{
    return ask_named(db, a, sql_groups_of, user, out, err);
}

/* ---- by a filter ---- */

static void put_member(struct arena *a, struct json_writer *w, const struct scim_named *m)
{
    json_open_object(w);
    json_put_member(w, "value", str_printf(a, "%lld", (long long)m->id));
    json_put_member(w, "display", m->name);
    json_put_member(w, "type", S("User"));
    json_close_object(w);
}

/* As a filter sees it; members only where it asks for them. */
static code as_document(struct db *db, struct arena *a, const struct scim_group_row *row, bool with_members, const struct json **out, struct error *err)
{
    static const struct json_limits wide = {(size_t)16 << 20, 8, 400000, 100, 4096};
    struct scim_named_list members = {0};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (with_members)
        TRY(scim_group_members(db, a, row->id, &members, err));
    json_open_object(&w);
    json_put_member(&w, "id", str_printf(a, "%lld", (long long)row->id));
    json_put_member(&w, "displayName", row->name);
    if (row->external_id.n)
        json_put_member(&w, "externalId", row->external_id);
    json_put_key(&w, "members");
    json_open_array(&w);
    for (size_t i = 0; i < members.n; i++)
        put_member(a, &w, &members.items[i]);
    json_close_array(&w);
    json_close_object(&w);
    return json_parse(a, buf_done(&b), &wide, out, err);
}

static bool asks_for_members(const struct scim_filter *f)
{
    return f && (str_eq_nocase(f->attr.name, S("members")) || asks_for_members(f->left) || asks_for_members(f->right));
}

static code scan(struct db *db, struct arena *a, const struct scim_question *q, const struct scim_filter *f, struct scim_groups *out, struct error *err)
{
    bool with_members = asks_for_members(f);
    struct scim_group_rows all = {0};
    int64_t n = 0;

    if (with_members)
        TRY(db_int(db, sql_members_of_all, ARGS(v_int(q->org)), &n, err));
    if (n > SCANNED_MEMBERS)
        return fail(err, LIMIT, "tooMany", "with more than %d members only displayName, externalId and id are looked up", SCANNED_MEMBERS);
    TRY(ask(db, a, sql_page, ARGS(v_int(q->org), v_int(GROUPS_MOST), v_int(0)), &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct json *v;
        TRY(as_document(db, a, &all.items[i], with_members, &v, err));
        if (!scim_filter_matches(f, v))
            continue;
        out->total++;
        if (out->total >= q->start && (int64_t)out->rows.n < q->count)
            *list_add(a, &out->rows) = all.items[i];
    }
    return OK;
}

static code filtered(struct db *db, struct arena *a, const struct scim_question *q, struct scim_groups *out, struct error *err)
{
    const struct scim_filter *f;
    str value;

    TRY(scim_filter_of(a, q, &f, err));
    if (scim_filter_is_equal(f, "displayName", &value))
        TRY(ask(db, a, sql_by_name, ARGS(v_int(q->org), v_str(utf8_fold(a, value))), &out->rows, err));
    else if (scim_filter_is_equal(f, "externalId", &value))
        TRY(ask(db, a, sql_by_external, ARGS(v_int(q->org), v_str(value)), &out->rows, err));
    else
        return scan(db, a, q, f, out, err);
    out->total = (int64_t)out->rows.n;
    return OK;
}

code scim_group_find(struct db *db, struct arena *a, const struct scim_question *q, struct scim_groups *out, struct error *err)
{
    *out = (struct scim_groups){0};
    if (q->filter.n)
        return filtered(db, a, q, out, err);
    TRY(db_int(db, sql_count, ARGS(v_int(q->org)), &out->total, err));
    return ask(db, a, sql_page, ARGS(v_int(q->org), v_int(q->count), v_int(q->start - 1)), &out->rows, err);
}

/* ---- who is in it ---- */

static const char sql_is_user[] = SQL("SELECT count(*) FROM scim_user WHERE org_id = $1 AND id = $2");
static const char sql_join[] = SQL("INSERT INTO scim_member (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
static const char sql_leave[] = SQL("DELETE FROM scim_member WHERE group_id = $1 AND user_id = $2");
static const char sql_ids[] = SQL("SELECT user_id FROM scim_member WHERE group_id = $1 ORDER BY user_id");

struct moving { struct db *db; struct arena *a; int64_t org, by, group; struct id_list in, out; };

static code join_one(struct moving *m, str value, struct error *err)
{
    int64_t id = 0, is_user = 0, is_new = 0;

    if (str_to_int(value, &id))
        TRY(db_int(m->db, sql_is_user, ARGS(v_int(m->org), v_int(id)), &is_user, err));
    if (!is_user)
        return fail(err, BAD_INPUT, "invalidValue", "there is no user with the id %.*s", (int)(value.n > 60 ? 60 : value.n), value.p);
    TRY(db_run(m->db, sql_join, ARGS(v_int(m->group), v_int(id)), &is_new, err));
    if (is_new)
        *list_add(m->a, &m->in) = id;
    return OK;
}

static code leave_one(struct moving *m, int64_t user, struct error *err)
{
    int64_t was_in = 0;

    TRY(db_run(m->db, sql_leave, ARGS(v_int(m->group), v_int(user)), &was_in, err));
    if (was_in)
        *list_add(m->a, &m->out) = user;
    return OK;
}

static code join_all(struct moving *m, const struct str_list *members, struct error *err)
{
    for (size_t i = 0; i < members->n; i++)
        TRY(join_one(m, members->items[i], err));
    return OK;
}

/* Who is not there need not go. */
static code leave_all(struct moving *m, const struct str_list *members, struct error *err)
{
    int64_t id;

    for (size_t i = 0; i < members->n; i++)
        if (str_to_int(members->items[i], &id))
            TRY(leave_one(m, id, err));
    return OK;
}

static code now_in(struct moving *m, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(m->db, sql_ids, ARGS(v_int(m->group)));

    while (rows_next(r))
        *list_add(m->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

/* From now on exactly these. */
static code settle_members(struct moving *m, const struct str_list *members, struct error *err)
{
    struct map *wanted = map_new(m->a);
    struct id_list now = {0};

    for (size_t i = 0; i < members->n; i++)
        *map_at(wanted, members->items[i]) = m;
    TRY(now_in(m, &now, err));
    for (size_t i = 0; i < now.n; i++)
        if (!*map_at(wanted, str_printf(m->a, "%lld", (long long)now.items[i])))
            TRY(leave_one(m, now.items[i], err));
    return join_all(m, members, err);
}

static code leave_fitting(struct moving *m, const struct scim_filter *f, struct error *err)
{
    struct scim_named_list all = {0};

    TRY(scim_group_members(m->db, m->a, m->group, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        struct buf b = buf_new(m->a);
        struct json_writer w = json_writer(&b);
        const struct json *v;
        put_member(m->a, &w, &all.items[i]);
        TRY(json_parse(m->a, buf_done(&b), NULL, &v, err));
        if (scim_filter_matches(f, v))
            TRY(leave_one(m, all.items[i].id, err));
    }
    return OK;
}

/* What is here follows, and the log says so once. */
static code end_moving(struct moving *m, str name, struct error *err)
{
    if (m->in.n + m->out.n == 0)
        return OK;
    TRY(scim_map_out(m->db, m->a, &(struct scim_moved){m->org, m->by, m->group, &m->out}, err));
    TRY(scim_map_in(m->db, m->a, &(struct scim_moved){m->org, m->by, m->group, &m->in}, err));
    return org_log(m->db, m->org, m->by, "directory.members", str_printf(m->a, "directory %lld", (long long)m->group),
                   str_printf(m->a, STR_FMT ": +%zu −%zu", STR_ARG(name), m->in.n, m->out.n), err);
}

/* ---- made, changed, taken away ---- */

static const char sql_taken[] = SQL("SELECT count(*) FROM scim_group WHERE org_id = $1 AND id <> $2 AND folded = $3");
static const char sql_add[] = SQL(
    "INSERT INTO scim_group (org_id, name, folded, external_id, kind, role, version, created_at, changed_at)"
    " VALUES ($1, $2, $3, $4, '', '', 1, $5, $5) RETURNING id");
static const char sql_write[] = SQL(
    "UPDATE scim_group SET name = $3, folded = $4, external_id = $5, version = version + 1, changed_at = $6 WHERE org_id = $1 AND id = $2");
static const char sql_remove[] = SQL("DELETE FROM scim_group WHERE org_id = $1 AND id = $2");

static code take_name(struct db *db, struct arena *a, const struct scim_call *c, str name, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_taken, ARGS(v_int(c->org), v_int(c->id), v_str(utf8_fold(a, name))), &n, err));
    return n == 0 ? OK : fail(err, CONFLICT, "uniqueness", "there is a group of that displayName already");
}

static code make_rows(struct db *db, struct arena *a, const struct scim_call *c, const struct scim_group *g, int64_t *id, struct error *err)
{
    struct moving m = {.db = db, .a = a, .org = c->org, .by = c->by};
    int64_t n = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(c->org)), &n, err));
    if (n >= GROUPS_MOST)
        return fail(err, LIMIT, "tooMany", "there are %d groups already", GROUPS_MOST);
    TRY(take_name(db, a, c, g->name, err));
    TRY(db_int(db, sql_add, ARGS(v_int(c->org), v_str(g->name), v_str(utf8_fold(a, g->name)), v_str(g->external_id), v_int(clock_now())), id, err));
    TRY(org_log(db, c->org, c->by, "directory.group", str_printf(a, "directory %lld", (long long)*id), g->name, err));
    TRY(scim_map_new(db, a, c->org, c->by, *id, g->name, err));
    m.group = *id;
    TRY(join_all(&m, &g->members, err));
    return end_moving(&m, g->name, err);
}

code scim_group_make(struct db *db, struct arena *a, const struct scim_call *c, int64_t *id, struct error *err)
{
    struct scim_group g;

    TRY(scim_group_read(a, c->body, &g, err));
    TRY(db_begin(db, err));
    return db_end(db, make_rows(db, a, c, &g, id, err), err);
}

static code look(struct db *db, struct arena *a, const struct scim_call *c, struct scim_group_row *row, struct error *err)
{
    TRY(scim_group_get(db, a, c->org, c->id, row, err));
    if (c->if_match && c->if_match != row->version)
        return fail(err, CONFLICT, "mutability", "the group was changed meanwhile");
    return OK;
}

static code write_row(struct db *db, struct arena *a, const struct scim_call *c, str name, str external_id, struct error *err)
{
    TRY(take_name(db, a, c, name, err));
    return db_run(db, sql_write, ARGS(v_int(c->org), v_int(c->id), v_str(name), v_str(utf8_fold(a, name)), v_str(external_id), v_int(clock_now())),
                  NULL, err);
}

/* Without members it has none from now on (RFC 7644 §3.5.1). */
static code replace_rows(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    struct moving m = {.db = db, .a = a, .org = c->org, .by = c->by, .group = c->id};
    struct scim_group_row row;
    struct scim_group g;

    TRY(scim_group_read(a, c->body, &g, err));
    TRY(look(db, a, c, &row, err));
    TRY(write_row(db, a, c, g.name, g.external_id, err));
    TRY(settle_members(&m, &g.members, err));
    return end_moving(&m, g.name, err);
}

static code do_step(struct moving *m, const struct scim_step *s, struct scim_group_row *row, struct error *err)
{
    switch (s->kind) {
    case STEP_RENAME: row->name = s->text; return OK;
    case STEP_NUMBER: row->external_id = s->text; return OK;
    case STEP_ADD: return join_all(m, &s->members, err);
    case STEP_REMOVE: return leave_all(m, &s->members, err);
    case STEP_FITTING: return leave_fitting(m, s->filter, err);
    default: return settle_members(m, &s->members, err);
    }
}

static code change_rows(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    struct moving m = {.db = db, .a = a, .org = c->org, .by = c->by, .group = c->id};
    struct scim_step_list steps = {0};
    struct scim_group_row row;

    TRY(scim_group_patch(a, c->body, &steps, err));
    TRY(look(db, a, c, &row, err));
    for (size_t i = 0; i < steps.n; i++)
        TRY(do_step(&m, &steps.items[i], &row, err));
    TRY(write_row(db, a, c, row.name, row.external_id, err));
    return end_moving(&m, row.name, err);
}

code scim_group_replace(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, replace_rows(db, a, c, err), err);
}

code scim_group_change(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, change_rows(db, a, c, err), err);
}

/* Everybody comes out of it first; what it was here stays, empty of them. */
static code remove_rows(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    struct moving m = {.db = db, .a = a, .org = c->org, .by = c->by, .group = c->id};
    struct scim_group_row row;

    TRY(look(db, a, c, &row, err));
    TRY(settle_members(&m, &(struct str_list){0}, err));
    TRY(end_moving(&m, row.name, err));
    TRY(db_run(db, sql_remove, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    return org_log(db, c->org, c->by, "directory.group-removed", S("directory"), row.name, err);
}

code scim_group_remove(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, c, err), err);
}
