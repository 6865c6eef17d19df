/* api/api_groups.c — people put together under a name, by a filter or by hand. */
#include "app/api/api_private.h"

#include "app/people/group.h"

static const struct api_field group_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the group.", "2"},
    {"name", API_TEXT, NEEDED | ALWAYS, "Its name.", "\"Night shift\"", .max = 120},
    {"filter", API_TEXT, 0, "Whoever fits it on the day is in it: the query of a search for people. Without one the group is filled by hand.", "\"department=3\"", .max = 1000},
    {"people", API_INT, GIVEN | ALWAYS, "How many are in it now.", "12"},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was made.", NULL},
};
static const struct api_shape group_shape = API_SHAPE("Group", "People put together under a name. Who is in it: GET /api/v1/people?group=.", group_fields);

static code put_group(struct api *c, const struct person_group *g, struct error *err)
{
    int64_t n = 0;

    TRY(people_count(c->db, c->a, c->org, group_query(c->a, g), &n, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", g->id);
    json_put_member(&c->w, "name", g->name);
    if (g->by_filter)
        json_put_member(&c->w, "filter", g->query);
    json_put_member_int(&c->w, "people", n);
    api_put_time(&c->w, "createdAt", g->created);
    json_close_object(&c->w);
    return OK;
}

static code list_groups(struct api *c, struct error *err)
{
    struct group_list all = {0}, found = {0};

    TRY(group_list(c->db, c->a, c->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (found.n <= (size_t)c->limit && (int64_t)i >= c->after)
            *list_add(c->a, &found) = all.items[i];
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++)
        TRY(put_group(c, &found.items[i], err));
    c->last = c->after + (int64_t)found.n;       /* by name, so that the page goes on behind so many */
    api_close_page(c);
    return OK;
}

static code show_group_of(struct api *c, int64_t id, struct error *err)
{
    struct person_group g;

    TRY(group_get(c->db, c->a, c->org, id, &g, err));
    return put_group(c, &g, err);
}

static code show_group(struct api *c, struct error *err)
{
    return show_group_of(c, api_id(c), err);
}

/* In one spelling, and only what the directory knows. */
static code clean_filter(struct api *c, str *query, struct error *err)
{
    str asked = api_text(c->body, "filter", S(""));
    struct list l;

    *query = (str){0};
    if (str_is_empty(asked))
        return OK;
    TRY(list_of_query(&(struct list_query_of){c->db, c->a, &people_list_def, c->org, c->account, 0, asked}, &l, err));
    *query = list_query(&l);
    return str_is_empty(*query) ? fail(err, BAD_INPUT, "filter", "the directory knows no such filter") : OK;
}

static code make_group(struct api *c, struct error *err)
{
    struct group_change g = {.org = c->org, .by = c->account, .name = api_text(c->body, "name", S(""))};
    int64_t id = 0;

    TRY(clean_filter(c, &g.query, err));
    TRY(group_add(c->db, c->a, &g, &id, err));
    api_made(c, "groups", id);
    return show_group_of(c, id, err);
}

static code remove_group(struct api *c, struct error *err)
{
    return group_remove(c->db, c->a, &(struct group_change){.org = c->org, .id = api_id(c), .by = c->account}, err);
}

static code change_group(struct api *c, struct error *err)
{
    struct group_change g = {.org = c->org, .id = api_id(c), .by = c->account};
    struct person_group was;

    TRY(group_get(c->db, c->a, c->org, g.id, &was, err));
    g.name = api_text(c->body, "name", was.name);
    if (api_has(c->body, "filter") && !was.by_filter)
        return fail(err, BAD_INPUT, "filter", "this group is filled by hand");
    TRY(clean_filter(c, &g.query, err));
    TRY(group_rename(c->db, c->a, &g, err));
    return show_group_of(c, g.id, err);
}

/* ---- filled by hand ---- */

static const struct api_field member_fields[] = {
    {"add", API_NUMBERS, 0, "Numbers of people who come in.", "[5, 8]", .max = 1000},
    {"remove", API_NUMBERS, 0, "Numbers of people who go out.", "[13]", .max = 1000},
};
static const struct api_shape member_shape = API_SHAPE("GroupMembers", "Who comes into a group, and who goes out.", member_fields);

static const char sql_member_in[] = SQL("INSERT INTO group_member (group_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
static const char sql_member_out[] = SQL("DELETE FROM group_member WHERE group_id = $1 AND person_id = $2");

static code move_members(struct api *c, const char *name, const char *sql, struct error *err)
{
    struct id_list people = {0};
    struct person p;

    api_numbers(c->a, c->body, name, &people);
    for (size_t i = 0; i < people.n; i++) {
        if (person_get(c->db, c->a, c->org, people.items[i], &p, NULL) != OK)
            return fail(err, BAD_INPUT, name, "there is no person %lld", (long long)people.items[i]);
        TRY(db_run(c->db, sql, ARGS(v_int(api_id(c)), v_int(p.id)), NULL, err));
    }
    return OK;
}

static code change_members(struct api *c, struct error *err)
{
    struct person_group g;

    TRY(group_get(c->db, c->a, c->org, api_id(c), &g, err));
    if (g.by_filter)
        return fail(err, CONFLICT, "group", "this group is made by a filter: nobody can be put into it");
    TRY(move_members(c, "add", sql_member_in, err));
    TRY(move_members(c, "remove", sql_member_out, err));
    TRY(api_log(c, "group.change", str_printf(c->a, "group %lld", (long long)g.id), g.name, err));
    return show_group_of(c, g.id, err);
}

#define TAG .tag = "People"
static const struct api_about groups_about = {
    .id = "listGroups", TAG, .title = "Groups", .says = "By name.", .answer = &group_shape, .is_list = true, .run = list_groups};
static const struct api_about group_make_about = {
    .id = "createGroup", TAG, .title = "Make a group", .says = "By a filter, or empty to be filled by hand.",
    .body = &group_shape, .takes = MAKES, .answer = &group_shape, .status = 201, .run = make_group};
static const struct api_about group_about = {.id = "getGroup", TAG, .title = "One group", .says = "And how many are in it.", .answer = &group_shape, .run = show_group};
static const struct api_about group_remove_about = {
    .id = "removeGroup", TAG, .title = "Delete a group", .says = "The people stay.", .status = 204, .run = remove_group};
static const struct api_about group_change_about = {
    .id = "changeGroup", TAG, .title = "Change a group", .says = "Its name, or the filter of one that has a filter.",
    .body = &group_shape, .takes = CHANGES, .answer = &group_shape, .run = change_group};
static const struct api_about members_about = {
    .id = "changeGroupMembers", TAG, .title = "Fill a group by hand", .says = "Who is in it already, or not, is passed over.",
    .body = &member_shape, .takes = SAYS, .answer = &group_shape, .run = change_members};

const struct route api_group_routes[] = {
    API_ROW(GET, "/groups", "people:read", &groups_about),
    API_ROW(POST, "/groups", "people:write", &group_make_about),
    API_ROW(GET, "/groups/{id}", "people:read", &group_about),
    API_ROW(PATCH, "/groups/{id}", "people:write", &group_change_about),
    API_ROW(DELETE, "/groups/{id}", "people:write", &group_remove_about),
    API_ROW(POST, "/groups/{id}/members", "people:write", &members_about),
    {0},
};
