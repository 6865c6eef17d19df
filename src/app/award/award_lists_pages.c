/* award/award_lists_pages.c — all lists of an organisation, the newest first. */
#include "app/award/award_pages.h"

#include "app/account/account.h"
#include "app/layout/paging.h"
#include "app/zone.h"
#include "templates.h"

#define LISTS_PER_PAGE 50

static struct tag_view list_tag(const struct bulk *b)
{
    if (bulk_is(b, "draft"))
        return (struct tag_view){"info", "pencil", said("Not sent yet")};
    if (bulk_is(b, "reading"))
        return (struct tag_view){"info", "hourglass", said("Being read")};
    if (bulk_is(b, "held"))
        return (struct tag_view){"accent", "clock", said("Goes in some minutes")};
    if (bulk_is(b, "planned"))
        return (struct tag_view){"accent", "calendar", said("Planned")};
    if (bulk_is(b, "running"))
        return (struct tag_view){"accent", "hourglass", said("Running")};
    return b->n_failed > 0 ? (struct tag_view){"warn", "alert-circle", said("Done, with lines to correct")}
                         : (struct tag_view){"good", "check", said("Done")};
}

static void add_list(struct request *rq, const struct bulk *b, struct award_lists_view *v)
{
    struct account who;
    bool known = b->account && account_get(rq->db, rq->arena, b->account, &who, NULL) == OK;

    *list_add(rq->arena, &v->lines) = (struct award_list_line){
        .href = award_list_path(rq, b->id), .badge = b->badge_name, .tag = list_tag(b), .at = b->created,
        .who = !known ? S("") : str_is_empty(who.name) ? who.email : who.name,
        .total = b->total, .done = b->n_done, .failed = b->n_failed,
        .starts = bulk_is_waiting(b) ? zone_words(rq->arena, v->rule.time_zone, b->starts) : S("")};
}

static code load_lists(struct request *rq, struct award_lists_view *v, struct error *err)
{
    struct bulk_list lists = {0};
    struct paging p = paging_of(rq, LISTS_PER_PAGE);

    TRY(org_awarding_get(rq->db, rq->arena, rq->org, &v->rule, err));
    TRY(bulk_find(rq->db, rq->arena, rq->org, &p.at, &lists, err));
    paging_arrange(&p, &lists);
    for (size_t i = 0; i < lists.n; i++)
        add_list(rq, &lists.items[i], v);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = rq->path, .n = lists.n, .first = lists.n ? lists.items[0].id : 0,
        .last = lists.n ? lists.items[lists.n - 1].id : 0});
    return OK;
}

void award_lists_show(struct request *rq, struct response *rs)
{
    struct award_lists_view v = {.base = award_base_path(rq)};
    struct error err = {0};

    if (load_lists(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Lists of awards", "awards");
    tmpl_award_lists(&o, &v);
    app_send(rq, rs, &o);
}
