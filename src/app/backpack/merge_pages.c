/* backpack/merge_pages.c — "make two accounts one". */
#include "app/backpack/merge.h"

#include "templates.h"

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
