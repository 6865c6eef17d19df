/* api/api_people.c — the directory: people found, added, changed, removed; groups. */
#include "app/api/api_private.h"

#include "app/people/group.h"
#include "app/people/people.h"

#define KINDS "permanent|fixed-term|part-time|apprentice|temporary|contractor|volunteer"

static const struct api_field person_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"name", API_TEXT, ALWAYS, "First and last name.", "\"Ann Lee\"", .max = 200},
    {"email", API_EMAIL, NEEDED, "Who they are in awards: it is given once, and does not change here.", "\"ann.lee@example.org\""},
    {"title", API_TEXT, ALWAYS, "Job title.", "\"Shift leader\"", .max = 120},
    {"staffNumber", API_TEXT, ALWAYS, "As your other systems know them.", "\"4711\"", .max = 60},
    {"employment", API_CHOICE, EMPTIES | ALWAYS, "Kind of employment.", "\"permanent\"", .choices = KINDS "|"},
    {"department", API_INT, EMPTIES, "Number of the department.", NULL},
    {"departmentName", API_TEXT, GIVEN, "Name of it.", NULL},
    {"site", API_INT, EMPTIES, "Number of the site.", NULL},
    {"siteName", API_TEXT, GIVEN, "Name of it.", NULL},
    {"manager", API_INT, EMPTIES, "Number of the person who leads them.", NULL},
    {"startDate", API_DATE, EMPTIES, "Their first day.", "\"2026-01-07\""},
    {"leaveDate", API_DATE, EMPTIES, "The first day on which they do not work here any more.", NULL},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Are they here?", "\"here\"", .choices = "here|coming|left|removed"},
    {"awards", API_INT, GIVEN | ALWAYS, "How many they were awarded.", "4"},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "In the directory since.", NULL},
};
static const struct api_shape person_shape = API_SHAPE("Person", "Somebody in the directory.", person_fields);

/* ---- telling ---- */

static str state_of(const struct person *p)
{
    msec now = clock_now();

    if (p->removed)
        return S("removed");
    if (p->leaves && p->leaves <= now)
        return S("left");
    return p->starts > now ? S("coming") : S("here");
}

static void put_place(struct api *c, const char *number, const char *name, int64_t id, str words)
{
    if (!id)
        return;
    json_put_member_int(&c->w, number, id);
    if (name)
        json_put_member(&c->w, name, words);
}

static str or_empty(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static void put_person(struct api *c, const struct person *p)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", p->id);
    json_put_member(&c->w, "name", or_empty(p->name));
    if (person_has_address(p->email))
        json_put_member(&c->w, "email", p->email);
    json_put_member(&c->w, "title", or_empty(p->title));
    json_put_member(&c->w, "staffNumber", or_empty(p->staff_number));
    json_put_member(&c->w, "employment", or_empty(p->employment));
    put_place(c, "department", "departmentName", p->department_id, p->department);
    put_place(c, "site", "siteName", p->site_id, p->site);
    put_place(c, "manager", NULL, p->manager_id, S(""));
    api_put_date(&c->w, "startDate", p->starts);
    api_put_date(&c->w, "leaveDate", p->leaves);
    json_put_member(&c->w, "state", state_of(p));
    json_put_member_int(&c->w, "awards", p->award_count);
    api_put_time(&c->w, "createdAt", p->created);
    json_close_object(&c->w);
}

code api_tell_person(struct api *c, int64_t id, struct error *err)
{
    struct person p;

    TRY(person_get(c->db, c->a, c->org, id, &p, err));
    put_person(c, &p);
    return OK;
}

static code show_person(struct api *c, struct error *err)
{
    return api_tell_person(c, api_id(c), err);
}

