/* company/directory_pages.c — the company's directory on screen: how it is connected,
 * what its groups are here, and what it asked last. */
#include "app/company/directory_pages.h"

#include "app/people/group.h"
#include "templates.h"

#define GROUPS_SHOWN 200

static str base_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

static str self_of(struct request *rq)
{
    return str_join(rq->arena, base_of(rq), S("/settings/directory"));
}

/* ---- the whole ---- */

static struct tag_view token_tag(const struct token *t)
{
    if (t->revoked)
        return (struct tag_view){"bad", "ban", said("Revoked")};
    if (t->account == 0)
        return (struct tag_view){"bad", "user-off", said("Its maker is gone")};
    if (t->expires && t->expires <= clock_now())
        return (struct tag_view){"bad", "clock-off", said("Expired")};
    if (t->expires && t->expires <= clock_now() + 14 * DAY)
        return (struct tag_view){"warn", "clock", said("Ends soon")};
    return (struct tag_view){"good", "check", said("Works")};
}

static code load_tokens(struct request *rq, struct directory_view *v, struct error *err)
{
    struct token_list all = {0};

    TRY(token_find(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (token_has(&all.items[i], "scim"))
            *list_add(rq->arena, &v->tokens) = (struct directory_token){
                all.items[i].name, str_printf(rq->arena, STR_FMT "/settings/tokens/%lld", STR_ARG(v->base), (long long)all.items[i].id),
                token_tag(&all.items[i]), all.items[i].used};
    return OK;
}

static struct directory_line line_of(struct request *rq, const struct directory_view *v, const struct scim_group_row *g)
{
    static const struct { const char *kind, *path, *words; } kinds[] = {
        {"group", "/groups/", "Group"}, {"team", "/people?team=", "Team"}, {"department", "/people?department=", "Department"},
    };
    struct directory_line line = {.g = *g, .href = str_printf(rq->arena, STR_FMT "/groups/%lld", STR_ARG(v->self), (long long)g->id)};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_eq(g->kind, cstr(kinds[i].kind)))
            continue;
        line.here = said(kinds[i].words);
        line.place_href = str_printf(rq->arena, STR_FMT "%s%lld", STR_ARG(v->base), kinds[i].path, (long long)g->place);
        if (!g->place)
            line.tag = (struct tag_view){"warn", "alert-triangle", said("It was deleted here: choose again")};
    }
    return line;
}

static code load(struct request *rq, struct directory_view *v, struct error *err)
{
    struct scim_groups found;

    TRY(load_tokens(rq, v, err));
    TRY(scim_count(rq->db, rq->org, &v->n, err));
    TRY(scim_map_usual(rq->db, rq->arena, rq->org, &v->usual, err));
    TRY(scim_group_find(rq->db, rq->arena, &(struct scim_question){.org = rq->org, .start = 1, .count = GROUPS_SHOWN}, &found, err));
    for (size_t i = 0; i < found.rows.n; i++)
        *list_add(rq->arena, &v->lines) = line_of(rq, v, &found.rows.items[i]);
    v->has_more = found.total > GROUPS_SHOWN;
    return OK;
}

