/* audit/pack_pages.c — audit packs: asked for, made, fetched. */
#include "app/audit/audit_pages.h"

#include "app/org/access.h"
#include "templates.h"

static str self_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/audit/packs", (long long)rq->org);
}

/* ---- who may ---- */

bool pack_may(struct request *rq)
{
    return access_holds_some(rq, OPEN_EVIDENCE);
}

/* The whole organisation is theirs to see. */
static bool sees_all(struct request *rq)
{
    return app_allow(rq, READ_LOG, rq->org) == OK;
}

/* What was opened for one is not open to another. */
static bool is_theirs(struct request *rq, const struct pack_row *k)
{
    return k->account == rq->session->account || (!k->with_evidence && sees_all(rq));
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
        .row = *k, .tag = tag_of(k), .is_running = runs, .is_done = str_eq(k->state, S("done")), .is_theirs = is_theirs(rq, k),
        .href = str_printf(a, STR_FMT "/%lld", STR_ARG(v->self), (long long)k->id), .size = words_printf(a, "%lld KB", (long long)(k->bytes + 999) / 1000),
        .name = k->sample_name.n ? k->sample_name : words_printf(a, "Sample %lld", (long long)k->sample),
        .sample = str_printf(a, STR_FMT "/audit/samples/%lld", STR_ARG(v->base), (long long)k->sample)};
    v->is_busy |= runs;
}

/* Their own, or all of them. */
static code find(struct request *rq, struct pack_row *out, struct error *err)
{
    TRY(pack_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), out, err));
    return out->account == rq->session->account || sees_all(rq) ? OK : fail(err, NOT_FOUND, "pack", "there is no such pack");
}

/* ---- all of them ---- */

static code load(struct request *rq, struct packs_view *v, struct error *err)
{
    struct pack_rows rows = {0};

    TRY(packs_find(rq->db, rq->arena, rq->org, sees_all(rq) ? 0 : rq->session->account, &rows, err));
    for (size_t i = 0; i < rows.n; i++)
        add_shown(rq, v, &rows.items[i]);
    return OK;
}

void pack_list_show(struct request *rq, struct response *rs)
{
    struct packs_view v = {.base = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .self = self_of(rq)};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Audit packs", app_allow(rq, MANAGE_ORG, rq->org) == OK ? "norms" : "check");
    if (v.is_busy)
        ((struct page *)o.page)->refresh_seconds = 5;
    tmpl_audit_packs(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- asked for ---- */

static const struct form_field pack_fields[] = {
    {"evidence", FIELD_BOOL, "With the files of evidence"},
    {"reason", FIELD_TEXT, "Why you take them along", .max = 300},
};
const struct form_spec pack_form = FORM(pack_fields);

/* How far their rights go: no grants is everything. */
static code sight_of(struct request *rq, str *out, struct error *err)
{
    const struct access *x;

    TRY(access_of(rq, rq->org, &x, err));
    *out = str_printf(rq->arena, STR_FMT "/" STR_FMT, STR_ARG(access_grants(rq->arena, x, VIEW_STANDINGS)), STR_ARG(access_grants(rq->arena, x, OPEN_EVIDENCE)));
    if (str_eq(*out, S("/")))
        *out = S("");
    return OK;
}

static code ask(struct request *rq, struct form *f, struct error *err)
{
    struct sample s;
    str sight;

    TRY(sight_of(rq, &sight, err));

    TRY(sample_of(rq, &s, err));
    return pack_ask(rq->db, rq->arena, &(struct pack_ask){.org = rq->org, .sample = s.id, .by = rq->session->account, .with_evidence = form_bool(f, "evidence"),
                                                          .reason = str_trim(form_text(f, "reason")), .sight = sight}, err);
}

void pack_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &pack_form);
    struct error err = {0};
    code c = f->ok ? ask(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        sample_show_with(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_of(rq), "The pack is being made.");
    }
}

/* ---- fetched, and gone ---- */

/* Who sees less than when it was made does not fetch what they saw then. */
static code need_same_sight(struct request *rq, const struct pack_row *k, struct error *err)
{
    struct sample_lines lines = {0};
    struct sample_sight sight;
    int64_t hidden = 0;
    str now;

    TRY(sight_of(rq, &now, err));
    if (now.n && !str_eq(now, k->sight))
        return fail(err, NOT_FOUND, "pack", "your right goes less far than when this pack was made: make another");
    TRY(sample_sight(rq->db, rq->arena, &(struct sight_ask){rq->org, rq->session->account, VIEW_STANDINGS}, &sight, err));
    TRY(sample_lines(rq->db, rq->arena, rq->org, k->sample, &lines, err));
    for (size_t i = 0; i < lines.n && !sight.everything; i++)
        hidden += lines.items[i].person == 0 || !sample_sees(&sight, lines.items[i].person, lines.items[i].requirement);
    return hidden <= k->left_out ? OK : fail(err, NOT_FOUND, "pack", "your right goes less far than when this pack was made: make another");
}

static code open_file(struct request *rq, int64_t *id, int *fd, uint64_t *bytes, struct error *err)
{
    struct pack_row k;

    TRY(find(rq, &k, err));
    if (!is_theirs(rq, &k))
        return fail(err, DENIED, "pack", "this pack has evidence that was opened for whoever made it: make one of your own");
    TRY(need_same_sight(rq, &k, err));
    *id = k.id;
    TRY(org_log(rq->db, rq->org, rq->session->account, "audit.pack-fetch", str_printf(rq->arena, "pack %lld", (long long)k.id), S(""), err));
    return pack_open(app_of(rq), rq->db, rq->arena, rq->org, k.id, fd, bytes, err);
}

void pack_fetch(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t id = 0;
    uint64_t bytes = 0;
    int fd = -1;

    if (open_file(rq, &id, &fd, &bytes, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_file_take(rs, S("application/zip"), fd, bytes);
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"audit-pack-%lld.zip\"", (long long)id));
}

void pack_drop_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct pack_row k;
    code c = find(rq, &k, &err);

    if (c == OK)
        c = pack_drop(app_of(rq), rq->db, rq->arena, rq->org, k.id, rq->session->account, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_of(rq), "The file is gone.");
}
