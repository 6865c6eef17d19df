/* pathway/mine_pages.c — pathways as people see them: how far they are, what comes next,
 * and which ones they may join by themselves. */
#include "app/pathway/pathway_private.h"
#include "app/pathway/pathway_view.h"

#include "templates.h"

static code load_home(struct request *rq, struct my_pathways_view *v, struct error *err)
{
    struct enrolments all = {0};
    struct pathway_offers offers = {0};
    struct arena *a = rq->arena;

    TRY(enrolments_mine(rq->db, a, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct enrolment *e = &all.items[i];
        *list_add(a, &v->mine) = (struct enrolment_line){str_printf(a, "/pathways/%lld", (long long)e->id), e->name, e->done_at ? S("") : e->next,
                                                         e->done_at ? S("") : pathway_effort(a, e->minutes, e->cost, e->currency),
                                                         enrolment_tag(false, e->done_at > 0, e->lapsed > 0), e->done, e->steps};
    }
    TRY(pathway_offers(rq->db, a, rq->session->account, &offers, err));
    for (size_t i = 0; i < offers.n; i++) {
        const struct pathway_offer *o = &offers.items[i];
        str lead = o->qualification.n ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(o->org_name), STR_ARG(o->qualification)) : o->org_name;
        *list_add(a, &v->offers) = (struct my_offer){*o, as_markdown(o->words), o->level.n ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(lead), STR_ARG(o->level)) : lead};
    }
    return OK;
}

void pathway_home(struct request *rq, struct response *rs)
{
    struct my_pathways_view v = {0};
    struct error err = {0};

    if (load_home(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My pathways", "");
    tmpl_my_pathways(&o, &v);
    app_send(rq, rs, &o);
}

void pathway_mine_show(struct request *rq, struct response *rs)
{
    struct enrolment_view v = {.is_own = true, .back = S("/pathways"), .training = S("/training/")};
    struct error err = {0};
    code c = enrolment_mine(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &v.e, &err);

    if (c == OK)
        c = enrolment_view_load(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, "/pathways/%lld", (long long)v.e.id);
    struct out o = app_page(rq, str_z(rq->arena, v.e.name), "");
    tmpl_my_pathway(&o, &v);
    app_send(rq, rs, &o);
}

void pathway_join_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t id = 0;
    code c = pathway_join(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "pathway"), &id, &err);

    if (c == OK)
        app_wake(app_of(rq));
    app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, "/pathways/%lld", (long long)id), "You are on it. What you hold already counts.");
}

static code leave(struct request *rq, struct error *err)
{
    struct enrolment e;

    TRY(enrolment_mine(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &e, err));
    if (!e.is_open)
        return fail(err, CONFLICT, "pathway", "you were put on this pathway: whoever did it takes you off it");
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, pathway_leave(rq->db, rq->arena, &(struct pathway_act){e.org, e.id, rq->session->account}, err), err);
}

void pathway_mine_leave_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = leave(rq, &err);

    app_done_or_fail(rq, rs, c, &err, S("/pathways"), "You left it. What you have done stays yours.");
}
