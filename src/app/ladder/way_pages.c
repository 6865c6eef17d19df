/* ladder/way_pages.c — the way to a job role: one's own, somebody's whom one leads or may see,
 * and from one role to another, of nobody. */
#include "app/ladder/way_view.h"

#include "app/org/person.h"
#include "app/skill/vouch.h"
#include "templates.h"

static int64_t query_int(struct request *rq, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, name), &n) ? n : 0;
}

/* ---- in words ---- */

static str names_after(struct arena *a, const struct way_items *all, const struct way_item *x)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < x->after.n; i++)
        buf_printf(&b, "%s“" STR_FMT "”", i ? ", " : "", STR_ARG(way_name(all, x->after.items[i])));
    return b.n ? words_printf(a, "After " STR_FMT, STR_ARG(buf_done(&b))) : S("");
}

static void add_line(struct arena *a, const struct way *w, size_t at, struct way_stage *stage)
{
    const struct way_item *x = &w->items.items[at];

    *list_add(a, &stage->lines) = (struct way_line){
        .place = (int64_t)at + 1, .code = x->code, .name = x->name, .asks = x->asks, .how = x->how, .after = names_after(a, &w->items, x), .mandatory = x->mandatory,
        .later = x->stage < x->asked ? words_printf(a, "Asked for " STR_FMT ", and something here comes after it", STR_ARG(w->roles.items[x->asked].name)) : S(""),
        .effort = x->with ? words_printf(a, "With “" STR_FMT "”", STR_ARG(way_name(&w->items, x->with))) : effort_words(a, &x->effort)};
}

static void add_stages(struct arena *a, struct way_view *v)
{
    struct effort_sum all = {0};

    for (size_t i = v->w.first; i < v->w.roles.n; i++) {
        struct way_stage *stage = list_add(a, &v->stages);
        struct effort_sum sum = {0};
        *stage = (struct way_stage){.name = v->w.roles.items[i].name, .words = v->w.roles.items[i].words};
        for (size_t k = 0; k < v->w.items.n; k++) {
            if (v->w.items.items[k].stage != i)
                continue;
            add_line(a, &v->w, k, stage);
            effort_add(&sum, &v->w.items.items[k].effort);
            effort_add(&all, &v->w.items.items[k].effort);
        }
        stage->sum = effort_sum_words(a, &sum);
    }
    v->sum = effort_sum_words(a, &all);
}

/* ---- what is asked ---- */

/* Until one is chosen, two that differ. What is archived is not offered. */
static code add_roles(struct request *rq, struct way_view *v, const struct way_ask *q, struct error *err)
{
    struct jobrole_list all = {0};
    bool from_there = q->person || !q->from;

    TRY(jobrole_find(rq->db, rq->arena, q->org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct jobrole *j = &all.items[i];
        *list_add(rq->arena, &v->roles) = (struct ladder_choice){j->id, j->name, j->id == q->from, q->to ? j->id == q->to : i == (v->of_nobody ? 1 : 0)};
        v->is_chosen |= j->id == q->to;
        from_there |= j->id == q->from;
    }
    return (q->to && !v->is_chosen) || !from_there ? fail(err, NOT_FOUND, "jobrole", "there is no such job role") : OK;
}

static code load(struct request *rq, struct way_view *v, const struct way_ask *q, struct error *err)
{
    TRY(add_roles(rq, v, q, err));
    v->is_chosen = v->is_chosen && (q->person || q->from);
    if (!v->is_chosen)
        return OK;
    TRY(way_find(rq->db, rq->arena, q, &v->w, err));
    add_stages(rq->arena, v);
    return OK;
}

static void answer(struct request *rq, struct response *rs, const struct way_view *v, const char *part)
{
    struct out o = app_page(rq, "The way to a job role", part);

    if (v->is_mine)
        tmpl_ladder_way_mine(&o, v);
    else
        tmpl_ladder_way(&o, v);
    app_send(rq, rs, &o);
}

/* ---- of nobody ---- */

void way_show(struct request *rq, struct response *rs)
{
    struct way_view v = {.of_nobody = true, .ladder = str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org), .back_words = "Ladder"};
    const struct way_ask q = {.org = rq->org, .from = query_int(rq, "a"), .to = query_int(rq, "b")};
    struct error err = {0};

    v.self = str_join(rq->arena, v.ladder, S("/way"));
    v.back = str_join(rq->arena, v.ladder, S("/ladder"));
    if (load(rq, &v, &q, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer(rq, rs, &v, "norms");
}

/* ---- of somebody ---- */

static code load_person(struct request *rq, struct way_view *v, struct error *err)
{
    const struct way_ask q = {.org = rq->org, .person = request_param_int(rq, "id"), .to = query_int(rq, "b")};
    struct person p;

    TRY(person_get(rq->db, rq->arena, rq->org, q.person, &p, err));
    v->who = p.name.n ? p.name : p.email;
    v->ladder = str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org);
    return load(rq, v, &q, err);
}

void way_of_person(struct request *rq, struct response *rs)
{
    const str person = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
    struct way_view v = {.self = str_join(rq->arena, person, S("/way")), .back = str_join(rq->arena, person, S("/ready")), .back_words = "What they are ready for"};
    struct error err = {0};

    if (load_person(rq, &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer(rq, rs, &v, "people");
}

/* Whom they do not lead is not there. */
static code load_led(struct request *rq, struct way_view *v, struct error *err)
{
    bool leads = false;

    TRY(skill_leads(rq->db, rq->org, request_param_int(rq, "id"), rq->session->account, &leads, err));
    return leads ? load_person(rq, v, err) : fail(err, NOT_FOUND, "person", "there is no such person in your team");
}

void way_of_led(struct request *rq, struct response *rs)
{
    struct way_view v = {.back = str_printf(rq->arena, "/org/%lld/team/%lld", (long long)rq->org, (long long)request_param_int(rq, "id")), .back_words = "The person"};
    struct error err = {0};

    v.self = str_join(rq->arena, v.back, S("/way"));
    if (load_led(rq, &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer(rq, rs, &v, "team");
}

/* ---- one's own ---- */

/* As whoever is named, else as whom one is known first. */
static code load_mine(struct request *rq, struct way_view *v, struct error *err)
{
    struct skill_mes all = {0};
    const struct skill_me *me = NULL;
    const int64_t asked = query_int(rq, "me");

    TRY(skill_me_find(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!me || all.items[i].person == asked)
            me = &all.items[i];
    v->is_known = me != NULL;
    if (!me)
        return OK;
    if (asked && me->person != asked)
        return fail(err, NOT_FOUND, "person", "nobody of your account has this number");
    const struct way_ask q = {.org = me->org, .person = me->person, .to = query_int(rq, "b")};
    v->me = me->person;
    v->plan = q.to ? str_printf(rq->arena, "/plan/new?me=%lld&role=%lld", (long long)me->person, (long long)q.to) : S("");
    return load(rq, v, &q, err);
}

void way_mine(struct request *rq, struct response *rs)
{
    struct way_view v = {.is_mine = true, .self = S("/ladder/way")};
    struct error err = {0};

    if (load_mine(rq, &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        answer(rq, rs, &v, "");
}
