/* org/members_pages.c — who works for an organisation, with which role, and
 * the invitation that makes somebody one of them. */
#include "app/org/org_pages.h"

#include "app/account/entrance.h"
#include "templates.h"

static const struct form_field invite_fields[] = {
    {"email", FIELD_EMAIL, "E-mail address", .required = true},
    {"role", FIELD_CHOICE, "Role", .choices = "admin|designer|awarder|reviewer|viewer", .required = true},
};
static const struct form_spec invite_form = FORM(invite_fields);
static const struct form_field role_fields[] = {
    {"role", FIELD_CHOICE, "Role", .choices = "admin|designer|awarder|reviewer|viewer", .required = true},
};
static const struct form_spec role_form = FORM(role_fields);
static const struct form_field join_fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"password", FIELD_SECRET, "Password", .required = true},
};
static const struct form_spec join_form = FORM(join_fields);

/* In words what the table of rights in org_members.c says. */
static const struct role_row roles[] = {
    {"admin", "Administrator", "Everything here, members and settings too"},
    {"designer", "Designer", "Makes badges and looks at everything"},
    {"awarder", "Awarder", "Awards badges, revokes awards, looks at everything"},
    {"reviewer", "Reviewer", "Judges what people apply with, looks at everything"},
    {"viewer", "Viewer", "Looks, and changes nothing"},
};

static const struct role_row *find_role(str role)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_eq(role, cstr(roles[i].role)))
            return &roles[i];
    return NULL;
}

const char *org_role_name(struct arena *a, str role)
{
    const struct role_row *r = find_role(role);

    return r ? r->name : str_z(a, role);
}

/* ---- the list ---- */

static void fill_members(struct request *rq, const struct member_list *members, struct members_view *v)
{
    for (size_t i = 0; i < members->n; i++) {
        const struct member *m = &members->items[i];
        *list_add(rq->arena, &v->members) = (struct member_row){*m, org_role_name(rq->arena, m->role),
                                                                m->account == rq->session->account};
    }
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct members_view v = {.form = f, .base = org_base(rq), .roles = roles, .n_roles = COUNT(roles)};
    struct member_list members = {0};
    struct org_access own;
    struct error err = {0};

    if (org_members(rq->db, rq->arena, rq->org, &members, &err) != OK ||
        org_access(rq->db, rq->arena, rq->org, rq->session->account, &own, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.rule = own.rule;
    v.is_strong = rq->session->is_strong;
    fill_members(rq, &members, &v);
    struct out o = app_page(rq, "Members", "settings");
    tmpl_org_members(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
}

/* Who did not make it alone would lock the door behind the key. */
static code set_rule(struct request *rq, str rule, struct error *err)
{
    if (!rq->session->is_strong && !str_eq(rule, S("nobody")))
        return fail(err, CONFLICT, "", "sign in with a second step yourself first: without one this would shut you out");
    return org_set_rule(rq->db, rq->org, rq->session->account, rule, err);
}

void org_members_rule(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (set_rule(rq, request_field(rq, "rule"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, org_base(rq), S("/settings/members")), "It is so from now on.");
}

void org_members_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &invite_form);

    form_set(f, "role", S("awarder"));
    show(rq, rs, f);
}

static str members_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/settings/members"));
}

void org_members_invite(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &invite_form);
    struct error err = {0};

    if (!f->ok) {
        show(rq, rs, f);
        return;
    }
    struct member_change m = {.org = rq->org, .role = form_text(f, "role"), .by = rq->session->account};
    code c = org_invite(app_of(rq), rq->db, rq->arena, &m, form_text(f, "email"), &err);
    if (c == LIMIT)
        app_error_page(rq, rs, 429, err.text);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, members_path(rq), "The invitation is on its way. It is good for two weeks.");
}

static void done_or_fail(struct request *rq, struct response *rs, code c, const struct error *err, const char *message)
{
    if (c == OK)
        app_done(rq, rs, members_path(rq), message);
    else
        app_fail(rq, rs, err);
}

