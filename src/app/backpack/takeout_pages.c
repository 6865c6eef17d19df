/* backpack/takeout_pages.c — "take everything with you", and "make two accounts
 * one". */
#include "app/backpack/takeout.h"

#include "templates.h"

void takeout_show(struct request *rq, struct response *rs)
{
    struct out o = app_page(rq, "Take everything with you", "account");

    tmpl_takeout(&o);
    app_send(rq, rs, &o);
}

void takeout_file(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (takeout_write(app_of(rq), rq->db, rq->arena, rq->session->account, rs, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_header(rs, "Content-Disposition", S("attachment; filename=\"my-badges.zip\""));
}

/* ---- two accounts ---- */

/* Who is signed in to the other one is told which is wanted. */
void merge_show(struct request *rq, struct response *rs)
{
    struct merge_view v = {.action = rq->path};
    struct error err = {0};

    if (merge_look(rq->db, rq->arena, rq->session->account, request_param(rq, "token"), &v.m, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Make two accounts one", "account");
    tmpl_merge(&o, &v);
    app_send(rq, rs, &o);
}

void merge_do(struct request *rq, struct response *rs)
{
    const struct merge_act act = {rq->session->account, request_param(rq, "token"), session_agent(rq)};
    struct error err = {0};

    if (merge_accounts(app_of(rq), rq->db, rq->arena, &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "Both accounts are one now.");
}
