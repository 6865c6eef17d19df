/* jobrole/past_pages.c — what a job role took when, the newest first. */
#include "app/jobrole/jobrole_view.h"

#include "templates.h"

static str named(struct arena *a, str short_code, str name)
{
    return short_code.n ? str_printf(a, STR_FMT " " STR_FMT, STR_ARG(short_code), STR_ARG(name)) : name;
}

/* The last moment of the period counts; 0: now. */
static code add_version(struct request *rq, struct jobrole_past_view *v, const struct jobrole_period *p, struct error *err)
{
    const struct jobrole_then then = {rq->org, v->j.id, p->until ? p->until - 1 : 0};
    struct jobrole_version *x = list_add(rq->arena, &v->versions);
    struct jobrole_asks asks = {0};
    struct jobrole_skills skills = {0};

    *x = (struct jobrole_version){.from = p->from, .until = p->until};
    TRY(jobrole_asks_at(rq->db, rq->arena, &then, &asks, err));
    TRY(jobrole_skills_at(rq->db, rq->arena, &then, &skills, err));
    for (size_t i = 0; i < asks.n; i++)
        *list_add(rq->arena, asks.items[i].mandatory ? &x->mandatory : &x->desirable) = named(rq->arena, asks.items[i].r.code, asks.items[i].r.name);
    for (size_t i = 0; i < skills.n; i++)
        *list_add(rq->arena, skills.items[i].mandatory ? &x->mandatory : &x->desirable) =
            str_printf(rq->arena, STR_FMT " (" STR_FMT ")", STR_ARG(named(rq->arena, skills.items[i].code, skills.items[i].name)), STR_ARG(jobrole_skill_words(rq->arena, &skills.items[i])));
    return OK;
}

static code load(struct request *rq, struct jobrole_past_view *v, struct error *err)
{
    struct jobrole_periods all = {0};

    TRY(jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->j, err));
    TRY(jobrole_periods(rq->db, rq->arena, rq->org, v->j.id, &all, err));
    TRY(add_version(rq, v, &(struct jobrole_period){all.n ? all.items[0].until : v->j.known, 0}, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(add_version(rq, v, &all.items[i], err));
    if (v->j.created < v->j.known && all.n < JOBROLE_PERIODS)
        *list_add(rq->arena, &v->versions) = (struct jobrole_version){.from = v->j.created, .until = v->j.known, .is_unknown = true};
    return OK;
}

void jobrole_past_show(struct request *rq, struct response *rs)
{
    struct jobrole_past_view v = {.back = str_printf(rq->arena, "/org/%lld/job-roles/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"))};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.j.name), "norms");
    tmpl_jobrole_past(&o, &v);
    app_send(rq, rs, &o);
}
