/* api/api_places.c — departments, teams and sites: three kinds of the same. */
#include "app/api/api_private.h"

#include "app/people/directory.h"

static const struct api_field department_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the department.", "3"},
    {"name", API_TEXT, NEEDED | ALWAYS, "Its name.", "\"Warehouse\"", .max = 120},
    {"parent", API_INT, EMPTIES, "Number of the department that it is in.", NULL},
    {"path", API_TEXT, GIVEN | ALWAYS, "All names from the top.", "\"Operations / Warehouse\""},
    {"people", API_INT, GIVEN | ALWAYS, "How many are there themselves, not below.", "12"},
};
static const struct api_shape department_shape = API_SHAPE("Department", "Where people work: departments are in departments.", department_fields);
static const struct api_field place_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Its number.", "3"},
    {"name", API_TEXT, NEEDED | ALWAYS, "Its name.", "\"Night shift\"", .max = 120},
    {"people", API_INT, GIVEN | ALWAYS, "How many are there.", "12"},
};
static const struct api_shape team_shape = API_SHAPE("Team", "People who work together; one may be in several.", place_fields);
static const struct api_shape site_shape = API_SHAPE("Site", "Where people are.", place_fields);

/* ---- telling ---- */

static void put_place(struct api *c, enum place_kind kind, const struct workplace_list *all, const struct workplace *w)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", w->id);
    json_put_member(&c->w, "name", w->name);
    if (w->parent)
        json_put_member_int(&c->w, "parent", w->parent);
    if (kind == DEPARTMENT)
        json_put_member(&c->w, "path", place_in_words(c->a, all, w->id));
    json_put_member_int(&c->w, "people", w->people);
    json_close_object(&c->w);
}

/* As the page has them: by name, a department above those in it. */
static code list_places(struct api *c, enum place_kind kind, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_list(c->db, c->a, c->org, kind, &all, err));
    size_t from = c->after < (int64_t)all.n ? (size_t)c->after : all.n, to = from + (size_t)c->limit;
    c->has_more = to < all.n;
    api_open_page(c);
    for (size_t i = from; i < to && i < all.n; i++)
        put_place(c, kind, &all, &all.items[i]);
    c->last = (int64_t)to;                       /* by name, so that the page goes on behind so many */
    api_close_page(c);
    return OK;
}

static code show_place(struct api *c, enum place_kind kind, int64_t id, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_list(c->db, c->a, c->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == id) {
            put_place(c, kind, &all, &all.items[i]);
            return OK;
        }
    return fail(err, NOT_FOUND, place_words[kind].one, "there is no such %s", place_words[kind].one);
}

/* ---- changing ---- */

static code check_parent(struct api *c, const struct place_change *p, struct error *err)
{
    struct workplace w;

    if (!p->parent)
        return OK;
    return place_get(c->db, c->a, c->org, DEPARTMENT, p->parent, &w, NULL) == OK ? OK : fail(err, BAD_INPUT, "parent", "there is no such department");
}

static code make_place(struct api *c, enum place_kind kind, struct error *err)
{
    struct place_change p = {.org = c->org, .by = c->account, .kind = kind, .name = api_text(c->body, "name", S("")), .parent = api_number(c->body, "parent", 0)};
    int64_t id = 0;

    TRY(check_parent(c, &p, err));
    TRY(place_add(c->db, c->a, &p, &id, err));
    api_made(c, place_words[kind].many, id);
    return show_place(c, kind, id, err);
}

static code change_place(struct api *c, enum place_kind kind, struct error *err)
{
    struct place_change p = {.org = c->org, .by = c->account, .kind = kind, .id = api_id(c)};
    struct workplace w;

    TRY(place_get(c->db, c->a, c->org, kind, p.id, &w, err));
    p.name = api_text(c->body, "name", w.name);
    p.parent = api_number(c->body, "parent", w.parent);
    TRY(check_parent(c, &p, err));
    TRY(place_save(c->db, c->a, &p, err));
    return show_place(c, kind, p.id, err);
}

static code remove_place(struct api *c, enum place_kind kind, struct error *err)
{
    struct workplace w;

    TRY(place_get(c->db, c->a, c->org, kind, api_id(c), &w, err));
    return place_remove(c->db, c->a, &(struct place_change){.org = c->org, .by = c->account, .kind = kind, .id = w.id, .name = w.name}, err);
}

/* ---- the table ---- */

#define TAG .tag = "Places"
#define PLACE_CALLS(one, One, many, Many, KIND, shape)                                                                                     \
    static code list_##many(struct api *c, struct error *err) { return list_places(c, KIND, err); }                                       \
    static code make_##one(struct api *c, struct error *err) { return make_place(c, KIND, err); }                                         \
    static code show_##one(struct api *c, struct error *err) { return show_place(c, KIND, api_id(c), err); }                              \
    static code change_##one(struct api *c, struct error *err) { return change_place(c, KIND, err); }                                     \
    static code remove_##one(struct api *c, struct error *err) { return remove_place(c, KIND, err); }                                     \
    static const struct api_about list_##many##_about = {                                                                                  \
        .id = "list" Many, TAG, .title = Many, .says = "By name.", .answer = shape, .is_list = true, .run = list_##many};                  \
    static const struct api_about make_##one##_about = {                                                                                   \
        .id = "create" One, TAG, .title = "Make a " #one, .says = "One of that name at the same place is refused: 409.", .body = shape,    \
        .takes = MAKES, .answer = shape, .status = 201, .run = make_##one};                                                                \
    static const struct api_about show_##one##_about = {                                                                                   \
        .id = "get" One, TAG, .title = "One " #one, .says = "And how many people are there.", .answer = shape, .run = show_##one};         \
    static const struct api_about change_##one##_about = {                                                                                 \
        .id = "change" One, TAG, .title = "Change a " #one, .says = "What is not named stays.", .body = shape, .takes = CHANGES,           \
        .answer = shape, .run = change_##one};                                                                                             \
    static const struct api_about remove_##one##_about = {                                                                                 \
        .id = "remove" One, TAG, .title = "Delete a " #one, .says = "Only an empty one: 409.", .status = 204, .run = remove_##one}
PLACE_CALLS(department, "Department", departments, "Departments", DEPARTMENT, &department_shape);
PLACE_CALLS(team, "Team", teams, "Teams", TEAM, &team_shape);
PLACE_CALLS(site, "Site", sites, "Sites", SITE, &site_shape);

#define PLACE_ROWS(one, many)                                                                                                              \
    API_ROW(GET, "/" #many, "people:read", &list_##many##_about), API_ROW(POST, "/" #many, "people:write", &make_##one##_about),           \
        API_ROW(GET, "/" #many "/{id}", "people:read", &show_##one##_about),                                                               \
        API_ROW(PATCH, "/" #many "/{id}", "people:write", &change_##one##_about),                                                          \
        API_ROW(DELETE, "/" #many "/{id}", "people:write", &remove_##one##_about)
const struct route api_place_routes[] = {PLACE_ROWS(department, departments), PLACE_ROWS(team, teams), PLACE_ROWS(site, sites), {0}};
