/* takeaway/takeaway_pages.c — "take everything with you", a collection or one badge. */
#include "app/takeaway/takeaway.h"

#include "templates.h"

static void takeout_show(struct request *rq, struct response *rs)
{
    struct out o = app_page(rq, "Take everything with you", "account");

    tmpl_takeout(&o);
    app_send(rq, rs, &o);
}

static void send(struct request *rq, struct response *rs, struct takeaway q, const char *name)
{
    struct page page = {0};
    struct error err = {0};

    router_fill_page(rq, &page);
    q.owner = rq->session->account;
    q.lang = page.lang;
    if (takeaway_write(app_of(rq), rq->db, rq->arena, &q, rs, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"%s.zip\"", name));
}

static void takeout_file(struct request *rq, struct response *rs)
{
    send(rq, rs, (struct takeaway){0}, "my-badges");
}

/* What is no number is nobody's; 0 would be everything. */
static int64_t asked_id(const struct request *rq)
{
    int64_t id = request_param_int(rq, "id");

    return id > 0 ? id : -1;
}

static void badge_file(struct request *rq, struct response *rs)
{
    int64_t id = asked_id(rq);

    send(rq, rs, (struct takeaway){.badge = id}, str_printf(rq->arena, "badge-%lld", (long long)id).p);
}

static void collection_file(struct request *rq, struct response *rs)
{
    int64_t id = asked_id(rq);

    send(rq, rs, (struct takeaway){.collection = id}, str_printf(rq->arena, "collection-%lld", (long long)id).p);
}

const struct route takeaway_routes[] = {
    {GET, "/account/takeout",                        SIGNED_IN, takeout_show,    NULL, 0},
    {GET, "/account/takeout.zip",                    SIGNED_IN, takeout_file,    NULL, FRESH},
    {GET, "/backpack/badges/{id}/folder.zip",        SIGNED_IN, badge_file,      NULL, 0},
    {GET, "/backpack/collections/{id}/folder.zip",   SIGNED_IN, collection_file, NULL, 0},
    {0},
};
