/* handover/handover_pages.c — somebody leaves or is removed: what is open, who
 * takes it, and then it is done. */
#include "app/handover/handover_pages.h"

#include "templates.h"

static int64_t chosen(struct request *rq)
{
    int64_t to = 0;

    return str_to_int(request_field(rq, "to"), &to) ? to : 0;
}

static code load(struct request *rq, struct handover_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct member_list all = {0};
    struct member m;
    int64_t account = request_param_int(rq, "account"), to = chosen(rq);

    TRY(org_member(rq->db, a, rq->org, account, &m, err));
    TRY(handover_look(rq->db, a, rq->org, account, &v->open, err));
    TRY(org_members(rq->db, a, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct member *o = &all.items[i];
        if (o->account != account)
            *list_add(a, &v->others) = (struct handover_person){o->account, o->name.n ? o->name : o->email, role_grants_words(a, &o->grants), o->account == to};
    }
    v->base = str_printf(a, "/org/%lld", (long long)rq->org);
    v->back = str_printf(a, STR_FMT "/settings/members/%lld", STR_ARG(v->base), (long long)account);
    v->self = str_join(a, v->back, S("/remove"));
    v->name = m.name.n ? m.name : m.email;
    v->is_self = account == rq->session->account;
    return OK;
}

static void show(struct request *rq, struct response *rs, str wrong)
{
    struct handover_view v = {.error = wrong};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_self ? "Leave the organisation" : "Remove somebody", "settings");
    tmpl_handover(&o, &v);
    app_send(rq, rs, &o);
    if (wrong.n)
        rs->status = 422;
}

static void show_first(struct request *rq, struct response *rs)
{
    show(rq, rs, S(""));
}

static void remove_post(struct request *rq, struct response *rs)
{
    struct handover_do h = {.org = rq->org, .account = request_param_int(rq, "account"), .to = chosen(rq), .by = rq->session->account};
    struct error err = {0};

    code c = handover_remove(app_of(rq), rq->db, rq->arena, &h, &err);
    if (c == OK && h.account == h.by)
        app_done(rq, rs, S("/"), "You have left the organisation.");
    else if (c == OK)
        app_done(rq, rs, str_printf(rq->arena, "/org/%lld/settings/members", (long long)rq->org), "Removed. What this person did stays as it is.");
    else if (c == CONFLICT)
        show(rq, rs, app_sentence(rq->arena, err.text));
    else
        app_fail(rq, rs, &err);
}

const struct route handover_routes[] = {
    {GET,  "/org/{org}/settings/members/{account}/remove", MANAGE_ORG, show_first, NULL, 0},
    {POST, "/org/{org}/settings/members/{account}/remove", MANAGE_ORG, remove_post, NULL, FRESH},
    {0},
};