/* The same filters as the page of the directory, by the same declaration. */
static code list_people(struct api *c, struct error *err)
{
    ptrdiff_t mark = str_find_byte(c->rq->target, '?');
    str query = mark < 0 ? S("") : str_from(c->rq->target, (size_t)mark + 1);
    struct id_list found = {0};

    TRY(people_ids(c->db, c->a, &(struct people_part){c->org, query, c->after, c->limit + 1}, &found, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        TRY(api_tell_person(c, found.items[i], err));
        c->last = found.items[i];
    }
    api_close_page(c);
    return OK;
}

/* ---- changing ---- */

static void read_person(struct api *c, struct person_details *d)
{
    d->name = api_text(c->body, "name", d->name);
    d->title = api_text(c->body, "title", d->title);
    d->staff_number = api_text(c->body, "staffNumber", d->staff_number);
    d->employment = api_text(c->body, "employment", d->employment);
    d->department = api_number(c->body, "department", d->department);
    d->site = api_number(c->body, "site", d->site);
    d->manager = api_number(c->body, "manager", d->manager);
    d->starts = api_moment(c->body, "startDate", d->starts);
    d->leaves = api_moment(c->body, "leaveDate", d->leaves);
}

/* Numbers of places and people are of this organisation, or nothing. */
static code check_places(struct api *c, const struct person_details *d, struct error *err)
{
    struct workplace w;
    struct person m;

    if (d->department && place_get(c->db, c->a, c->org, DEPARTMENT, d->department, &w, NULL) != OK)
        return fail(err, BAD_INPUT, "department", "there is no such department");
    if (d->site && place_get(c->db, c->a, c->org, SITE, d->site, &w, NULL) != OK)
        return fail(err, BAD_INPUT, "site", "there is no such site");
    if (d->manager && (d->manager == d->id || person_get(c->db, c->a, c->org, d->manager, &m, NULL) != OK))
        return fail(err, BAD_INPUT, "manager", "there is no such person to lead them");
    return OK;
}

static code with_our_words(code r, struct error *err)
{
    struct error was = *err;

    return r != OK && str_eq(cstr(was.where), S("staff_number")) ? fail(err, r, "staffNumber", "%s", was.text) : r;
}

static code make_person(struct api *c, struct error *err)
{
    struct person_details d = {.org = c->org, .by = c->account, .email = api_text(c->body, "email", S("")), .name = S(""), .title = S(""),
                               .staff_number = S(""), .employment = S("")};
    int64_t id = 0;

    read_person(c, &d);
    TRY(check_places(c, &d, err));
    TRY(with_our_words(person_add_within(c->db, c->a, &d, &id, err), err));
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/people/%lld", (long long)id)));
    return api_tell_person(c, id, err);
}

static code change_person(struct api *c, struct error *err)
{
    struct person p;

    TRY(person_get(c->db, c->a, c->org, api_id(c), &p, err));
    if (api_has(c->body, "email") && !str_eq(api_text(c->body, "email", S("")), p.email))
        return fail(err, BAD_INPUT, "email", "an address is changed on the person's page, where the old one is kept too");
    struct person_details d = {
        .org = c->org, .id = p.id, .by = c->account, .name = p.name, .title = or_empty(p.title), .staff_number = or_empty(p.staff_number),
        .employment = or_empty(p.employment), .department = p.department_id, .site = p.site_id, .manager = p.manager_id,
        .starts = p.starts, .leaves = p.leaves};
    read_person(c, &d);
    TRY(check_places(c, &d, err));
    TRY(with_our_words(person_save_within(c->db, c->a, &d, err), err));
    return api_tell_person(c, p.id, err);
}

static code remove_person(struct api *c, struct error *err)
{
    return person_remove(c->db, c->a, &(struct person_change){c->org, api_id(c), c->account}, err);
}

static code restore_person(struct api *c, struct error *err)
{
    TRY(person_restore(c->db, c->a, &(struct person_change){c->org, api_id(c), c->account}, err));
    return api_tell_person(c, api_id(c), err);
}

static const struct api_field person_filters[] = {
    {"q", API_TEXT, 0, "Part of the name, address or staff number.", NULL, .max = 100},
    {"state", API_CHOICE, 0, "Only those; who works here, when nothing is said.", NULL, .choices = "here|coming|leaving|left|removed|all"},
    {"department", API_INT, 0, "Of this department, or of one in it.", NULL},
    {"team", API_INT, 0, "Of this team.", NULL},
    {"site", API_INT, 0, "Of this site.", NULL},
    {"employment", API_CHOICE, 0, "Employed so.", NULL, .choices = KINDS "|none"},
    {"holds", API_INT, 0, "Who holds this badge now.", NULL},
    {"lacks", API_INT, 0, "Who does not hold this badge now.", NULL},
    {"group", API_INT, 0, "Who is in this group.", NULL},
    {"manager", API_INT, 0, "Who is led by this person.", NULL},
};
static const struct api_shape person_query = API_SHAPE("PersonFilter", "", person_filters);

#define TAG .tag = "People"
static const struct api_about list_about = {
    .id = "listPeople", TAG, .title = "People", .says = "In the order in which they came.", .query = &person_query, .answer = &person_shape, .is_list = true, .run = list_people};
static const struct api_about make_about = {
    .id = "createPerson", TAG, .title = "Add a person", .says = "Who is awarded something comes into the directory anyway.",
    .body = &person_shape, .takes = MAKES, .answer = &person_shape, .status = 201, .run = make_person};
static const struct api_about show_about = {.id = "getPerson", TAG, .title = "One person", .says = "As they are in the directory.", .answer = &person_shape, .run = show_person};
static const struct api_about change_about = {
    .id = "changePerson", TAG, .title = "Change a person", .says = "What is not named stays.", .body = &person_shape, .takes = CHANGES, .answer = &person_shape, .run = change_person};
static const struct api_about remove_about = {
    .id = "removePerson", TAG, .title = "Remove a person", .says = "From the directory. Awards stay, and stay valid.", .status = 204, .run = remove_person};
static const struct api_about restore_about = {.id = "restorePerson", TAG, .title = "Bring a person back", .says = "Into the directory.", .answer = &person_shape, .run = restore_person};

/* ---- groups ---- */

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
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/groups/%lld", (long long)id)));
    return show_group_of(c, id, err);
}

