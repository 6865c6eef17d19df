/* requirement/requirement_pages.c — the register, a new requirement, and one of them. */
#include "app/requirement/requirement_view.h"

#include "app/org/access.h"

#include "templates.h"

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards", (long long)rq->org);
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)request_param_int(rq, "id"));
}

static void show_register(struct request *rq, struct response *rs)
{
    struct register_view v = {.add = app_allow(rq, SET_STANDARDS, rq->org) == OK ? str_join(rq->arena, base_path(rq), S("/new")) : S("")};

    v.pathways = str_printf(rq->arena, "/org/%lld/pathways", (long long)rq->org);
    v.induction = str_printf(rq->arena, "/org/%lld/induction", (long long)rq->org);
    v.matrix = access_holds_some(rq, VIEW_STANDINGS) ? str_printf(rq->arena, "/org/%lld/matrix", (long long)rq->org) : S("");
    v.campaigns = app_allow(rq, VIEW_STANDINGS, rq->org) == OK ? str_printf(rq->arena, "/org/%lld/campaigns", (long long)rq->org) : S("");
    v.external = str_printf(rq->arena, "/org/%lld/external", (long long)rq->org);
    v.roles = str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org);
    v.audit = str_printf(rq->arena, "/org/%lld/audit", (long long)rq->org);
    v.list = (struct list){.def = &requirements_list_def, .address = base_path(rq),
                           .empty = {"list-check", "No standards yet", "Say what is asked of people at work, of whom, and what proves it. Then everybody sees how they stand.",
                                     v.add, "New requirement"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Standards", "norms");
    tmpl_requirements(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- a new one ---- */

static const struct form_field new_fields[] = {
    {"code", FIELD_LINE, "Code", .max = 40, .required = true},
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
};
static const struct form_spec new_spec = FORM(new_fields);

static void show_form(struct request *rq, struct response *rs, struct form *f)
{
    struct requirement_new_view v = {.form = f, .base = base_path(rq)};

    v.action = str_join(rq->arena, v.base, S("/new"));
    struct out o = app_page(rq, "New requirement", "norms");
    tmpl_requirement_new(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_new(struct request *rq, struct response *rs)
{
    show_form(rq, rs, form_empty(rq->arena, &new_spec));
}

static void post_new(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &new_spec);
    struct error err = {0};
    int64_t id = 0;
    code c = OK;

    if (f->ok)
        c = requirement_add(rq->db, rq->arena, &(struct requirement_new){rq->org, rq->session->account, form_text(f, "code"), form_text(f, "name")}, &id, &err);
    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld/edit", STR_ARG(base_path(rq)), (long long)id), "Made. Say now what it asks, and of whom.");
    else
        show_form(rq, rs, f);
}

/* ---- one ---- */

static code add_version(struct request *rq, struct requirement_view *v, struct error *err)
{
    struct requirement_versions all = {0};

    TRY(requirement_versions(rq->db, rq->arena, rq->org, v->r.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->versions) = (struct version_line){
            all.items[i].number, all.items[i].name,
            all.items[i].renew_by ? words_printf(rq->arena, "Earlier proof holds until " STR_FMT, STR_ARG(out_day_said(rq->arena, all.items[i].renew_by))) : S(""),
            all.items[i].published};
    if (all.n == 0)
        return OK;
    v->v = all.items[0];
    v->words = as_markdown(v->v.words);
    v->basis = said(requirement_word(requirement_bases, v->v.basis));
    v->criticality = said(requirement_word(requirement_criticalities, v->v.criticality));
    TRY(requirement_version_facts(rq->db, rq->arena, &v->v, app_allow(rq, VIEW_PEOPLE, rq->org) == OK, &v->facts, err));
    if (v->r.usual.has_time || v->r.usual.has_cost)
        v->usual = effort_words(rq->arena, &v->r.usual);
    return requirement_proof_shown(rq->db, rq->arena, &(struct proof_reader){PROOF_FOR_MEMBER, app_of(rq), rq->org}, &v->v, &v->proof, err);
}

static const char sql_has_working[] = SQL("SELECT count(*) FROM requirement_version WHERE org_id = $1 AND requirement_id = $2 AND number = 0");

static code load(struct request *rq, struct requirement_view *v, struct error *err)
{
    int64_t working = 0;

    TRY(requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->r, err));
    TRY(requirement_count(rq->db, v->r.id, &v->n, err));
    TRY(db_int(rq->db, sql_has_working, ARGS(v_int(rq->org), v_int(v->r.id)), &working, err));
    v->has_working = working > 0;
    return add_version(rq, v, err);
}

void requirement_show(struct request *rq, struct response *rs, struct form *ask)
{
    struct requirement_view v = {.ask = ask, .base = base_path(rq), .self = self_path(rq), .may_change = access_has_requirement(rq, SET_STANDARDS, request_param_int(rq, "id")),
                                 .may_see = app_allow(rq, VIEW_STANDINGS, rq->org) == OK};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.list = (struct list){.def = &requirement_people_list_def, .address = v.self, .id = v.r.id,
                           .empty = {"users", "Nobody is asked yet", "Who is in its audience stands here within a second or two after it was published.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, str_z(rq->arena, v.r.name), "norms");
    tmpl_requirement(&o, &v);
    app_send_form(rq, rs, &o, ask);
}

static void show_one(struct request *rq, struct response *rs)
{
    requirement_show(rq, rs, form_empty(rq->arena, &requirement_ask_spec));
}

static void set_archived(struct request *rq, struct response *rs, bool archived)
{
    struct requirement_act c = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct error err = {0};

    if ((archived ? requirement_archive(rq->db, rq->arena, &c, &err) : requirement_restore(rq->db, rq->arena, &c, &err)) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, self_path(rq), archived ? "Archived: nobody is asked any more. What was proved is kept." : "In force again.");
}

static void post_archive(struct request *rq, struct response *rs)
{
    set_archived(rq, rs, true);
}

static void post_restore(struct request *rq, struct response *rs)
{
    set_archived(rq, rs, false);
}

#define STANDARDS "/org/{org}/standards"
#define ONE       STANDARDS "/{id}"
#define CELL      ONE "/people/{person}"

const struct route requirement_routes[] = {
    {GET,  STANDARDS, VIEW_ORG, show_register, NULL, 0, .within = IN_LISTS},
    {GET,  STANDARDS "/new", SET_STANDARDS, show_new, NULL, 0, .within = IN_LISTS},
    {POST, STANDARDS "/new", SET_STANDARDS, post_new, NULL, 0, .within = IN_LISTS},
    {GET,  ONE, VIEW_ORG, show_one, NULL, 0, .within = IN_LISTS},
    {GET,  ONE "/versions/{version}", VIEW_ORG, requirement_version_show, NULL, 0, .within = IN_LISTS},
    {GET,  ONE "/edit", SET_STANDARDS, requirement_edit_show, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/edit", SET_STANDARDS, requirement_edit_post, NULL, 0, .within = OF_REQUIREMENT},
    {GET,  ONE "/publish", SET_STANDARDS, requirement_publish_show, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/publish", SET_STANDARDS, requirement_publish_post, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/discard", SET_STANDARDS, requirement_discard, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/archive", SET_STANDARDS, post_archive, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/restore", SET_STANDARDS, post_restore, NULL, 0, .within = OF_REQUIREMENT},
    {GET,  ONE "/owner", SET_STANDARDS, requirement_owner_show, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/owner", SET_STANDARDS, requirement_owner_post, NULL, 0, .within = OF_REQUIREMENT},
    {POST, ONE "/ask", SET_STANDARDS, requirement_ask_post, NULL, 0, .within = OF_REQUIREMENT},
    {POST, CELL "/ask", SET_STANDARDS, standing_ask, NULL, 0, .within = OF_STANDING},
    {POST, CELL "/ask-end", SET_STANDARDS, standing_ask_end, NULL, 0, .within = OF_STANDING},
    {GET,  "/org/{org}/people/{id}/days", MANAGE_PEOPLE, person_days_show, NULL, 0},
    {POST, "/org/{org}/people/{id}/days/leave", MANAGE_PEOPLE, person_leave_post, NULL, 0},
    {POST, "/org/{org}/people/{id}/days/leave-end", MANAGE_PEOPLE, person_leave_end_post, NULL, 0},
    {POST, "/org/{org}/people/{id}/days/day", MANAGE_PEOPLE, person_day_post, NULL, 0},
    {GET,  CELL, VIEW_STANDINGS, standing_cell_show, NULL, 0, .within = OF_STANDING},
    {POST, CELL "/record", RECORD_PROOF, standing_record, NULL, 0, .within = OF_STANDING},
    {POST, CELL "/void", RECORD_PROOF, standing_void, NULL, 0, .within = OF_STANDING},
    {POST, CELL "/except", WAIVE_STANDARDS, standing_except, NULL, 0, .within = OF_STANDING},
    {POST, CELL "/except-end", WAIVE_STANDARDS, standing_except_end, NULL, 0, .within = OF_STANDING},
    {GET,  "/org/{org}/people/{id}/standards", VIEW_STANDINGS, standing_person_show, NULL, 0, .within = OF_PERSON},
    {GET,  "/standards", SIGNED_IN, standing_mine_show, NULL, 0},
    {0},
};
