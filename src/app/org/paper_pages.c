/* org/paper_pages.c — the backup sheet of a signing key, and the page on which it
 * is typed in again. The sheet is the answer to a POST: it is in no history and
 * nobody is led to it. */
#include "app/org/org_pages.h"

#include "app/draw.h"
#include "base/codec.h"
#include "templates.h"

#define QR_SIDE 640

/* ---- the sheet ---- */

static code draw_code(struct arena *a, str text, str *png, struct error *err)
{
    str svg, bytes;

    TRY(draw_qr_svg(a, text, &svg, err));
    TRY(draw_png_from_svg(a, svg, QR_SIDE, &bytes, err));
    *png = base64_encode(a, bytes);
    return OK;
}

static code load_sheet(struct request *rq, struct sheet_view *v, struct error *err)
{
    struct issuer_head head;
    struct org o;
    int64_t id = request_param_int(rq, "key");

    TRY(org_asked(rq, &o, &head, err));
    TRY(org_key_name(rq->db, rq->arena, &o, id, &v->key, err));
    TRY(org_key_sheet(app_of(rq), rq->db, rq->arena, &o, id, rq->session->account, &v->sheet, err));
    v->name = o.name;
    v->address = org_profile_url(rq->arena, &o);
    v->slug = o.slug;
    v->back = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(org_keys_path(rq, &head)), (long long)id);
    v->printed = clock_now();
    v->has_lines = v->sheet.lines.n > 0;
    return draw_code(rq->arena, v->sheet.code, &v->qr, err);
}

void org_key_paper(struct request *rq, struct response *rs)
{
    struct sheet_view v = {0};
    struct error err = {0};

    if (load_sheet(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Backup sheet", "");
    tmpl_org_key_sheet(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
}

/* ---- back from paper ---- */

static const struct form_field fields[] = {
    {"sheet", FIELD_TEXT, "What stands on the sheet", .max = KEY_SHEET_BYTES, .required = true},
    {"signs", FIELD_BOOL, "Sign with it from now on"},
};
static const struct form_spec spec = FORM(fields);

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct restore_view v = {.form = f};
    struct error err = {0};
    struct org o;

    if (org_asked(rq, &o, &v.head, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.back = org_keys_path(rq, &v.head);
    v.action = rq->path;
    struct out out = app_page(rq, "A key from its sheet", "settings");
    tmpl_org_key_restore(&out, &v);
    app_send(rq, rs, &out);
    response_header(rs, "Cache-Control", S("no-store"));
    if (!f->ok)
        rs->status = 422;
}

void org_key_restore_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

static code restore(struct request *rq, const struct form *f, struct issuer_head *head, struct error *err)
{
    struct org o;
    str kid;

    TRY(org_asked(rq, &o, head, err));
    return org_key_restore(app_of(rq), rq->db, rq->arena, &o,
                           &(struct key_restore){form_text(f, "sheet"), form_bool(f, "signs"), rq->session->account}, &kid, err);
}

void org_key_restore_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct issuer_head head;
    struct error err = {0};
    code c = f->ok ? restore(rq, f, &head, &err) : OK;

    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(f, &err, rq->arena);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else if (f->ok)
        app_done(rq, rs, org_keys_path(rq, &head), "The key is back: what it signed can be checked again.");
    if (!f->ok)
        show(rq, rs, f);
}