static code remove_group(struct api *c, struct error *err)
{
    return group_remove(c->db, c->a, &(struct group_change){.org = c->org, .id = api_id(c), .by = c->account}, err);
}

static const struct api_about groups_about = {
    .id = "listGroups", TAG, .title = "Groups", .says = "By name.", .answer = &group_shape, .is_list = true, .run = list_groups};
static const struct api_about group_make_about = {
    .id = "createGroup", TAG, .title = "Make a group", .says = "By a filter, or empty to be filled by hand.",
    .body = &group_shape, .takes = MAKES, .answer = &group_shape, .status = 201, .run = make_group};
static const struct api_about group_about = {.id = "getGroup", TAG, .title = "One group", .says = "And how many are in it.", .answer = &group_shape, .run = show_group};
static const struct api_about group_remove_about = {
    .id = "removeGroup", TAG, .title = "Delete a group", .says = "The people stay.", .status = 204, .run = remove_group};

const struct route api_people_routes[] = {
    API_ROW(GET, "/people", "people:read", &list_about),
    API_ROW(POST, "/people", "people:write", &make_about),
    API_ROW(GET, "/people/{id}", "people:read", &show_about),
    API_ROW(PATCH, "/people/{id}", "people:write", &change_about),
    API_ROW(DELETE, "/people/{id}", "people:write", &remove_about),
    API_ROW(POST, "/people/{id}/restore", "people:write", &restore_about),
    API_ROW(GET, "/groups", "people:read", &groups_about),
    API_ROW(POST, "/groups", "people:write", &group_make_about),
    API_ROW(GET, "/groups/{id}", "people:read", &group_about),
    API_ROW(DELETE, "/groups/{id}", "people:write", &group_remove_about),
    {0},
};
