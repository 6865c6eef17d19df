/* show/wish_pages.c — a badge that somebody shows becomes a goal of who looks at it, by
 * what it says of itself: nothing is fetched for it. */
#include "app/show/show.h"

#include "app/app.h"
#include "app/backpack/goal.h"
#include "badge/report.h"
#include "base/uri.h"

static str text_of(str s)
{
    return str_is_absent(s) ? S("") : s;
}

/* One that has no name for itself is a goal in words. */
static void read_wish(struct arena *a, const struct holding *h, struct goal *g)
{
    struct report r = {0};
    str link = {0};

    *g = (struct goal){.title = h->title, .issuer = h->issuer_name, .achievement = S(""), .link = S(""), .picture = S(""), .needs = S(""), .note = S("")};
    if (report_read(a, h->report, &r, NULL) != OK)
        return;
    if (r.badge.achievement.id.n <= GOAL_ID_BYTES)
        g->achievement = text_of(r.badge.achievement.id);
    g->needs = text_of(r.badge.achievement.criteria_narrative);
    link = text_of(r.badge.achievement.criteria_id);
    g->link = uri_is_http(link) && link.n <= GOAL_ID_BYTES ? link : S("");
}

static code wish(struct request *rq, struct goal *g, struct error *err)
{
    struct subject s = {0};

    TRY(subject_find(rq->db, rq->arena, request_field(rq, "from"), &s, err));
    if (s.badges.n != 1)
        return fail(err, NOT_FOUND, "badge", "there is no such badge to be seen");
    read_wish(rq->arena, &s.badges.items[0], g);
    g->owner = rq->session->account;
    TRY(goal_find_here(app_of(rq), rq->db, rq->arena, g, err));
    return goal_add(rq->db, rq->arena, g, err);
}

static void wish_post(struct request *rq, struct response *rs)
{
    struct goal g;
    struct error err = {0};

    if (wish(rq, &g, &err) == OK)
        app_done(rq, rs, str_printf(rq->arena, "/backpack/goals/%lld", (long long)g.id), "It is among your goals.");
    else
        app_fail(rq, rs, &err);
}

const struct route wish_routes[] = {
    {POST, "/backpack/goals/shown", SIGNED_IN, wish_post, NULL, 0},
    {0},
};
