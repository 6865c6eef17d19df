/* org/member_pages.c — one member's roles, somebody invited with roles, and what
 * each role may do. */
#include "app/org/member_form.h"

#include "templates.h"

static const struct form_field invite_fields[] = {
    {"email", FIELD_EMAIL, "E-mail address", .required = true},
};
static const struct form_spec invite_form = FORM(invite_fields);

static str members_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/settings/members"));
}

/* ---- invited ---- */

static void show_new(struct request *rq, struct response *rs, struct form *f, const struct role_grants *grants, str wrong)
{
    struct members_new_view v = {.form = f, .base = org_base(rq), .roles.error = wrong};
    struct error err = {0};

    if (role_form_fill(rq, grants, &v.roles, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Invite somebody", "settings");
    tmpl_org_members_new(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok || wrong.n)
        rs->status = 422;
}

void org_members_new(struct request *rq, struct response *rs)
{
    const struct role *role = role_named(request_query(rq, "role"));
    struct role_grants ticked = {0};

    if (role)
        *list_add(rq->arena, &ticked) = (struct role_grant){.role = role, .people = role->people == LIMIT_MUST ? PEOPLE_BELOW : PEOPLE_ALL};
    show_new(rq, rs, form_empty(rq->arena, &invite_form), &ticked, S(""));
}

static code invite(struct request *rq, const struct role_grants *grants, str email, struct error *err)
{
    struct member_change m = {.org = rq->org, .roles = role_grants_write(rq->arena, grants), .by = rq->session->account};

    TRY(role_grants_check(grants, clock_now(), err));
    return org_invite(app_of(rq), rq->db, rq->arena, &m, email, err);
}

void org_members_invite(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &invite_form);
    struct role_grants grants = {0};
    struct error err = {0};
    code c = role_form_read(rq, &grants, &err);

    if (c == OK && f->ok)
        c = invite(rq, &grants, form_text(f, "email"), &err);
    if (c == OK && f->ok)
        app_done(rq, rs, members_path(rq), "The invitation is on its way. It is good for two weeks.");
    else if (c == OK || c == BAD_INPUT)
        show_new(rq, rs, f, &grants, c == OK ? S("") : app_sentence(rq->arena, err.text));
    else if (c == LIMIT)
        app_error_page(rq, rs, 429, err.text);
    else
        app_fail(rq, rs, &err);
}

/* ---- changed ---- */

static void show_edit(struct request *rq, struct response *rs, const struct role_grants *typed, str wrong)
{
    struct member_edit_view v = {.base = org_base(rq), .roles.error = wrong};
    struct error err = {0};
    int64_t account = request_param_int(rq, "account");

    code c = org_member(rq->db, rq->arena, rq->org, account, &v.member, &err);
    if (c == OK)
        c = role_form_fill(rq, typed ? typed : &v.member.grants, &v.roles, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(members_path(rq)), (long long)account);
    v.is_self = account == rq->session->account;
    struct out o = app_page(rq, str_z(rq->arena, v.member.name.n ? v.member.name : v.member.email), "settings");
    tmpl_org_member(&o, &v);
    app_send(rq, rs, &o);
    if (wrong.n)
        rs->status = 422;
}

void org_member_show(struct request *rq, struct response *rs)
{
    show_edit(rq, rs, NULL, S(""));
}

void org_member_save(struct request *rq, struct response *rs)
{
    struct member_change m = {.org = rq->org, .account = request_param_int(rq, "account"), .by = rq->session->account};
    struct role_grants grants = {0};
    struct error err = {0};
    code c = role_form_read(rq, &grants, &err);

    if (c == OK)
        c = role_grants_check(&grants, clock_now(), &err);
    if (c == OK) {
        m.roles = role_grants_write(rq->arena, &grants);
        c = org_set_roles(app_of(rq), rq->db, rq->arena, &m, &err);
    }
    if (c == OK)
        app_done(rq, rs, members_path(rq), "The roles are changed. Whom it concerns gets a mail.");
    else if (c == BAD_INPUT || c == CONFLICT)
        show_edit(rq, rs, &grants, app_sentence(rq->arena, err.text));
    else
        app_fail(rq, rs, &err);
}

void org_member_undo(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t past = 0;

    if (!str_to_int(request_field(rq, "past"), &past))
        past = 0;
    if (org_member_restore(app_of(rq), rq->db, rq->arena, rq->org, past, rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, members_path(rq), "Taken back: the roles are as they were.");
}

/* ---- what each role may do ---- */

void org_roles_show(struct request *rq, struct response *rs)
{
    struct roles_view v = {.base = org_base(rq)};
    struct error err = {0};

    if (access_of(rq, rq->org, &v.own, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.may_manage = access_may(v.own, MANAGE_ORG);
    struct out o = app_page(rq, "What each role may do", v.may_manage ? "settings" : "");
    tmpl_org_roles(&o, &v);
    app_send(rq, rs, &o);
}