void org_members_role(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &role_form);
    struct member_change m = {rq->org, request_param_int(rq, "account"), form_text(f, "role"), rq->session->account};
    struct error err = {0};
    code c = f->ok ? org_set_role(rq->db, rq->arena, &m, &err) : fail(&err, BAD_INPUT, "role", "there is no such role");

    done_or_fail(rq, rs, c, &err, "The role is changed.");
}

void org_members_remove(struct request *rq, struct response *rs)
{
    struct member_change m = {.org = rq->org, .account = request_param_int(rq, "account"), .by = rq->session->account};
    struct error err = {0};
    code c = org_remove_member(rq->db, rq->arena, &m, &err);

    if (c == OK && m.account == m.by)
        app_done(rq, rs, S("/"), "You have left the organisation.");
    else
        done_or_fail(rq, rs, c, &err, "Removed. What this person did stays as it is.");
}

/* ---- the invitation ---- */

static bool has_account(struct request *rq, str email)
{
    struct account acc;

    return account_by_email(rq->db, rq->arena, email, &acc, NULL) == OK;
}

static void show_invitation(struct request *rq, struct response *rs, const struct invitation *i, struct form *f)
{
    const struct role_row *role = find_role(i->role);
    struct invite_view v = {.invitation = *i, .role_name = org_role_name(rq->arena, i->role), .does = role ? role->does : "",
                            .form = f, .action = rq->path, .is_known = has_account(rq, i->email)};
    struct out o = app_page(rq, "You are invited", "");

    v.user = o.page->user_name;
    tmpl_org_invitation(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
}

static void show_spent(struct request *rq, struct response *rs, const struct error *err)
{
    if (err->code == NOT_FOUND)
        app_error_page(rq, rs, 404, "this invitation was used before or is too old; ask for a new one");
    else
        app_fail(rq, rs, err);
}

void invite_open(struct request *rq, struct response *rs)
{
    struct invitation i;
    struct error err = {0};

    if (org_invitation_look(rq->db, rq->arena, request_param(rq, "token"), &i, &err) != OK)
        show_spent(rq, rs, &err);
    else
        show_invitation(rq, rs, &i, form_empty(rq->arena, &join_form));
}

static void welcome(struct request *rq, struct response *rs, int64_t org)
{
    app_done(rq, rs, str_printf(rq->arena, "/org/%lld", (long long)org), "Welcome.");
}

static void join_as_new(struct request *rq, struct response *rs, const struct invitation *i)
{
    struct form *f = form_read(rq, &join_form);
    struct error err = {0};
    struct entrance in = {.method = "link", .is_new = true};
    int64_t org;
    code c = BAD_INPUT;

    if (f->ok)
        c = org_invitation_register(rq->db, rq->arena, request_param(rq, "token"), form_text(f, "name"),
                                    form_text(f, "password"), &in.account, &org, &err);
    if (c == OK)
        c = entrance_open(rq, rs, &in, &err);
    if (c == OK) {
        welcome(rq, rs, org);
    } else if (c == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_invitation(rq, rs, i, f);
    } else {
        show_spent(rq, rs, &err);
    }
}

void invite_accept(struct request *rq, struct response *rs)
{
    struct invitation i;
    struct error err = {0};
    int64_t org;
    str token = request_param(rq, "token");

    if (org_invitation_look(rq->db, rq->arena, token, &i, &err) != OK)
        show_spent(rq, rs, &err);
    else if (rq->session->account == 0 && has_account(rq, i.email))
        response_redirect(rs, str_join(rq->arena, S("/sign-in?next="), rq->path));
    else if (rq->session->account == 0)
        join_as_new(rq, rs, &i);
    else if (org_invitation_accept(rq->db, rq->arena, token, rq->session->account, &org, &err) != OK)
        show_spent(rq, rs, &err);
    else
        welcome(rq, rs, org);
}
