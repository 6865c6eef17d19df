/* people/people_pages.c — the directory, and somebody entered or changed by hand. */
#include "app/people/roster.h"
#include "app/people/people_view.h"

#include "app/org/access.h"
#include "templates.h"

str people_base(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/people", (long long)rq->org);
}

/* ---- the directory ---- */

static const char sql_leads[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM " ACCESS_UNDER(ACCESS_LEADER("$1", "$2", "$4")) " AS led WHERE $3 = 0 OR led.id = $3 LIMIT 1) AS found");

code team_leads(struct request *rq, int64_t id, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(rq->db, sql_leads, ARGS(v_int(rq->org), v_int(rq->session->account), v_int(id), v_int(clock_now())), &n, err));
    *out = n > 0;
    return OK;
}

static void people_list(struct request *rq, struct response *rs)
{
    struct people_view v = {.base = people_base(rq)};
    struct error err = {0};

    v.may_manage = app_allow(rq, MANAGE_PEOPLE, rq->org) == OK;
    v.sees_all = access_holds(rq, VIEW_PEOPLE);
    v.may_award = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v.list = (struct list){.def = &people_list_def, .address = rq->path};
    v.list.empty = (struct empty_view){
        "users", "Nobody here yet", "People arrive by themselves when you award a badge. Or bring in the list that you have.",
        v.may_manage ? str_join(rq->arena, v.base, S("/import")) : S(""), "Bring in a list"};
    if (list_answer(rq, rs, &v.list))
        return;
    if (team_leads(rq, 0, &v.leads, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "People", "people");
    tmpl_people(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- the form ---- */

static const struct form_field fields[] = {
    {"email", FIELD_EMAIL, "E-mail address", .max = 254},
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
    {"title", FIELD_LINE, "Job title", .max = 120},
    {"department", FIELD_INT, "Department", .max = INT64_MAX},
    {"site", FIELD_INT, "Site", .max = INT64_MAX},
    {"manager", FIELD_LINE, "Manager", .max = 254},
    {"employment", FIELD_LINE, "Employment", .max = 40},
    {"staff_number", FIELD_LINE, "Staff number", .max = 40},
    {"starts", FIELD_DATE, "First day"},
    {"leaves", FIELD_DATE, "First day not here any more"},
    {"team", FIELD_MANY, "Teams"},
};
static const struct form_spec spec = FORM(fields);

static code place_choices(struct request *rq, enum place_kind kind, struct list_choices *out, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, out) = (struct list_choice){str_printf(rq->arena, "%lld", (long long)all.items[i].id), all.items[i].name, all.items[i].depth};
    return OK;
}

static bool is_ticked(const struct form *f, int64_t id)
{
    const struct str_list *many = &form_value((struct form *)f, "team")->many;
    int64_t n;

    for (size_t i = 0; i < many->n; i++)
        if (str_to_int(many->items[i], &n) && n == id)
            return true;
    return false;
}

static code fill_choices(struct request *rq, struct person_form_view *v, struct error *err)
{
    struct workplace_list teams = {0};

    TRY(place_choices(rq, DEPARTMENT, &v->departments, err));
    TRY(place_choices(rq, SITE, &v->sites, err));
    for (const struct employment *e = employments; e->name; e++)
        *list_add(rq->arena, &v->employments) = (struct list_choice){cstr(e->name), said(e->words), 0};
    TRY(place_names(rq->db, rq->arena, rq->org, TEAM, &teams, err));
    for (size_t i = 0; i < teams.n; i++)
        *list_add(rq->arena, &v->teams) = (struct team_tick){teams.items[i].id, teams.items[i].name, is_ticked(v->form, teams.items[i].id)};
    return OK;
}

static void show_form(struct request *rq, struct response *rs, struct person_form_view *v)
{
    struct error err = {0};

    v->base = people_base(rq);
    if (fill_choices(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v->id ? "Change a person" : "Add a person", "people");
    tmpl_person_form(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

static void people_new(struct request *rq, struct response *rs)
{
    struct person_form_view v = {.form = form_empty(rq->arena, &spec)};

    v.action = str_join(rq->arena, people_base(rq), S("/new"));
    v.back = people_base(rq);
    show_form(rq, rs, &v);
}

/* ---- what was typed ---- */

/* A place of another organisation is none. */
static code check_place(struct request *rq, enum place_kind kind, struct form *f, const char *name, int64_t *out, struct error *err)
{
    struct workplace_list all = {0};

    *out = 0;
    if (str_is_empty(form_text(f, name)))
        return OK;
    TRY(place_names(rq->db, rq->arena, rq->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == form_int(f, name))
            *out = all.items[i].id;
    return *out ? OK : fail(err, BAD_INPUT, name, "choose one of the list");
}

static code read_details(struct request *rq, struct form *f, struct person_details *d, struct error *err)
{
    bool is_new = str_is_absent(request_param(rq, "id"));

    *d = (struct person_details){
        .org = rq->org, .id = is_new ? 0 : request_param_int(rq, "id"), .by = rq->session->account, .email = form_text(f, "email"),
        .name = form_text(f, "name"), .title = form_text(f, "title"), .staff_number = form_text(f, "staff_number"),
        .employment = form_text(f, "employment"), .starts = form_int(f, "starts"), .leaves = form_int(f, "leaves")};
    TRY(check_place(rq, DEPARTMENT, f, "department", &d->department, err));
    TRY(check_place(rq, SITE, f, "site", &d->site, err));
    TRY(person_by_words(rq->db, rq->arena, rq->org, form_text(f, "manager"), &d->manager, err));
    if (d->manager == 0 && form_text(f, "manager").n > 0)
        return fail(err, BAD_INPUT, "manager", "nobody, or more than one, is found by that: write an address or a staff number");
    return OK;
}

static void read_teams(struct request *rq, struct form *f, struct id_list *out)
{
    const struct str_list *many = &form_value(f, "team")->many;
    int64_t id;

    for (size_t i = 0; i < many->n; i++)
        if (str_to_int(many->items[i], &id))
            *list_add(rq->arena, out) = id;
}

static code write_all(struct request *rq, struct form *f, int64_t *id, struct error *err)
{
    struct person_details d;
    struct id_list teams = {0};

    TRY(read_details(rq, f, &d, err));
    read_teams(rq, f, &teams);
    TRY(d.id ? person_save_within(rq->db, rq->arena, &d, err) : person_add_within(rq->db, rq->arena, &d, &d.id, err));
    *id = d.id;
    return person_set_teams(rq->db, &(struct person_change){rq->org, d.id, d.by}, &teams, err);
}

static void write_form(struct request *rq, struct response *rs, struct person_form_view *v, const char *done)
{
    struct error err = {0};
    int64_t id = 0;

    if (v->form->ok && db_begin(rq->db, &err) == OK && db_end(rq->db, write_all(rq, v->form, &id, &err), &err) == OK) {
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(people_base(rq)), (long long)id), done);
        return;
    }
    if (err.code && err.code != BAD_INPUT && err.code != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (err.code)
        form_reject_error(v->form, &err, rq->arena);
    show_form(rq, rs, v);
}

static void people_add(struct request *rq, struct response *rs)
{
    struct person_form_view v = {.form = form_read(rq, &spec)};

    v.action = rq->path;
    v.back = people_base(rq);
    if (str_is_empty(form_text(v.form, "email")))
        form_reject(v.form, "email", said("An e-mail address is needed: badges are awarded to it"));
    write_form(rq, rs, &v, "Added to the directory.");
}

/* ---- somebody who is there ---- */

static void set_date(struct arena *a, struct form *f, const char *name, msec t)
{
    if (t)
        form_set(f, name, date_format(a, date_of(t)));
}

static code prefill(struct request *rq, const struct person *p, struct form *f, struct error *err)
{
    struct workplace_list teams = {0};

    form_set(f, "email", p->email);
    form_set(f, "name", p->name);
    form_set(f, "title", p->title);
    form_set(f, "staff_number", p->staff_number);
    form_set(f, "employment", p->employment);
    form_set(f, "manager", p->manager_email);
    if (p->department_id)
        form_set_int(f, "department", p->department_id);
    if (p->site_id)
        form_set_int(f, "site", p->site_id);
    set_date(rq->arena, f, "starts", p->starts);
    set_date(rq->arena, f, "leaves", p->leaves);
    TRY(person_teams(rq->db, rq->arena, p->id, &teams, err));
    for (size_t i = 0; i < teams.n; i++)
        *list_add(rq->arena, &form_value(f, "team")->many) = str_printf(rq->arena, "%lld", (long long)teams.items[i].id);
    return OK;
}

static void addresses_of(struct request *rq, struct person_form_view *v)
{
    v->id = request_param_int(rq, "id");
    v->back = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(people_base(rq)), (long long)v->id);
    v->action = str_join(rq->arena, v->back, S("/edit"));
}

static void person_edit(struct request *rq, struct response *rs)
{
    struct person_form_view v = {.form = form_empty(rq->arena, &spec)};
    struct person p;
    struct error err = {0};

    addresses_of(rq, &v);
    if (person_get(rq->db, rq->arena, rq->org, v.id, &p, &err) != OK || prefill(rq, &p, v.form, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    show_form(rq, rs, &v);
}

static void person_write(struct request *rq, struct response *rs)
{
    struct person_form_view v = {.form = form_read(rq, &spec)};

    addresses_of(rq, &v);
    write_form(rq, rs, &v, "Saved.");
}

const struct route people_routes[] = {
    {GET,  "/org/{org}/people", VIEW_PEOPLE, people_list, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/people/new", MANAGE_PEOPLE, people_new, NULL, 0},
    {POST, "/org/{org}/people/new", MANAGE_PEOPLE, people_add, NULL, 0},
    {GET,  "/org/{org}/people/import", MANAGE_PEOPLE, roster_upload, NULL, 0},
    {POST, "/org/{org}/people/import", MANAGE_PEOPLE, roster_upload_post, NULL, LONG_BODY},
    {GET,  "/org/{org}/people/import/example.csv", MANAGE_PEOPLE, roster_example, NULL, 0},
    {GET,  "/org/{org}/people/import/{id}", MANAGE_PEOPLE, roster_show, NULL, 0},
    {POST, "/org/{org}/people/import/{id}/columns", MANAGE_PEOPLE, roster_columns_post, NULL, 0},
    {POST, "/org/{org}/people/import/{id}/start", MANAGE_PEOPLE, roster_start_post, NULL, 0},
    {POST, "/org/{org}/people/import/{id}/undo", MANAGE_PEOPLE, roster_undo_post, NULL, 0},
    {POST, "/org/{org}/people/import/{id}/delete", MANAGE_PEOPLE, roster_drop_post, NULL, 0},
    {GET,  "/org/{org}/people/{id}", VIEW_PEOPLE, person_show, NULL, 0, .within = OF_PERSON},
    {GET,  "/org/{org}/people/{id}/edit", MANAGE_PEOPLE, person_edit, NULL, 0},
    {POST, "/org/{org}/people/{id}/edit", MANAGE_PEOPLE, person_write, NULL, 0},
    {POST, "/org/{org}/people/{id}/notes", MANAGE_PEOPLE, person_note_add, NULL, 0},
    {POST, "/org/{org}/people/{id}/notes/{note}/delete", MANAGE_PEOPLE, person_note_drop, NULL, 0},
    {POST, "/org/{org}/people/{id}/addresses", MANAGE_PEOPLE, person_address_add, NULL, 0},
    {POST, "/org/{org}/people/{id}/addresses/delete", MANAGE_PEOPLE, person_address_drop, NULL, 0},
    {POST, "/org/{org}/people/{id}/addresses/main", MANAGE_PEOPLE, person_address_main, NULL, 0},
    {GET,  "/org/{org}/places/{kind}", VIEW_PEOPLE, places_show, NULL, 0},
    {POST, "/org/{org}/places/{kind}", MANAGE_PEOPLE, places_add, NULL, 0},
    {GET,  "/org/{org}/places/{kind}/{id}", MANAGE_PEOPLE, place_show, NULL, 0},
    {POST, "/org/{org}/places/{kind}/{id}", MANAGE_PEOPLE, place_write, NULL, 0},
    {POST, "/org/{org}/places/{kind}/{id}/delete", MANAGE_PEOPLE, place_drop, NULL, 0},
    {POST, "/org/{org}/places/{kind}/{id}/join", MANAGE_PEOPLE, place_join, NULL, 0},
    {GET,  "/org/{org}/groups", VIEW_PEOPLE, groups_show, NULL, 0},
    {POST, "/org/{org}/groups", MANAGE_PEOPLE, group_new, NULL, 0},
    {GET,  "/org/{org}/groups/{id}", VIEW_PEOPLE, group_show, NULL, 0},
    {POST, "/org/{org}/groups/{id}", MANAGE_PEOPLE, group_save, NULL, 0},
    {POST, "/org/{org}/groups/{id}/delete", MANAGE_PEOPLE, group_drop, NULL, 0},
    {POST, "/org/{org}/groups/{id}/restore", MANAGE_PEOPLE, group_back, NULL, 0},
    {0},
};
