/* catalog/transfer_pages.c — badges in from a file, text or address, with an
 * undo; and out again, one or all. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/transfer.h"
#include "templates.h"

/* ---- in ---- */

static const struct form_field import_fields[] = {
    {.name = "file", .kind = FIELD_FILE, .label = "File", .max = TRANSFER_BYTES},
    {.name = "text", .kind = FIELD_TEXT, .label = "Text or address", .max = 1 << 20},
};
static const struct form_spec import_form = FORM(import_fields);

static void import_page(struct request *rq, struct response *rs, struct import_view *v)
{
    v->base = catalog_base_path(rq);
    struct out o = app_page(rq, "Import badges", "badges");
    tmpl_catalog_import(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void import_show(struct request *rq, struct response *rs)
{
    import_page(rq, rs, &(struct import_view){.form = form_empty(rq->arena, &import_form)});
}

static code log_import(struct request *rq, const struct import_view *v, struct error *err)
{
    return org_log(rq->db, rq->org, rq->session->account, "badge.import", S(""),
                   str_printf(rq->arena, "%lld badges", (long long)v->made), err);
}

static void add_lines(struct request *rq, const struct import_lines *lines, struct import_view *v)
{
    struct buf ids = buf_new(rq->arena);

    for (size_t i = 0; i < lines->n; i++) {
        const struct import_line *x = &lines->items[i];
        *list_add(rq->arena, &v->lines) = (struct import_shown){
            .name = str_is_empty(x->name) ? S("without a name") : x->name, .sentence = x->sentence,
            .href = x->badge ? catalog_badge_path(rq, x->badge) : S("")};
        if (!x->badge)
            continue;
        buf_printf(&ids, "%s%lld", ids.n ? "," : "", (long long)x->badge);
        v->made++;
    }
    v->ids = buf_done(&ids);
}

static code run_import(struct request *rq, struct import_view *v, struct error *err)
{
    const struct part *file = form_file(v->form, "file");
    struct loader l = app_loader(app_of(rq), rq->db, rq->arena);
    struct import_lines lines = {0};

    TRY(catalog_import(rq->db, rq->arena, rq->org,
                       &(struct import_source){&l, file ? file->value : form_text(v->form, "text")}, &lines, err));
    add_lines(rq, &lines, v);
    return v->made ? log_import(rq, v, err) : OK;
}

void import_post(struct request *rq, struct response *rs)
{
    struct import_view v = {.form = form_read(rq, &import_form)};
    const char *field = form_file(v.form, "file") ? "file" : "text";
    struct error err = {0};

    if (v.form->ok && !form_file(v.form, "file") && str_is_empty(form_text(v.form, "text")))
        form_reject(v.form, "file", said("Choose a file, or paste a text or an address."));
    if (v.form->ok) {
        code c = run_import(rq, &v, &err);
        if (c == FAULT) {
            app_fail(rq, rs, &err);
            return;
        }
        if (c != OK)
            form_reject(v.form, field, app_sentence(rq->arena, err.text));
    }
    import_page(rq, rs, &v);
}

/* What was made a moment ago and not touched since: drafts. */
void import_undo(struct request *rq, struct response *rs)
{
    str rest = request_field(rq, "badges"), one;
    struct error err = {0};
    int64_t id, n = 0;

    while (str_cut(&rest, ',', &one) && n < TRANSFER_BADGES) {
        if (!str_to_int(one, &id))
            continue;
        code c = catalog_delete_draft(rq->db, rq->org, id, &err);
        if (c == OK) {
            n++;
        } else if (c != NOT_FOUND && c != CONFLICT) {
            app_fail(rq, rs, &err);
            return;
        }
    }
    if (n && org_log(rq->db, rq->org, rq->session->account, "badge.import-undone", S(""),
                     str_printf(rq->arena, "%lld badges", (long long)n), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, catalog_base_path(rq), "The import is undone.");
}

/* ---- out ---- */

/* "Forklift operator" as a name of a file. */
static str file_name(struct arena *a, str name)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < name.n && b.n < 60; i++) {
        char c = name.p[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_plain)
            buf_byte(&b, c);
        else if (b.n && b.p[b.n - 1] != '-')
            buf_byte(&b, '-');
    }
    return b.n ? buf_done(&b) : S("badge");
}

static void as_file(struct request *rq, struct response *rs, str name, const char *ending)
{
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"" STR_FMT "%s\"", STR_ARG(name), ending));
    response_header(rs, "Cache-Control", S("no-store"));
}

/* Under the profile that issues it. */
static code export_json(struct db *db, struct arena *a, const struct badge_row *b, bool in_v2, str *json, struct error *err)
{
    struct org o;

    TRY(org_issuer_get(db, a, b->org, b->v.issuer, &o, err));
    return (in_v2 ? transfer_write_v2 : transfer_write)(db, a, &o, b, json, err);
}

void export_one(struct request *rq, struct response *rs)
{
    bool in_v2 = str_eq(request_query(rq, "as"), S("2.0"));
    struct badge_row b;
    struct error err = {0};
    str json;

    if (catalog_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &b, &err) != OK
        || export_json(rq->db, rq->arena, &b, in_v2, &json, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("application/ld+json"), json);
    as_file(rq, rs, file_name(rq->arena, b.v.name), in_v2 ? "-ob2.json" : "-ob3.json");
}

#define AT_ONCE 20

/* Newest first, a page of badges in memory at a time. */
static code put_all(struct request *rq, struct response *rs, struct error *err)
{
    struct badge_filter f = {.state = S(""), .search = S(""), .at = {.limit = AT_ONCE}};
    bool any = false;

    for (size_t n = AT_ONCE; n == AT_ONCE;) {
        struct arena *page = arena_new((size_t)64 << 20);
        struct badge_list found = {0};
        code c = catalog_list(rq->db, page, rq->org, &f, &found, err);
        for (size_t i = 0; c == OK && i < found.n; i++) {
            str json;
            c = export_json(rq->db, page, &found.items[i], false, &json, err);
            if (c == OK)
                c = response_file_put(rs, str_join(page, any ? S(",\n") : S(""), json), err);
            any = true;
            f.at.after = found.items[i].id;
        }
        n = found.n;
        arena_free(page);
        TRY(c);
    }
    return OK;
}

static code write_all(struct request *rq, struct response *rs, struct error *err)
{
    TRY(response_file_open(rs, S("application/json"), err));
    TRY(response_file_put(rs, S("{\"badges\":[\n"), err));
    TRY(put_all(rq, rs, err));
    return response_file_put(rs, S("\n]}\n"), err);
}

void export_all(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (write_all(rq, rs, &err) != OK) {
        response_file_drop(rs);
        app_fail(rq, rs, &err);
        return;
    }
    as_file(rq, rs, S("badges-"), str_z(rq->arena, str_join(rq->arena, date_format(rq->arena, date_of(clock_now())), S(".json"))));
}