static void directory_show(struct request *rq, struct response *rs)
{
    struct directory_view v = {.base = base_of(rq), .self = self_of(rq), .address = app_url(rq->arena, app_of(rq), S("/scim/v2"))};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.list = (struct list){.def = &token_directory_def, .address = v.self,
                           .empty = {"history", "The directory changed nothing yet", "Calls that change something, and those that were refused with the reason, are written here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Company directory", "settings");
    tmpl_directory(&o, &v);
    app_send(rq, rs, &o);
}

static str chosen(str field)
{
    return str_eq(field, S("none")) ? S("") : field;
}

static void directory_usual(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (scim_map_set_usual(rq->db, rq->org, rq->session->account, chosen(request_field(rq, "kind")), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_of(rq), "Saved. It counts for groups that come from now on.");
}

/* ---- one group ---- */

static const struct form_field map_fields[] = {
    {"kind", FIELD_CHOICE, "What it is here", .choices = "none|group|team|department", .required = true},
    {"place-group", FIELD_LINE, "Group", .max = 20},
    {"place-team", FIELD_LINE, "Team", .max = 20},
    {"place-department", FIELD_LINE, "Department", .max = 20},
    {"role", FIELD_LINE, "Role", .max = 200, .required = true},
};
static const struct form_spec map_form = FORM(map_fields);

static code load_places(struct request *rq, struct directory_group_view *v, struct error *err)
{
    struct group_list groups = {0};

    TRY(group_list(rq->db, rq->arena, rq->org, &groups, err));
    for (size_t i = 0; i < groups.n; i++)
        if (!groups.items[i].by_filter)
            *list_add(rq->arena, &v->groups) = (struct workplace){.id = groups.items[i].id, .name = groups.items[i].name};
    TRY(place_names(rq->db, rq->arena, rq->org, TEAM, &v->teams, err));
    TRY(place_names(rq->db, rq->arena, rq->org, DEPARTMENT, &v->departments, err));
    for (size_t i = 0; i < v->departments.n; i++)
        v->departments.items[i].path = place_in_words(rq->arena, &v->departments, v->departments.items[i].id);
    return OK;
}

static void fill_form(struct arena *a, struct form *f, const struct scim_group_row *g)
{
    form_set(f, "kind", g->kind.n ? g->kind : S("none"));
    form_set(f, "role", g->role.n ? g->role : S("none"));
    if (g->kind.n)
        form_set_int(f, str_z(a, str_join(a, S("place-"), g->kind)), g->place);
}

/* `f` NULL: as it is now. */
static void show_group(struct request *rq, struct response *rs, struct form *f)
{
    struct directory_group_view v = {.base = base_of(rq), .self = rq->path, .form = f};
    struct error err = {0};
    code c = scim_group_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.g, &err);

    if (c == OK)
        c = load_places(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!f) {
        v.form = form_empty(rq->arena, &map_form);
        fill_form(rq->arena, v.form, &v.g);
    }
    struct out o = app_page(rq, str_z(rq->arena, v.g.name), "settings");
    tmpl_directory_group(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void directory_group(struct request *rq, struct response *rs)
{
    show_group(rq, rs, NULL);
}

static struct scim_mapping read_mapping(struct request *rq, const struct form *f)
{
    struct scim_mapping m = {.org = rq->org, .by = rq->session->account, .group = request_param_int(rq, "id"), .kind = chosen(form_text(f, "kind")),
                             .role = chosen(form_text(f, "role"))};

    if (m.kind.n && !str_to_int(form_text(f, str_z(rq->arena, str_join(rq->arena, S("place-"), m.kind))), &m.place))
        m.place = 0;
    return m;
}

static void directory_map(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &map_form);
    struct scim_mapping m = read_mapping(rq, f);
    struct error err = {0};
    code c = f->ok ? scim_map_set(rq->db, rq->arena, &m, &err) : OK;

    if (c == BAD_INPUT || c == CONFLICT)
        form_reject(f, m.kind.n && !str_eq(cstr(err.where), S("role")) ? str_z(rq->arena, str_join(rq->arena, S("place-"), m.kind)) : "kind", app_sentence(rq->arena, err.text));
    if (!f->ok)
        show_group(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_of(rq), "Saved. Everybody in the group is in their place.");
}

#define DIRECTORY "/org/{org}/settings/directory"

const struct route directory_routes[] = {
    {GET,  DIRECTORY, MANAGE_ORG, directory_show, NULL, 0},
    {POST, DIRECTORY "/usual", MANAGE_ORG, directory_usual, NULL, 0},
    {GET,  DIRECTORY "/groups/{id}", MANAGE_ORG, directory_group, NULL, 0},
    {POST, DIRECTORY "/groups/{id}", MANAGE_ORG, directory_map, &map_form, FRESH},
    {0},
};
