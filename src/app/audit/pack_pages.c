/* audit/pack_pages.c — audit packs: asked for, made, fetched. */
#include "app/audit/audit_pages.h"

#include "templates.h"

static str self_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/audit/packs", (long long)rq->org);
}

static const struct { const char *state, *kind, *icon, *words; } states[] = {
    {"running", "info", "hourglass", "Being made"}, {"done", "good", "check", "Ready"}, {"failed", "bad", "alert-circle", "Failed"}, {"stopped", "", "x", "Stopped"},
    {"gone", "", "trash", "Deleted"},
};

static struct tag_view tag_of(const struct pack_row *k)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (str_eq(k->state, cstr(states[i].state)))
            return (struct tag_view){states[i].kind, states[i].icon, said(states[i].words)};
    return (struct tag_view){0};
}

static void add_shown(struct request *rq, struct packs_view *v, const struct pack_row *k)
{
    struct arena *a = rq->arena;
    bool runs = str_eq(k->state, S("running"));

    *list_add(a, &v->rows) = (struct pack_shown){
        .row = *k, .tag = tag_of(k), .is_running = runs, .is_done = str_eq(k->state, S("done")),
        .href = str_printf(a, STR_FMT "/%lld", STR_ARG(v->self), (long long)k->id), .size = words_printf(a, "%lld KB", (long long)(k->bytes + 999) / 1000),
        .name = k->sample_name.n ? k->sample_name : words_printf(a, "Sample %lld", (long long)k->sample),
        .sample = str_printf(a, STR_FMT "/audit/samples/%lld", STR_ARG(v->base), (long long)k->sample)};
    v->is_busy |= runs;
}

void pack_list_show(struct request *rq, struct response *rs)
{
    struct packs_view v = {.base = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .self = self_of(rq)};
    struct pack_rows rows = {0};
    struct error err = {0};

    if (packs_find(rq->db, rq->arena, rq->org, &rows, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < rows.n; i++)
        add_shown(rq, &v, &rows.items[i]);
    struct out o = app_page(rq, "Audit packs", app_allow(rq, MANAGE_ORG, rq->org) == OK ? "norms" : "check");
    if (v.is_busy)
        ((struct page *)o.page)->refresh_seconds = 5;
    tmpl_audit_packs(&o, &v);
    app_send(rq, rs, &o);
}

void pack_post(struct request *rq, struct response *rs)
{
    struct pack_ask q = {.org = rq->org, .sample = request_param_int(rq, "id"), .by = rq->session->account};
    struct error err = {0};

    if (pack_ask(rq->db, rq->arena, &q, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, self_of(rq), "The pack is being made.");
}

void pack_fetch(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};
    uint64_t bytes = 0;
    int fd = -1;
    code c = org_log(rq->db, rq->org, rq->session->account, "audit.pack-fetch", str_printf(rq->arena, "pack %lld", (long long)id), S(""), &err);

    if (c == OK)
        c = pack_open(app_of(rq), rq->db, rq->arena, rq->org, id, &fd, &bytes, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_file_take(rs, S("application/zip"), fd, bytes);
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"audit-pack-%lld.zip\"", (long long)id));
}

void pack_drop_post(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (pack_drop(app_of(rq), rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_of(rq), "The file is gone.");
}
