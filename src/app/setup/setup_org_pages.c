/* setup/setup_org_pages.c — the first run goes on: the organisation, its logo
 * and the public address, which badges carry for ever. */
#include "app/setup/setup.h"

#include <stdio.h>

#include "app/draw.h"
#include "base/uri.h"
#include "store/blob.h"
#include "templates.h"

static const struct form_field org_fields[] = {
    {"name", FIELD_LINE, "Organisation", .max = 120, .required = true},
    {"address", FIELD_LINE, "Public address", .max = 200},
    {"logo", FIELD_FILE, "Logo", .max = 5 << 20},
};
const struct form_spec setup_org_form = FORM(org_fields);

/* What the browser was told to open is the best first guess. */
static str guessed_address(struct request *rq)
{
    str host = request_header(rq, "host");

    if (app_of(rq)->base_is_fixed || str_is_empty(host))
        return app_of(rq)->base;
    return str_printf(rq->arena, "%s://" STR_FMT, str_eq(request_header(rq, "x-forwarded-proto"), S("https")) ? "https" : "http",
                      STR_ARG(host));
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct setup_org_view v = {
        .form = f, .address_fixed = app_of(rq)->base_is_fixed, .base = app_of(rq)->base,
        .name = {.value = form_value(f, "name"), .label = "Organisation", .autocomplete = "organization"},
        .address = {.value = form_value(f, "address"), .label = "Public address", .type = "url",
                    .hint = "Where people outside reach this server."},
        .logo = {.value = form_value(f, "logo"), .label = "Logo", .title = "Choose a picture", .hint = "PNG or SVG, square",
                 .accept = "image/png,image/svg+xml", .icon = "photo-up", .small = true, .optional = true},
    };
    struct out o = app_page(rq, "Your organisation", "");

    tmpl_setup_org(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static bool has_org(struct request *rq)
{
    struct org o;

    return org_first(rq->db, rq->arena, &o, NULL) == OK;
}

void setup_org(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &setup_org_form);

    if (has_org(rq)) {
        response_redirect(rs, S("/setup/mail"));
        return;
    }
    form_set(f, "address", guessed_address(rq));
    show(rq, rs, f);
}

/* /i/SLUG: letters and digits of the name, which never change again. */
static str slug_of(struct arena *a, str name)
{
    struct buf b = buf_new(a);
    str lower = str_lower(a, name);

    for (size_t i = 0; i < lower.n && b.n < 40; i++) {
        char c = lower.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_byte(&b, c);
        else if (b.n > 0 && b.p[b.n - 1] != '-')
            buf_byte(&b, '-');
    }
    while (b.n > 0 && b.p[b.n - 1] == '-')
        b.n--;
    return b.n ? buf_done(&b) : S("issuer");
}

static code read_address(struct request *rq, const struct form *f, str *base, struct error *err)
{
    str given = form_text(f, "address");
    struct uri u;

    while (str_ends(given, S("/")))
        given = str_slice(given, 0, given.n - 1);
    *base = app_of(rq)->base_is_fixed ? app_of(rq)->base : str_copy(rq->arena, given);
    if (!uri_is_http(*base) || uri_parse(*base, &u, NULL) != OK || u.path.n || u.query.p || u.fragment.p || u.userinfo.p)
        return fail(err, BAD_INPUT, "address", "give scheme and host alone, such as https://badges.example.org");
    return OK;
}

static code read_logo(struct request *rq, const struct form *f, str *hash, struct error *err)
{
    const struct part *file = form_file(f, "logo");
    struct accepted_image image;

    *hash = (str){0};
    if (!file)
        return OK;
    code c = draw_image_accept(rq->arena, file->value, &image, err);
    if (c != OK) {
        if (err)
            snprintf(err->where, sizeof err->where, "logo");
        return c;
    }
    return blob_put(rq->db, rq->arena, image.png, S("image/png"), clock_now(), hash, err);
}

static code create(struct request *rq, const struct form *f, struct error *err)
{
    struct app *app = app_of(rq);
    struct org o = {.name = form_text(f, "name"), .slug = slug_of(rq->arena, form_text(f, "name")), .description = S(""),
                    .url = S(""), .email = S(""), .id_form = S("https")};
    int64_t id;
    str base;

    TRY(read_address(rq, f, &base, err));
    TRY(read_logo(rq, f, &o.logo_hash, err));
    if (!app->base_is_fixed)
        TRY(app_set_base(app, rq->db, base, err));
    return org_create(app, rq->db, rq->arena, &o, rq->session->account, &id, err);
}

void setup_org_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &setup_org_form);
    struct error err = {0};

    if (has_org(rq)) {
        response_redirect(rs, S("/setup/mail"));
        return;
    }
    if (f->ok && create(rq, f, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        response_redirect(rs, S("/setup/mail"));
    else
        show(rq, rs, f);
}
