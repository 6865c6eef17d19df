/* org/members_pages.c — who works for an organisation, and the invitation that
 * makes somebody one of them. */
#include "app/org/org_pages.h"

#include "app/account/entrance.h"
#include "templates.h"
#include "web/out.h"

static const struct form_field join_fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"password", FIELD_SECRET, "Password", .required = true},
};
static const struct form_spec join_form = FORM(join_fields);

/* ---- the list ---- */

static void say_until(struct arena *a, struct open_invitation *i)
{
    i->roles = words_printf(a, STR_FMT ", good until " STR_FMT, STR_ARG(role_names_words(a, i->roles)), STR_ARG(out_day_said(a, i->until)));
}

static code fill_members(struct request *rq, struct members_view *v, struct error *err)
{
    struct org_access own;

    TRY(org_invitations_open(rq->db, rq->arena, rq->org, &v->invited, err));
    TRY(org_members_past(rq->db, rq->arena, rq->org, &v->past, err));
    TRY(org_access(rq->db, rq->arena, rq->org, rq->session->account, &own, err));
    for (size_t i = 0; i < v->invited.n; i++)
        say_until(rq->arena, &v->invited.items[i]);
    v->rule = own.rule;
    return OK;
}

void org_members_show(struct request *rq, struct response *rs)
{
    struct members_view v = {.base = org_base(rq), .is_strong = rq->session->is_strong};
    struct error err = {0};

    v.list = (struct list){.def = &members_list_def, .address = rq->path};
    if (list_answer(rq, rs, &v.list))
        return;
    if (fill_members(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Members", "settings");
    tmpl_org_members(&o, &v);
    app_send(rq, rs, &o);
}

void org_members_withdraw(struct request *rq, struct response *rs)
{
    const struct member_change m = {.org = rq->org, .by = rq->session->account};
    struct error err = {0};

    if (org_invitation_withdraw(rq->db, rq->arena, &m, request_field(rq, "email"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, org_base(rq), S("/settings/members")), "The invitation is withdrawn: its link opens nothing any more.");
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

/* ---- the invitation ---- */

static bool has_account(struct request *rq, str email)
{
    struct account acc;

    return account_by_email(rq->db, rq->arena, email, &acc, NULL) == OK;
}

static void show_invitation(struct request *rq, struct response *rs, const struct invitation *i, struct form *f)
{
    struct invite_view v = {.invitation = *i, .roles = role_names_words(rq->arena, i->roles), .form = f, .action = rq->path, .is_known = has_account(rq, i->email)};
    struct out o = app_page(rq, "You are invited", "");

    v.user = o.page->user_name;
    tmpl_org_invitation(&o, &v);
    app_send_form(rq, rs, &o, f);
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
