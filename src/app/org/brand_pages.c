/* org/brand_pages.c — the settings of an organisation's look, shown as they will
 * be seen while they are chosen, and the stylesheet that comes of them. */
#include "app/org/org_pages.h"

#include "app/brand.h"
#include "app/colour.h"
#include "base/uri.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"colour", FIELD_LINE, "Colour", .max = 7, .required = true},
    {"has_band", FIELD_BOOL, "Band"},
    {"band", FIELD_LINE, "Colour of the band", .max = 7},
    {"logo", FIELD_FILE, "Logo", .max = (size_t)5 << 20},
    {"logo_off", FIELD_BOOL, "Take it away"},
    {"logo_dark", FIELD_FILE, "Logo for dark grounds", .max = (size_t)5 << 20},
    {"logo_dark_off", FIELD_BOOL, "Take it away"},
};
static const struct form_spec brand_form = FORM(fields);

/* ---- what became of a colour ---- */

static str contrast_of(struct arena *a, str ground, str ink)
{
    struct colour g, i;

    if (!colour_read(ground, &g) || !colour_read(ink, &i))
        return S("");
    return str_printf(a, "%.1f : 1", colour_contrast(g, i));
}

static str colour_said(struct arena *a, const struct brand *b)
{
    if (brand_is_moved(b))
        return words_printf(a, "This colour is too light for white text, or for links on pale grey: buttons and links use %s instead.", str_z(a, b->ground));
    return said("White text can be read on this colour: buttons and links use it as it is.");
}

static str band_said(const struct brand *b)
{
    if (str_is_empty(b->band))
        return S("");
    return str_eq(b->on_band, S("#ffffff")) ? said("Your name stands on the band in white.")
                                            : said("White could not be read on this band: your name stands on it in a dark shade.");
}

/* ---- the page ---- */

static str preview_address(struct arena *a, str self, const struct brand *b)
{
    return str_printf(a, STR_FMT "/preview.svg?colour=" STR_FMT "&band=" STR_FMT, STR_ARG(self), STR_ARG(uri_encode(a, b->colour)),
                      STR_ARG(uri_encode(a, b->band)));
}

static void show(struct request *rq, struct response *rs, struct form *f, const struct brand_chosen *c)
{
    struct arena *a = rq->arena;
    struct brand_view v = {.form = f, .self = rq->path};
    struct brand b;
    struct org o;
    struct error err = {0};

    if (org_asked(rq, &o, &v.head, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }

    if (brand_of(a, c, &b, NULL) == OK) {
        v.preview = preview_address(a, v.self, &b);
        v.colour_said = colour_said(a, &b);
        v.band_said = band_said(&b);
        v.contrast = contrast_of(a, b.ground, b.ink);
        v.band_contrast = contrast_of(a, b.band, b.on_band);
        v.logo = b.logo;
        v.logo_dark = str_is_empty(c->dark_hash) ? S("") : b.logo_dark;
    }
    struct out page = app_page(rq, "Look", "settings");
    tmpl_org_brand(&page, &v);
    app_send_form(rq, rs, &page, f);
}

static void prefill(struct form *f, const struct brand_chosen *c)
{
    form_set(f, "colour", str_is_empty(c->colour) ? S(BRAND_OURS) : c->colour);
    form_set_int(f, "has_band", !str_is_empty(c->band));
    form_set(f, "band", str_is_empty(c->band) ? S("#efe3f1") : c->band);
}

/* What stands in the address is tried out, not kept. */
static void try_out(struct request *rq, struct brand_chosen *c)
{
    str colour = request_query(rq, "colour"), band = request_query(rq, "band"), has_band = request_query(rq, "has_band");
    struct colour any;

    if (str_is_absent(colour))
        return;
    if (colour_read(colour, &any))
        c->colour = colour;
    c->band = !str_is_empty(has_band) && colour_read(band, &any) ? band : S("");
}

void org_brand_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &brand_form);
    struct issuer_head head;
    struct brand_chosen c;
    struct org o;
    struct error err = {0};

    if (org_asked(rq, &o, &head, &err) != OK || brand_chosen(rq->db, rq->arena, rq->org, o.issuer, &c, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    try_out(rq, &c);
    prefill(f, &c);
    show(rq, rs, f, &c);
}

/* The new picture, none, or the one that was there. */
static code take_logo(struct request *rq, const struct form *f, const char *field, const char *off, str *hash, struct error *err)
{
    const struct part *file = form_file(f, field);

    if (form_bool(f, off))
        *hash = (str){0};
    if (!file)
        return OK;
    code c = org_logo_put(rq->db, rq->arena, file->value, hash, err);
    return c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED ? fail(err, BAD_INPUT, field, "%s", err->text) : c;
}

static code save(struct request *rq, const struct form *f, int64_t issuer, struct brand_chosen *c, struct error *err)
{
    c->colour = form_text(f, "colour");
    c->band = form_bool(f, "has_band") ? form_text(f, "band") : S("");
    TRY(take_logo(rq, f, "logo", "logo_off", &c->logo_hash, err));
    TRY(take_logo(rq, f, "logo_dark", "logo_dark_off", &c->dark_hash, err));
    if (str_eq_nocase(c->colour, S(BRAND_OURS)))
        c->colour = S("");
    return brand_set(rq->db, rq->org, issuer, rq->session->account, c, err);
}

void org_brand_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &brand_form);
    struct brand_chosen c;
    struct error err = {0};
    struct issuer_head head;
    struct org o;
    code done = org_asked(rq, &o, &head, &err);

    if (done == OK)
        done = brand_chosen(rq->db, rq->arena, rq->org, o.issuer, &c, &err);
    if (done == OK)
        done = f->ok ? save(rq, f, o.issuer, &c, &err) : BAD_INPUT;
    if (done == OK) {
        app_done(rq, rs, rq->path, "Saved. Your pages, posters and mails look so from now on.");
    } else if (done == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show(rq, rs, f, &c);
    } else {
        app_fail(rq, rs, &err);
    }
}

void org_brand_preview(struct request *rq, struct response *rs)
{
    struct brand_chosen c = {.colour = request_query(rq, "colour"), .band = request_query(rq, "band")};
    struct error err = {0};
    struct issuer_head head;
    struct brand b;
    struct org o;

    if (org_asked(rq, &o, &head, &err) != OK || brand_of(rq->arena, &c, &b, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_bytes(rs, S("image/svg+xml"), brand_preview(rq->arena, &b, o.name));
}

void org_brand_css(struct request *rq, struct response *rs)
{
    struct error err = {0};
    str file = request_param(rq, "colours"), name, css;

    if (!str_cut(&file, '.', &name) || !str_eq(file, S("css")) || brand_css(rq->arena, name, &css, &err) != OK) {
        response_refusal(rs, 404, S("there is no such page"));
        return;
    }
    response_bytes(rs, S("text/css; charset=utf-8"), css);
    response_header(rs, "Cache-Control", S("public, max-age=31536000, immutable"));
}
