/* ladder/compare_pages.c — two job roles side by side: for members any two, for whoever works
 * there those in use where they work, for anybody those that are public. */
#include "app/ladder/ladder_view.h"

#include "app/skill/vouch.h"
#include "templates.h"

static int64_t query_int(struct request *rq, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, name), &n) ? n : 0;
}

static struct ladder_side side_of(const struct ladder_item *i, int side)
{
    static const struct { const char *need, *icon; } needs[] = {[NEED_NOT] = {"Not asked", "minus"}, [NEED_DESIRABLE] = {"Desirable", "circle"}, [NEED_MANDATORY] = {"Mandatory", "circle-check"}};

    return (struct ladder_side){needs[i->need[side]].need, needs[i->need[side]].icon, i->asks[side]};
}

static void offer(struct arena *a, const struct jobrole_list *all, const int64_t roles[2], struct ladder_compare_view *v)
{
    for (size_t i = 0; i < all->n; i++) {
        struct ladder_choice one = ladder_choice_of(&all->items[i], v->roles.n, roles[0], roles[1]);
        *list_add(a, &v->roles) = one;
    }
}

static code compare(struct request *rq, const struct ladder_compare_ask *q, struct ladder_compare_view *v, struct error *err)
{
    struct ladder_items items = {0};
    struct jobrole j;

    for (int side = 0; side < 2; side++) {
        TRY(jobrole_get(rq->db, rq->arena, q->org, q->roles[side], &j, err));
        v->name[side] = j.name;
    }
    TRY(ladder_compare(rq->db, rq->arena, q, &items, err));
    for (size_t i = 0; i < items.n; i++)
        *list_add(rq->arena, &v->lines) = (struct ladder_line){items.items[i].code, items.items[i].name, {side_of(&items.items[i], 0), side_of(&items.items[i], 1)}, ladder_differs(&items.items[i])};
    v->is_compared = true;
    return OK;
}

static void answer(struct request *rq, struct response *rs, code c, const struct error *err, void (*template)(struct out *, const struct ladder_compare_view *), const struct ladder_compare_view *v)
{
    if (c != OK) {
        app_fail(rq, rs, err);
        return;
    }
    struct out o = app_page(rq, "Compare two job roles", "norms");
    template(&o, v);
    app_send(rq, rs, &o);
}

/* ---- members ---- */

void ladder_compare_show(struct request *rq, struct response *rs)
{
    struct ladder_compare_ask q = {.org = rq->org, .roles = {query_int(rq, "a"), query_int(rq, "b")}};
    struct ladder_compare_view v = {.back = str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org)};
    struct jobrole_list all = {0};
    struct error err = {0};
    code c = jobrole_find(rq->db, rq->arena, rq->org, &all, &err);

    v.self = str_join(rq->arena, v.back, S("/compare"));
    offer(rq->arena, &all, q.roles, &v);
    if (c == OK && q.roles[0] && q.roles[1])
        c = compare(rq, &q, &v, &err);
    for (int side = 0; side < 2; side++)
        v.href[side] = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.back), (long long)q.roles[side]);
    v.way = str_printf(rq->arena, STR_FMT "/way?a=%lld&b=%lld", STR_ARG(v.back), (long long)q.roles[0], (long long)q.roles[1]);
    answer(rq, rs, c, &err, tmpl_ladder_compare, &v);
}

/* ---- whoever works there ---- */

static const struct jobrole *among(const struct jobrole_list *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

static code compare_mine(struct request *rq, struct ladder_compare_view *v, struct error *err)
{
    struct ladder_compare_ask q = {.roles = {query_int(rq, "a"), query_int(rq, "b")}, .in_force = true};
    struct skill_mes me = {0};

    TRY(skill_me_find(rq->db, rq->arena, rq->session->account, &me, err));
    for (size_t i = 0; i < me.n; i++) {
        struct jobrole_list all = {0};
        TRY(jobrole_find(rq->db, rq->arena, me.items[i].org, &all, err));
        offer(rq->arena, &all, q.roles, v);
        if (among(&all, q.roles[0]) && among(&all, q.roles[1]))
            q.org = me.items[i].org;
    }
    if (!q.roles[0] || !q.roles[1])
        return OK;
    return q.org ? compare(rq, &q, v, err) : fail(err, NOT_FOUND, "role", "there are no two such job roles where you work");
}

void ladder_compare_mine(struct request *rq, struct response *rs)
{
    struct ladder_compare_view v = {.self = S("/ladder/compare"), .back = S("/ladder"), .href = {S(""), S("")}};
    struct error err = {0};
    code c = compare_mine(rq, &v, &err);

    answer(rq, rs, c, &err, tmpl_ladder_compare_open, &v);
}

/* ---- anybody ---- */

static code compare_public(struct request *rq, struct ladder_compare_view *v, struct error *err)
{
    struct ladder_compare_ask q = {.roles = {query_int(rq, "a"), query_int(rq, "b")}, .in_force = true};
    struct jobrole_list all = {0}, open = {0};
    struct jobrole j;

    TRY(jobrole_by_public_id(rq->db, rq->arena, request_param(rq, "role"), &j, err));
    v->back = str_join(rq->arena, S("/roles/"), j.public_id);
    v->self = str_join(rq->arena, v->back, S("/compare"));
    q.org = j.org;
    if (!q.roles[0])
        q.roles[0] = j.id;
    TRY(jobrole_find(rq->db, rq->arena, j.org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].published)
            *list_add(rq->arena, &open) = all.items[i];
    offer(rq->arena, &open, q.roles, v);
    if (!q.roles[1])
        return OK;
    for (int side = 0; side < 2; side++) {
        const struct jobrole *one = among(&open, q.roles[side]);
        if (!one)
            return fail(err, NOT_FOUND, "role", "there is no such job role");
        v->href[side] = str_join(rq->arena, S("/roles/"), one->public_id);
    }
    return compare(rq, &q, v, err);
}

void ladder_compare_public(struct request *rq, struct response *rs)
{
    struct ladder_compare_view v = {.href = {S(""), S("")}};
    struct error err = {0};
    code c = compare_public(rq, &v, &err);

    answer(rq, rs, c, &err, tmpl_ladder_compare_open, &v);
}
