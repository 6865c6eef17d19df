/* jobrole/jobrole_pages.c — the list of job roles, and one of them. */
#include "app/jobrole/jobrole_view.h"

#include "app/org/access.h"
#include "templates.h"

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org);
}

static void show_list(struct request *rq, struct response *rs)
{
    struct jobroles_view v = {.add = access_holds(rq, SET_STANDARDS) ? str_join(rq->arena, base_path(rq), S("/new")) : S(""),
                              .standards = str_printf(rq->arena, "/org/%lld/standards", (long long)rq->org)};

    if (access_holds_some(rq, VIEW_STANDINGS))
        v.clearance = str_printf(rq->arena, "/org/%lld/clearance", (long long)rq->org);
    v.list = (struct list){.def = &jobroles_list_def, .address = base_path(rq),
                           .empty = {"id", "No job roles yet", "Say what people work as, and which requirements that takes. Then everybody sees who is ready, and what is missing.",
                                     v.add, "New job role"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Job roles", "norms");
    tmpl_jobroles(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static bool takes(const struct jobrole_lines *lines, int64_t requirement)
{
    for (size_t i = 0; i < lines->n; i++)
        if (lines->items[i].ask.r.id == requirement)
            return true;
    return false;
}

static code add_choices(struct request *rq, struct jobrole_view *v, struct error *err)
{
    struct requirement_list all = {0};
    int64_t chosen = 0;

    if (!str_to_int(form_text(v->ask, "requirement"), &chosen))
        chosen = 0;
    TRY(requirement_find(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!takes(&v->takes.mandatory, all.items[i].id) && !takes(&v->takes.desirable, all.items[i].id))
            *list_add(rq->arena, &v->requirements) = (struct jobrole_choice){
                all.items[i].id, str_printf(rq->arena, STR_FMT " " STR_FMT, STR_ARG(all.items[i].code), STR_ARG(all.items[i].name)), all.items[i].id == chosen};
    return OK;
}

static code load(struct request *rq, struct jobrole_view *v, struct error *err)
{
    TRY(jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->j, err));
    v->words = as_markdown(v->j.words);
    v->address = jobrole_address(rq, &v->j);
    TRY(jobrole_lines_find(rq->db, rq->arena, &(struct jobrole_lines_ask){&v->j, .with_unasked = v->may_change, .to = &(struct proof_reader){PROOF_FOR_MEMBER, app_of(rq), rq->org}}, &v->takes, err));
    TRY(jobrole_titles(rq->db, rq->arena, rq->org, v->j.id, &v->titles, err));
    if (v->sees_people)
        TRY(jobrole_named(rq->db, rq->arena, rq->org, v->j.id, &v->named, err));
    return v->may_change ? add_choices(rq, v, err) : OK;
}

void jobrole_show(struct request *rq, struct response *rs, struct form *ask, struct form *person)
{
    struct jobrole_view v = {.base = base_path(rq), .self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)request_param_int(rq, "id")),
                             .org = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .ask = ask, .person = person,
                             .may_change = access_holds(rq, SET_STANDARDS), .sees_people = access_holds(rq, VIEW_PEOPLE)};
    struct error err = {0};

    if (access_holds_some(rq, VIEW_STANDINGS))
        v.ready = str_join(rq->arena, v.self, S("/ready"));
    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.j.name), "norms");
    tmpl_jobrole(&o, &v);
    app_send(rq, rs, &o);
    if (!ask->ok || !person->ok)
        rs->status = 422;
}

static void show_one(struct request *rq, struct response *rs)
{
    jobrole_show(rq, rs, form_empty(rq->arena, &jobrole_ask_spec), form_empty(rq->arena, &jobrole_person_spec));
}

static void set_archived(struct request *rq, struct response *rs, bool archived)
{
    struct jobrole_act c = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct error err = {0};

    if ((archived ? jobrole_archive(rq->db, rq->arena, &c, &err) : jobrole_restore(rq->db, rq->arena, &c, &err)) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)c.id), archived ? "Archived. What is asked of those who work as it goes on." : "In use again.");
}

