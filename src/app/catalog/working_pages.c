/* catalog/working_pages.c — the working copy of a badge that is out: published as the
 * next version, or thrown away, which can be taken back. */
#include "app/catalog/catalog_view.h"
#include "templates.h"

static code noted(struct request *rq, const char *what, str detail, struct error *err)
{
    return org_log(rq->db, rq->org, rq->session->account, what,
                   str_printf(rq->arena, "badge %lld", (long long)request_param_int(rq, "id")), detail, err);
}

static struct working_act act_of(struct request *rq)
{
    return (struct working_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

/* Nothing was chosen where nothing was asked: the badge was never awarded. */
static struct form *renewal_read(struct request *rq)
{
    struct form *f = form_read(rq, &renewal_form);

    if (!str_is_empty(request_field(rq, "counts")))
        return f;
    f = form_empty(rq->arena, &renewal_form);
    form_set(f, "counts", S("yes"));
    return f;
}

void working_publish_post(struct request *rq, struct response *rs)
{
    struct working_act act = act_of(rq);
    struct form *f = renewal_read(rq);
    msec renew_by = renewal_of(f);
    struct error err = {0};
    int64_t number = 0;

    if (!f->ok) {
        preview_again(rq, rs, f);
        return;
    }
    code c = working_publish(rq->db, rq->arena, &act, renew_by, &number, &err);
    if (c == BAD_INPUT) {
        preview_again(rq, rs, NULL);             /* says what is missing */
        rs->status = 422;
        return;
    }
    if (c == OK)
        c = noted(rq, "badge.version", str_printf(rq->arena, "%lld", (long long)number), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, catalog_badge_path(rq, act.id), "Your changes are published. New awards are of this version.");
}

void working_throw_away_post(struct request *rq, struct response *rs)
{
    struct working_act act = act_of(rq);
    struct error err = {0};

    if (working_throw_away(rq->db, &act, &err) != OK || noted(rq, "badge.thrown-away", S(""), &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_join(rq->arena, catalog_badge_path(rq, act.id), S("?done=thrown-away")));
}

void working_take_back_post(struct request *rq, struct response *rs)
{
    struct working_act act = act_of(rq);
    struct error err = {0};

    if (working_take_back(rq->db, &act, &err) != OK || noted(rq, "badge.taken-back", S(""), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, catalog_badge_path(rq, act.id), S("/preview")), "Your changes are back.");
}
