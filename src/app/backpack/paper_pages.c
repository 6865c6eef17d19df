/* backpack/paper_pages.c — a certificate on paper, and the evidence of a badge as a file. */
#include "app/backpack/backpack_pages.h"
#include "app/backpack/collect_pages.h"
#include "app/backpack/frozen.h"

#include "format/zip.h"
#include "templates.h"

/* ---- paper ---- */

static const struct form_field paper_fields[] = {
    {"item", FIELD_INT, "File", .min = 0},
    {"file", FIELD_FILE, "File", .max = 5 << 20},
    {"title", FIELD_LINE, "Title", .max = 200, .required = true},
    {"issuer", FIELD_LINE, "Who gave it", .max = 200, .required = true},
    {"awarded", FIELD_DATE, "Day"},
    {"until", FIELD_DATE, "Valid until"},
    {"note", FIELD_TEXT, "What it stands for", .max = 4000},
};
const struct form_spec paper_form = FORM(paper_fields);

/* A file that was handed in already, or one that comes now. */
static code find_file(struct request *rq, int64_t item, struct paper *p, struct error *err)
{
    struct collect_item i;

    if (item <= 0)
        return OK;
    TRY(collect_item_get(rq->db, rq->arena, rq->session->account, item, &i, err));
    p->file = i.bytes;
    p->file_name = i.name;
    return OK;
}

static void show_paper(struct request *rq, struct response *rs, struct form *f, str file_name)
{
    struct paper_view v = {
        .form = f, .item = form_int(f, "item"), .file_name = file_name,
        .file = {.value = form_value(f, "file"), .label = "Scan, photo or PDF", .title = "Choose a file", .hint = "5 MB at most. It is kept as it is.",
                 .icon = "photo-up", .accept = ".pdf,.png,.jpg,.jpeg,.webp,image/*,application/pdf"},
        .title = {.value = form_value(f, "title"), .label = "What it certifies"},
        .issuer = {.value = form_value(f, "issuer"), .label = "Who gave it"},
        .awarded = {.value = form_value(f, "awarded"), .label = "When", .type = "date", .size = "short", .optional = true},
        .until = {.value = form_value(f, "until"), .label = "Valid until", .type = "date", .size = "short", .optional = true},
        .note = {.value = form_value(f, "note"), .label = "What it stands for", .rows = 3, .optional = true},
    };
    struct out o = app_page(rq, "A certificate on paper", "backpack");

    tmpl_backpack_paper(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

void paper_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &paper_form);
    struct paper p = {.file_name = S("")};
    struct error err = {0};
    int64_t item = 0;

    if (str_to_int(request_query(rq, "item"), &item))
        form_set_int(f, "item", item);
    if (find_file(rq, item, &p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_paper(rq, rs, f, p.file_name);
}

static code keep_paper(struct request *rq, struct form *f, struct paper *p, int64_t *id, struct error *err)
{
    const struct part *file = form_file(f, "file");

    TRY(find_file(rq, form_int(f, "item"), p, err));
    if (file) {
        p->file = file->value;
        p->file_name = file->file_name;
    }
    if (p->file.n == 0)
        return fail(err, BAD_INPUT, "file", "choose a file");
    return paper_keep(rq->db, rq->arena, p, id, err);
}

void paper_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &paper_form);
    struct paper p = {.owner = rq->session->account, .file_name = S(""), .title = form_text(f, "title"), .issuer = form_text(f, "issuer"),
                      .note = form_text(f, "note"), .awarded = form_int(f, "awarded"), .until = form_int(f, "until")};
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? keep_paper(rq, f, &p, &id, &err) : BAD_INPUT;
    str path = str_printf(rq->arena, "/backpack/badges/%lld", (long long)id);

    if (c == CONFLICT && id > 0) {
        app_done(rq, rs, path, "This file is in your Backpack already.");
    } else if (c == OK) {
        app_done(rq, rs, path, "Kept, marked as not verified.");
    } else {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_paper(rq, rs, f, p.file_name);
    }
}

/* ---- evidence of a badge ---- */

static code put_bytes(void *ctx, str bytes, struct error *err)
{
    return response_file_put(ctx, bytes, err);
}

static code put_file(void *ctx, str name, str bytes, struct error *err)
{
    return zip_add(ctx, name, bytes, err);
}

static code write_evidence(struct request *rq, struct response *rs, int64_t id, str bytes, struct error *err)
{
    struct zip z = {.a = rq->arena, .put = put_bytes, .ctx = rs, .when = clock_now()};
    struct frozen_to to = {S("evidence/"), put_file, &z};
    bool found = false;

    TRY(zip_add(&z, str_printf(rq->arena, "badge.%s", holding_ending(bytes)), bytes, err));
    TRY(holding_frozen_files(rq->db, rq->arena, rq->session->account, id, &to, &found, err));
    return found ? zip_end(&z, err) : fail(err, NOT_FOUND, "badge", "nothing was kept of what this badge was judged by");
}

/* The badge as it came and all that it was judged by, under the receipt. */
void holding_evidence(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};
    str bytes;
    code c = backpack_original(rq->db, rq->arena, rq->session->account, id, &bytes, &err);

    if (c == OK)
        c = response_file_open(rs, S("application/zip"), &err);
    if (c == OK)
        c = write_evidence(rq, rs, id, bytes, &err);
    if (c != OK) {
        response_file_drop(rs);
        app_fail(rq, rs, &err);
        return;
    }
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"badge-%lld-evidence.zip\"", (long long)id));
}
