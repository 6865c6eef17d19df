/* takeaway/takeaway_pages.c — "take everything with you", a collection or one badge. */
#include "app/takeaway/takeaway.h"

#include "app/kept_file.h"
#include "templates.h"

#define SELF S("/account/takeout")

/* ---- while somebody waits ---- */

static code put(void *response, str bytes, struct error *err)
{
    return response_file_put(response, bytes, err);
}

static str lang_of(struct request *rq)
{
    struct page page = {0};

    router_fill_page(rq, &page);
    return page.lang;
}

static void send(struct request *rq, struct response *rs, struct takeaway q, const char *name)
{
    const struct takeaway_to to = {.put = put, .ctx = rs};
    struct error err = {0};

    q.owner = rq->session->account;
    q.lang = lang_of(rq);
    code c = response_file_open(rs, S("application/zip"), &err);
    if (c == OK)
        c = takeaway_write(app_of(rq), rq->db, rq->arena, &q, &to, &err);
    if (c != OK) {
        response_file_drop(rs);
        app_fail(rq, rs, &err);
        return;
    }
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"%s.zip\"", name));
}

static void takeout_file(struct request *rq, struct response *rs)
{
    struct error err = {0};
    bool large = false;

    if (takeout_is_large(rq->db, rq->session->account, &large, &err) != OK)
        app_fail(rq, rs, &err);
    else if (large)
        response_redirect(rs, SELF);
    else
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

/* ---- made in the background ---- */

static const struct { const char *state, *kind, *icon, *words; } states[] = {
    {"running", "info", "hourglass", "Being made"}, {"done", "good", "check", "Ready"}, {"failed", "bad", "alert-circle", "Failed"}, {"stopped", "", "x", "Stopped"},
    {"gone", "", "trash", "Deleted"},
};

static struct tag_view tag_of(str state)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (str_eq(state, cstr(states[i].state)))
            return (struct tag_view){states[i].kind, states[i].icon, said(states[i].words)};
    return (struct tag_view){0};
}

static code load(struct request *rq, struct takeout_view *v, struct error *err)
{
    struct takeout_rows rows = {0};

    TRY(takeout_is_large(rq->db, rq->session->account, &v->is_large, err));
    TRY(takeout_find(rq->db, rq->arena, rq->session->account, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        const struct takeout_row *e = &rows.items[i];
        bool runs = str_eq(e->state, S("running"));
        *list_add(rq->arena, &v->rows) = (struct takeout_shown){
            .row = *e, .size = e->bytes ? kept_file_size(rq->arena, e->bytes) : S(""), .tag = tag_of(e->state), .is_running = runs,
            .is_done = str_eq(e->state, S("done")), .href = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(SELF), (long long)e->id)};
        if (e->why.n)
            v->rows.items[v->rows.n - 1].row.why = app_sentence(rq->arena, str_z(rq->arena, e->why));
        v->is_busy |= runs;
    }
    return OK;
}

static void takeout_show(struct request *rq, struct response *rs)
{
    struct takeout_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Take everything with you", "account");
    if (v.is_busy)
        ((struct page *)o.page)->refresh_seconds = 5;
    tmpl_takeout(&o, &v);
    app_send(rq, rs, &o);
}

static void takeout_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = takeout_ask(app_of(rq), rq->db, rq->arena, rq->session->account, lang_of(rq), &err);

    if (c == OK)
        app_wake(app_of(rq));
    app_done_or_fail(rq, rs, c, &err, SELF, "The file is being made.");
}

static void takeout_fetch(struct request *rq, struct response *rs)
{
    struct error err = {0};
    uint64_t bytes = 0;
    int fd = -1;

    if (takeout_open(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &fd, &bytes, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_file_take(rs, S("application/zip"), fd, bytes);
    response_header(rs, "Content-Disposition", S("attachment; filename=\"my-badges.zip\""));
}

static void takeout_drop_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = takeout_drop(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), 0, &err);

    app_done_or_fail(rq, rs, c, &err, SELF, "The file is gone.");
}

const struct route takeaway_routes[] = {
    {GET, "/account/takeout",                        SIGNED_IN, takeout_show,    NULL, 0},
    {GET, "/account/takeout.zip",                    SIGNED_IN, takeout_file,    NULL, FRESH},
    {POST, "/account/takeout",                       SIGNED_IN, takeout_post,    NULL, FRESH},
    {GET,  "/account/takeout/{id}/file.zip",         SIGNED_IN, takeout_fetch,   NULL, FRESH},
    {POST, "/account/takeout/{id}/drop",             SIGNED_IN, takeout_drop_post, NULL, 0},
    {GET, "/backpack/badges/{id}/folder.zip",        SIGNED_IN, badge_file,      NULL, 0},
    {GET, "/backpack/collections/{id}/folder.zip",   SIGNED_IN, collection_file, NULL, 0},
    {0},
};
