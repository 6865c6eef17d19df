/* award/award_withdraw_pages.c — revoking an award for good, suspending it for a
 * while, and giving it back. */
#include "app/award/award_pages.h"

#include "templates.h"

static const struct form_field withdraw_fields[] = {{"reason", FIELD_LINE, "Reason", .max = 300, .required = true}};
static const struct form_spec withdraw_form = FORM(withdraw_fields);

str award_self_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(award_base_path(rq)), (long long)request_param_int(rq, "id"));
}

/* The last part of the path says which of the two. */
static bool is_suspending(const struct request *rq)
{
    return str_ends(rq->path, S("/suspend"));
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct withdraw_view v = {.award = {.list_href = S("")}, .form = f};
    struct error err = {0};
    bool suspending = is_suspending(rq);

    if (award_view_load(rq, &v.award, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, suspending ? "Suspend an award" : "Revoke an award", "awards");
    (suspending ? tmpl_award_suspend : tmpl_award_revoke)(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void award_withdraw_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &withdraw_form));
}

static code withdraw(struct request *rq, str reason, struct error *err)
{
    int64_t id = request_param_int(rq, "id"), account = rq->session->account;

    if (is_suspending(rq))
        return award_suspend(rq->db, rq->arena, rq->org, id, &(struct award_act){account, reason}, err);
    return award_revoke(rq->db, rq->arena, rq->org, id, account, reason, err);
}

void award_withdraw_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &withdraw_form);
    struct error err = {0};
    code c = f->ok ? withdraw(rq, form_text(f, "reason"), &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else if (f->ok)
        app_done(rq, rs, award_self_path(rq), is_suspending(rq) ? "The award is suspended. Every check says so until you reinstate it."
                                                                : "The award is revoked. Every check says so from now on.");
    if (!f->ok)
        show(rq, rs, f);
}

void award_reinstate_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct award_act act = {rq->session->account, S("")};

    if (award_reinstate(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, award_self_path(rq), "The award is reinstated and counts again.");
}
