/* api/api_views.c — saved views of the lists of the administration: whose list may be
 * seen on its page, of that the views may be seen and made here. */
#include "app/api/api_private.h"

#include "app/list/saved.h"

static const struct api_field view_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the view.", "4"},
    {"list", API_TEXT, NEEDED | ALWAYS, "Name of the list: people, awards, badges, applications, mail and so on. It stays as it is.", "\"people\"", .max = 40},
    {"name", API_TEXT, NEEDED | ALWAYS, "What it is called.", "\"Assembly, without leavers\"", .max = SAVED_NAME_MOST},
    {"query", API_TEXT, ALWAYS, "Search, filters and order, as in the address of the list. What the list does not know is left out.", "\"department=3&sort=-since\"", .max = 1000},
    {"shared", API_BOOL, ALWAYS, "Everybody who sees the list has it. It stays as it is.", "true"},
    {"own", API_BOOL, GIVEN | ALWAYS, "It was saved by who made the token; others’ can be changed by who may manage the organisation.", "true"},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was saved.", NULL},
};
static const struct api_shape view_shape = API_SHAPE("SavedView", "A list as somebody wants to see it again.", view_fields);
static const struct api_field asked_fields[] = {
    {"list", API_TEXT, 0, "Only views of this list.", "\"people\"", .max = 40},
};
static const struct api_shape asked_shape = API_SHAPE("SavedViewFilter", "", asked_fields);

/* Lists of the server and of one's own belong to no organisation. */
static bool sees(struct api *c, const struct list_def *def)
{
    const struct access *may;

    return def && def->right != SIGNED_IN && access_of(c->rq, c->org, &may, NULL) == OK && access_may_some(may, def->right);
}

static struct saved_ask asked_by(const struct api *c, str list)
{
    return (struct saved_ask){c->org, c->account, list};
}

static struct saved_act act_of(struct api *c)
{
    return (struct saved_act){c->org, c->account, api_id(c), !api_is_narrow(c, MANAGE_ORG)};
}

static void put_view(struct api *c, const struct saved_view *v)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", v->id);
    json_put_member(&c->w, "list", v->list);
    json_put_member(&c->w, "name", v->name);
    json_put_member(&c->w, "query", v->query);
    json_put_member_bool(&c->w, "shared", v->shared);
    json_put_member_bool(&c->w, "own", v->account == c->account);
    api_put_time(&c->w, "createdAt", v->created);
    json_close_object(&c->w);
}

static code get_view(struct api *c, int64_t id, struct saved_view *out, struct error *err)
{
    struct saved_ask who = asked_by(c, S(""));

    TRY(saved_get(c->db, c->a, &who, id, out, err));
    return sees(c, list_named(out->list)) ? OK : fail(err, NOT_FOUND, "view", "there is no such view");
}

static code show(struct api *c, int64_t id, struct error *err)
{
    struct saved_view v;

    TRY(get_view(c, id, &v, err));
    put_view(c, &v);
    return OK;
}

static code show_view(struct api *c, struct error *err)
{
    return show(c, api_id(c), err);
}

/* There are few, by name: the page goes on behind so many. */
static code list_views(struct api *c, struct error *err)
{
    struct saved_view_list all = {0}, seen = {0}, found = {0};
    struct saved_ask q = asked_by(c, api_query(c, "list"));

    TRY(saved_find(c->db, c->a, &q, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (sees(c, list_named(all.items[i].list)))
            *list_add(c->a, &seen) = all.items[i];
    for (size_t i = c->after > 0 ? (size_t)c->after : 0; i < seen.n && found.n <= (size_t)c->limit; i++)
        *list_add(c->a, &found) = seen.items[i];
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++)
        put_view(c, &found.items[i]);
    c->last = c->after + (int64_t)found.n;
    api_close_page(c);
    return OK;
}

/* In one spelling, and only what the list knows. */
static code clean_query(struct api *c, const struct list_def *def, str asked, str *out, struct error *err)
{
    struct list l;

    TRY(list_of_query(&(struct list_query_of){c->db, c->a, def, c->org, c->account, 0, asked}, &l, err));
    *out = list_query(&l);
    return OK;
}

static code make_view(struct api *c, struct error *err)
{
    struct saved_view v = {.org = c->org, .account = c->account, .list = api_text(c->body, "list", S("")),
                           .name = str_trim(api_text(c->body, "name", S(""))), .shared = api_truth(c->body, "shared", false)};
    const struct list_def *def = list_named(v.list);

    if (!sees(c, def))
        return fail(err, BAD_INPUT, "list", "there is no list of that name, or it is closed to this token");
    TRY(clean_query(c, def, api_text(c->body, "query", S("")), &v.query, err));
    TRY(saved_add(c->db, &v, &v.id, err));
    api_made(c, "views", v.id);
    return show(c, v.id, err);
}

static code change_view(struct api *c, struct error *err)
{
    struct saved_act act = act_of(c);
    struct saved_view was;
    str query;

    TRY(get_view(c, act.id, &was, err));
    if (!str_eq(api_text(c->body, "list", was.list), was.list))
        return fail(err, BAD_INPUT, "list", "a view stays one of its list");
    if (api_truth(c->body, "shared", was.shared) != was.shared)
        return fail(err, BAD_INPUT, "shared", "that was decided when it was saved: save another one");
    TRY(clean_query(c, list_named(was.list), api_text(c->body, "query", was.query), &query, err));
    TRY(saved_change(c->db, &act, str_trim(api_text(c->body, "name", was.name)), query, err));
    return show(c, act.id, err);
}

static code remove_view(struct api *c, struct error *err)
{
    struct saved_act act = act_of(c);
    struct saved_view was;

    TRY(get_view(c, act.id, &was, err));
    return saved_drop(c->db, &act, err);
}

#define TAG .tag = "Saved views"
static const struct api_about list_about = {
    .id = "listViews", TAG, .title = "Saved views", .says = "The token’s maker’s own, then those that are shared, by name.",
    .query = &asked_shape, .answer = &view_shape, .is_list = true, .run = list_views};
static const struct api_about make_about = {
    .id = "createView", TAG, .title = "Save a view", .says = "It stands in the menu Views of that list.",
    .body = &view_shape, .takes = MAKES, .answer = &view_shape, .status = 201, .run = make_view};
static const struct api_about show_about = {
    .id = "getView", TAG, .title = "One view", .says = "Its query stands behind the “?” in the address of the list’s page.",
    .answer = &view_shape, .run = show_view};
static const struct api_about change_about = {
    .id = "changeView", TAG, .title = "Rename a view", .says = "Or give it another query.",
    .body = &view_shape, .takes = CHANGES, .answer = &view_shape, .run = change_view};
static const struct api_about remove_about = {.id = "removeView", TAG, .title = "Delete a view", .says = "The list stays.", .status = 204, .run = remove_view};

const struct route api_view_routes[] = {
    API_PART(GET, "/views", "views", IN_LISTS, &list_about),
    API_PART(POST, "/views", "views", IN_LISTS, &make_about),
    API_PART(GET, "/views/{id}", "views", IN_LISTS, &show_about),
    API_PART(PATCH, "/views/{id}", "views", IN_LISTS, &change_about),
    API_PART(DELETE, "/views/{id}", "views", IN_LISTS, &remove_about),
    {0},
};
