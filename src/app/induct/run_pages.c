/* induct/run_pages.c — checklists of one person, for those who look after them. */
#include "app/induct/induct_private.h"
#include "app/induct/induct_view.h"

#include "app/people/people.h"
#include "templates.h"
#include "web/out.h"

static str person_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

/* The row of the route reaches a person: a checklist of somebody else is not there. */
static code find_run(struct request *rq, struct induct *u, struct error *err)
{
    TRY(induct_get(rq->db, rq->arena, rq->org, request_param_int(rq, "induct"), u, err));
    return u->person == request_param_int(rq, "id") ? OK : fail(err, NOT_FOUND, "induction", "there is no such checklist");
}

static code load_person(struct request *rq, struct induct_person_view *v, struct error *err)
{
    struct inducts all = {0};
    struct person p;

    TRY(person_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, err));
    TRY(induct_of_person(rq->db, rq->arena, rq->org, p.id, &all, err));
    v->name = p.name.n ? p.name : p.email;
    v->back = person_path(rq);
    for (size_t i = 0; i < all.n; i++) {
        struct induct_steps steps = {0};
        TRY(induct_steps_of(rq->db, rq->arena, &all.items[i], 0, &steps, err));
        struct induct_state s = induct_state_of(rq->arena, &all.items[i], &steps);
        *list_add(rq->arena, &v->runs) = (struct induct_run_line){str_printf(rq->arena, STR_FMT "/induction/%lld", STR_ARG(v->back), (long long)all.items[i].id), all.items[i].name,
                                                                  induct_tag(&all.items[i], &s), induct_cleared_tag(&all.items[i], &s), all.items[i].start, s.done, s.n};
    }
    return OK;
}

void induct_person_show(struct request *rq, struct response *rs)
{
    struct induct_person_view v = {0};
    struct error err = {0};

    if (load_person(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "people");
    tmpl_induct_person(&o, &v);
    app_send(rq, rs, &o);
}

static str signed_by(struct arena *a, str name, msec at)
{
    return at ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(name.n ? name : said("by itself")), STR_ARG(out_day_said(a, at))) : S("");
}

static code load_run(struct request *rq, struct induct_run_view *v, struct error *err)
{
    struct induct_steps all = {0};
    struct arena *a = rq->arena;

    TRY(find_run(rq, &v->u, err));
    TRY(induct_steps_of(rq->db, a, &v->u, 0, &all, err));
    struct induct_state s = induct_state_of(a, &v->u, &all);
    v->back = str_join(a, person_path(rq), S("/induction"));
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(v->back), (long long)v->u.id);
    v->tag = induct_tag(&v->u, &s);
    v->cleared = induct_cleared_tag(&v->u, &s);
    v->may_end = app_allow(rq, RECORD_PROOF, rq->org) == OK;
    v->award = v->u.award && app_allow(rq, VIEW_AWARDS, rq->org) == OK ? str_printf(a, "/org/%lld/awards/%lld", (long long)rq->org, (long long)v->u.award) : S("");
    for (size_t i = 0; i < all.n; i++) {
        const struct induct_step *one = &all.items[i];
        enum step_state state = step_judge(&one->facts, v->u.zone_today);
        *list_add(a, &v->steps) = (struct induct_step_row){.text = one->item.text, .owes = state == STEP_DONE ? S("") : one->owes, .tag = induct_step_tag(state), .due = one->facts.due,
                                                          .done = signed_by(a, one->done_by_name, one->facts.done), .signed_off = signed_by(a, one->signed_by_name, one->facts.signed_off),
                                                          .note = one->note};
    }
    return OK;
}

void induct_run_show(struct request *rq, struct response *rs)
{
    struct induct_run_view v = {0};
    struct error err = {0};

    if (load_run(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.u.name), "people");
    tmpl_induct_run(&o, &v);
    app_send(rq, rs, &o);
}

static code set_cancelled(struct request *rq, bool cancels, struct error *err)
{
    struct induct_act c = {rq->org, request_param_int(rq, "induct"), rq->session->account};
    struct induct u;

    TRY(find_run(rq, &u, err));
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, cancels ? induct_cancel(rq->db, rq->arena, &c, err) : induct_resume(rq->db, rq->arena, &c, err), err);
}

static void answer(struct request *rq, struct response *rs, bool cancels, const char *done)
{
    struct error err = {0};

    if (set_cancelled(rq, cancels, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/induction/%lld", STR_ARG(person_path(rq)), (long long)request_param_int(rq, "induct")), done);
}

void induct_cancel_post(struct request *rq, struct response *rs)
{
    answer(rq, rs, true, "Ended. Nothing of it is asked any more.");
}

void induct_resume_post(struct request *rq, struct response *rs)
{
    answer(rq, rs, false, "It goes on where it was.");
}
