/* export/export_pages.c — "take everything with you": asked for, made, fetched. */
#include "app/export/export_private.h"

#include "app/kept_file.h"
#include "app/layout/parts.h"
#include "templates.h"

static str self_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/settings/export", (long long)rq->org);
}

static const struct { const char *state, *kind, *icon, *words; } states[] = {
    {"running", "info", "hourglass", "Being made"}, {"done", "good", "check", "Ready"}, {"failed", "bad", "alert-circle", "Failed"}, {"stopped", "", "x", "Stopped"},
    {"gone", "", "trash", "Deleted"},
};

static struct tag_view tag_of(const struct export_row *e)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (str_eq(e->state, cstr(states[i].state)))
            return (struct tag_view){states[i].kind, states[i].icon, said(states[i].words)};
    return (struct tag_view){0};
}

static code load(struct request *rq, struct export_view *v, struct error *err)
{
    struct export_rows rows = {0};

    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->self = self_of(rq);
    TRY(export_find(rq->db, rq->arena, rq->org, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        const struct export_row *e = &rows.items[i];
        bool runs = str_eq(e->state, S("running"));
        *list_add(rq->arena, &v->rows) = (struct export_shown){
            .row = *e, .size = e->bytes ? kept_file_size(rq->arena, e->bytes) : S(""), .tag = tag_of(e), .is_running = runs, .is_done = str_eq(e->state, S("done")),
            .href = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->self), (long long)e->id)};
        v->is_busy |= runs;
    }
    return OK;
}

static void show_with(struct request *rq, struct response *rs, struct export_view *v)
{
    struct error err = {0};

    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Export everything", "settings");
    if (v->is_busy)
        ((struct page *)o.page)->refresh_seconds = 5;
    tmpl_export_page(&o, v);
    app_send(rq, rs, &o);
    if (v->error.n)
        rs->status = 422;
}

static void show(struct request *rq, struct response *rs)
{
    struct export_view v = {.error = S(""), .wants_files = true};

    show_with(rq, rs, &v);
}

static void ask(struct request *rq, struct response *rs)
{
    struct export_view v = {.error = S(""), .wants_keys = request_field(rq, "keys").n > 0, .wants_files = request_field(rq, "files").n > 0};
    const struct export_ask q = {.org = rq->org, .by = rq->session->account, .with_keys = v.wants_keys, .with_files = v.wants_files, .passphrase = request_field(rq, "passphrase")};
    struct error err = {0};
    code c = export_ask(app_of(rq), rq->db, rq->arena, &q, &err);

    if (c == BAD_INPUT) {
        v.error = app_sentence(rq->arena, err.text);
        show_with(rq, rs, &v);
        return;
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, self_of(rq), "The export is being made.");
}

static void fetch(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};
    uint64_t bytes = 0;
    struct org o;
    int fd = -1;
    code c = org_get(rq->db, rq->arena, rq->org, &o, &err);

    if (c == OK)
        c = org_log(rq->db, rq->org, rq->session->account, "export.fetch", str_printf(rq->arena, "export %lld", (long long)id), S(""), &err);
    if (c == OK)
        c = export_open(app_of(rq), rq->db, rq->arena, rq->org, id, &fd, &bytes, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_file_take(rs, S("application/zip"), fd, bytes);
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"" STR_FMT "-%lld.zip\"", STR_ARG(o.slug), (long long)id));
}

static void drop(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (export_drop(app_of(rq), rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_of(rq), "The file is gone.");
}

const struct route export_routes[] = {
    {GET,  "/org/{org}/settings/export", MANAGE_ORG, show, NULL, 0},
    {POST, "/org/{org}/settings/export", MANAGE_ORG, ask, NULL, FRESH},
    {GET,  "/org/{org}/settings/export/{id}/file.zip", MANAGE_ORG, fetch, NULL, FRESH},
    {POST, "/org/{org}/settings/export/{id}/drop", MANAGE_ORG, drop, NULL, 0},
    {0},
};
