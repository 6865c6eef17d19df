/* api/api_people.c — the directory: people found, added, changed, removed. */
#include "app/api/api_private.h"

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
    {"teams", API_NUMBERS, ALWAYS, "Numbers of the teams they are in; a change names all of them.", "[3]", .max = 100},
    {"startDate", API_DATE, EMPTIES, "Their first day.", "\"2026-01-07\""},
    {"leaveDate", API_DATE, EMPTIES, "The first day on which they do not work here any more.", NULL},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Are they here?", "\"here\"", .choices = "here|coming|left|removed"},
    {"awards", API_INT, GIVEN | ALWAYS, "How many they were awarded.", "4"},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "In the directory since.", NULL},
};
const struct api_shape api_person_shape = API_SHAPE("Person", "Somebody in the directory.", person_fields);

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

static code put_teams(struct api *c, int64_t person, struct error *err)
{
    struct workplace_list teams = {0};

    TRY(person_teams(c->db, c->a, person, &teams, err));
    json_put_key(&c->w, "teams");
    json_open_array(&c->w);
    for (size_t i = 0; i < teams.n; i++)
        json_put_int(&c->w, teams.items[i].id);
    json_close_array(&c->w);
    return OK;
}

static code put_person(struct api *c, const struct person *p, struct error *err)
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
    TRY(put_teams(c, p->id, err));
    api_put_date(&c->w, "startDate", p->starts);
    api_put_date(&c->w, "leaveDate", p->leaves);
    json_put_member(&c->w, "state", state_of(p));
    json_put_member_int(&c->w, "awards", p->award_count);
    api_put_time(&c->w, "createdAt", p->created);
    json_close_object(&c->w);
    return OK;
}

code api_tell_person(struct api *c, int64_t id, struct error *err)
{
    struct person p;

    TRY(person_get(c->db, c->a, c->org, id, &p, err));
    return put_person(c, &p, err);
}

static code show_person(struct api *c, struct error *err)
{
    return api_tell_person(c, api_id(c), err);
}

/* The same filters as the page of the directory, by the same declaration. */
static code list_people(struct api *c, struct error *err)
{
    return api_list(c, &people_list_def, api_tell_person, err);
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

static code set_teams(struct api *c, int64_t id, struct error *err)
{
    struct id_list teams = {0};
    struct workplace w;

    if (!api_has(c->body, "teams"))
        return OK;
    api_numbers(c->a, c->body, "teams", &teams);
    for (size_t i = 0; i < teams.n; i++)
        if (place_get(c->db, c->a, c->org, TEAM, teams.items[i], &w, NULL) != OK)
            return fail(err, BAD_INPUT, "teams", "there is no team %lld", (long long)teams.items[i]);
    return person_set_teams(c->db, &(struct person_change){c->org, id, c->account}, &teams, err);
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
    TRY(set_teams(c, id, err));
    api_made(c, "people", id);
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
    TRY(set_teams(c, p.id, err));
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
    .id = "listPeople", TAG, .title = "People", .says = "In the order in which they came.", .query = &person_query, .answer = &api_person_shape, .is_list = true, .run = list_people};
static const struct api_about make_about = {
    .id = "createPerson", TAG, .title = "Add a person", .says = "Who is awarded something comes into the directory anyway.",
    .body = &api_person_shape, .takes = MAKES, .answer = &api_person_shape, .status = 201, .run = make_person};
static const struct api_about show_about = {.id = "getPerson", TAG, .title = "One person", .says = "As they are in the directory.", .answer = &api_person_shape, .run = show_person};
static const struct api_about change_about = {
    .id = "changePerson", TAG, .title = "Change a person", .says = "What is not named stays.", .body = &api_person_shape, .takes = CHANGES, .answer = &api_person_shape, .run = change_person};
static const struct api_about remove_about = {
    .id = "removePerson", TAG, .title = "Remove a person", .says = "From the directory. Awards stay, and stay valid.", .status = 204, .run = remove_person};
static const struct api_about restore_about = {.id = "restorePerson", TAG, .title = "Bring a person back", .says = "Into the directory.", .answer = &api_person_shape, .run = restore_person};

const struct route api_people_routes[] = {
    API_PART(GET, "/people", "people:read", IN_LISTS, &list_about),
    API_ROW(POST, "/people", "people:write", &make_about),
    API_PART(GET, "/people/{id}", "people:read", OF_PERSON, &show_about),
    API_ROW(PATCH, "/people/{id}", "people:write", &change_about),
    API_ROW(DELETE, "/people/{id}", "people:write", &remove_about),
    API_ROW(POST, "/people/{id}/restore", "people:write", &restore_about),
    {0},
};