static void post_archive(struct request *rq, struct response *rs)
{
    set_archived(rq, rs, true);
}

static void post_restore(struct request *rq, struct response *rs)
{
    set_archived(rq, rs, false);
}

static void set_public(struct request *rq, struct response *rs, bool is_public)
{
    struct jobrole_act c = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct error err = {0};

    if ((is_public ? jobrole_publish(rq->db, rq->arena, &c, &err) : jobrole_unpublish(rq->db, rq->arena, &c, &err)) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)c.id),
                 is_public ? "Anybody who has the address may read it now." : "The page is taken off. Its address comes back with it.");
}

static void post_publish(struct request *rq, struct response *rs)
{
    set_public(rq, rs, true);
}

static void post_unpublish(struct request *rq, struct response *rs)
{
    set_public(rq, rs, false);
}

#define ROLES "/org/{org}/job-roles"
#define ONE   ROLES "/{id}"
#define ASK   ONE "/asks/{requirement}"

const struct route jobrole_routes[] = {
    {GET,  ROLES, VIEW_ORG, show_list, NULL, 0, .within = IN_LISTS},
    {GET,  ROLES "/new", SET_STANDARDS, jobrole_new_show, NULL, 0},
    {POST, ROLES "/new", SET_STANDARDS, jobrole_new_post, NULL, 0},
    {GET,  ONE, VIEW_ORG, show_one, NULL, 0, .within = IN_LISTS},
    {GET,  ONE "/edit", SET_STANDARDS, jobrole_edit_show, NULL, 0},
    {POST, ONE "/edit", SET_STANDARDS, jobrole_edit_post, NULL, 0},
    {POST, ONE "/archive", SET_STANDARDS, post_archive, NULL, 0},
    {POST, ONE "/restore", SET_STANDARDS, post_restore, NULL, 0},
    {POST, ONE "/publish", SET_STANDARDS, post_publish, NULL, 0},
    {POST, ONE "/unpublish", SET_STANDARDS, post_unpublish, NULL, 0},
    {GET,  "/roles/{role}", EVERYBODY, jobrole_public_show, NULL, PUBLIC_CORS},
    {GET,  "/roles/{role}/poster", EVERYBODY, jobrole_poster_show, NULL, 0},
    {GET,  "/roles/{role}/qr.svg", EVERYBODY, jobrole_qr_show, NULL, 0},
    {GET,  "/roles/{role}/role.json", EVERYBODY, jobrole_json_show, NULL, PUBLIC_CORS},
    {POST, ONE "/asks", SET_STANDARDS, jobrole_ask_post, NULL, 0},
    {GET,  ASK, SET_STANDARDS, jobrole_ask_show, NULL, 0},
    {POST, ASK, SET_STANDARDS, jobrole_ask_save_post, NULL, 0},
    {POST, ASK "/drop", SET_STANDARDS, jobrole_ask_drop_post, NULL, 0},
    {POST, ASK "/ask", SET_STANDARDS, jobrole_ask_holders_post, NULL, 0},
    {GET,  ONE "/past", VIEW_ORG, jobrole_past_show, NULL, 0, .within = IN_LISTS},
    {GET,  ONE "/skills", SET_STANDARDS, jobrole_skill_new_show, NULL, 0},
    {POST, ONE "/skills", SET_STANDARDS, jobrole_skill_new_post, NULL, 0},
    {GET,  ONE "/skills/{skill}", SET_STANDARDS, jobrole_skill_show, NULL, 0},
    {POST, ONE "/skills/{skill}", SET_STANDARDS, jobrole_skill_post, NULL, 0},
    {POST, ONE "/skills/{skill}/drop", SET_STANDARDS, jobrole_skill_drop_post, NULL, 0},
    {POST, ONE "/people", SET_STANDARDS, jobrole_hold_post, NULL, 0},
    {POST, ONE "/people/{person}/drop", SET_STANDARDS, jobrole_unhold_post, NULL, 0},
    {0},
};
