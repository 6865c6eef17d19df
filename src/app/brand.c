/* app/brand.c — how an organisation looks: what was chosen, and the shades of it
 * that can be read. */
#include "app/brand.h"

#include "app/colour.h"
#include "app/org/org.h"
#include "app/settings.h"
#include "base/utf8.h"

#define LEAST 4.5                                /* of words (WCAG 2.2 §1.4.3) */

/* The darkest of the light grounds and the lightest of the dark ones that words
 * stand on: --stage and --raised of assets/css/tokens.css. */
#define PAPER   ((struct colour){0.925, 0.914, 0.937})
#define DUSK ((struct colour){0.165, 0.150, 0.180})

/* ---- shades ---- */

static code read_colour(str text, const char *field, struct colour *out, struct error *err)
{
    return colour_read(text, out) ? OK : fail(err, BAD_INPUT, field, "a colour is written like #5b2862");
}

static str hex(struct arena *a, struct colour c)
{
    return cstr(colour_hex(a, c));
}

/* Buttons are the words' colour with white on it, as in our own style, so one
 * shade serves both: it is read on the greyest ground, and white is read on it. */
static void add_shades(struct arena *a, struct colour chosen, struct brand *out)
{
    struct colour day = colour_readable(chosen, PAPER, LEAST);
    struct colour night = colour_readable(colour_mix(chosen, COLOUR_WHITE, 0.35), DUSK, LEAST * 1.3);

    out->ground = out->link = hex(a, day);
    out->ink = S("#ffffff");
    out->night_ground = out->night_link = hex(a, night);
    out->night_ink = hex(a, colour_ink(night, night));
}

static str picture(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

/* The band keeps its colour: white or black, one of them can be read on any. */
static void add_band(struct arena *a, struct colour band, struct brand *out)
{
    struct colour ink = colour_ink(band, band);

    out->on_band = hex(a, ink);
    out->logo_on_band = colour_contrast(ink, COLOUR_WHITE) < 1.5 && !str_is_empty(out->logo_dark) ? out->logo_dark : out->logo;
}

code brand_of(struct arena *a, const struct brand_chosen *c, struct brand *out, struct error *err)
{
    struct colour colour, band;

    *out = (struct brand){.colour = c->colour, .band = c->band, .logo = picture(a, c->logo_hash), .on_band = S("")};
    out->logo_dark = str_is_empty(c->dark_hash) ? out->logo : picture(a, c->dark_hash);
    out->logo_on_band = out->logo;
    TRY(read_colour(str_is_empty(c->colour) ? S(BRAND_OURS) : c->colour, "colour", &colour, err));
    add_shades(a, colour, out);
    if (str_is_empty(c->band))
        return OK;
    TRY(read_colour(c->band, "band", &band, err));
    add_band(a, band, out);
    return OK;
}

bool brand_is_moved(const struct brand *b)
{
    return !str_is_empty(b->colour) && !str_eq_nocase(b->colour, b->ground);
}

/* ---- kept ---- */

/* One's own first. */
static const char sql_get[] = SQL(
    "SELECT colour, band, logo_hash, dark_hash FROM brand WHERE org_id = $1 AND issuer_id IN (0, $2)"
    " ORDER BY issuer_id DESC LIMIT 1");

code brand_chosen(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct brand_chosen *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(issuer)));

    *out = (struct brand_chosen){.colour = S(""), .band = S("")};
    if (rows_next(r))
        *out = (struct brand_chosen){row_str(r, 0, a), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a)};
    return rows_end(r, err);
}

code brand_get(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct brand *out, struct error *err)
{
    struct brand_chosen c;

    TRY(brand_chosen(db, a, org, issuer, &c, err));
    return brand_of(a, &c, out, err);
}

static const char sql_set[] = SQL(
    "INSERT INTO brand (org_id, issuer_id, colour, band, logo_hash, dark_hash, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (org_id, issuer_id) DO UPDATE SET colour = excluded.colour, band = excluded.band,"
    " logo_hash = excluded.logo_hash, dark_hash = excluded.dark_hash, changed_at = excluded.changed_at");

static code set_rows(struct db *db, int64_t org, int64_t issuer, int64_t by, const struct brand_chosen *c, struct error *err)
{
    TRY(db_run(db, sql_set,
               ARGS(v_int(org), v_int(issuer), v_str(c->colour), v_str(c->band), v_text_if_any(c->logo_hash),
                    v_text_if_any(c->dark_hash), v_int(clock_now())),
               NULL, err));
    TRY(org_log(db, org, by, "org.brand", c->colour, c->band, err));
    return public_changed(db, err);
}

code brand_set(struct db *db, int64_t org, int64_t issuer, int64_t by, const struct brand_chosen *c, struct error *err)
{
    struct colour any;

    if (!str_is_empty(c->colour))
        TRY(read_colour(c->colour, "colour", &any, err));
    if (!str_is_empty(c->band))
        TRY(read_colour(c->band, "band", &any, err));
    TRY(db_begin(db, err));
    return db_end(db, set_rows(db, org, issuer, by, c, err), err);
}

/* ---- in pages ---- */

/* All that differs between two organisations' pages; the colours are the name of
 * it, so it never changes and knows nobody. */
code brand_css(struct arena *a, str name, str *css, struct error *err)
{
    struct brand_chosen c = {.colour = S(""), .band = S("")};
    struct buf text = buf_new(a);
    struct brand b;
    str rest = name, first;

    if (!str_cut(&rest, '-', &first) || first.n != 6 || (!str_is_empty(rest) && rest.n != 6))
        return fail(err, NOT_FOUND, "", "there is no such page");
    c.colour = str_join(a, S("#"), first);
    if (!str_is_empty(rest))
        c.band = str_join(a, S("#"), rest);
    if (brand_of(a, &c, &b, NULL) != OK)
        return fail(err, NOT_FOUND, "", "there is no such page");
    buf_printf(&text, "@layer tokens {\n  :root {\n    --brand: " STR_FMT ";\n", STR_ARG(b.ground));
    if (!str_is_empty(rest))
        buf_printf(&text, "    --band: " STR_FMT ";\n    --on-band: " STR_FMT ";\n", STR_ARG(c.band), STR_ARG(b.on_band));
    buf_put(&text, S("  }\n}\n"));
    *css = buf_done(&text);
    return OK;
}

static str stylesheet(struct arena *a, const struct brand *b)
{
    str colour = str_is_empty(b->colour) ? S(BRAND_OURS) : b->colour;

    if (str_is_empty(b->colour) && str_is_empty(b->band))
        return S("");
    return str_printf(a, "/brand/" STR_FMT "%s" STR_FMT ".css", STR_ARG(str_from(colour, 1)), str_is_empty(b->band) ? "" : "-",
                      STR_ARG(str_from(b->band, 1)));
}

/* Without its colours a page is still whole, so nothing fails for them. */
void brand_page(struct request *rq, struct out *o, const struct org *of)
{
    struct page *p = (struct page *)(uintptr_t)o->page;
    struct brand b;

    if (brand_get(rq->db, rq->arena, of->id, of->issuer, &b, NULL) != OK)
        return;
    p->brand_css = stylesheet(rq->arena, &b);
    p->brand_name = of->name;
    p->brand_href = str_join(rq->arena, S("/i/"), of->slug);
    p->brand_has_band = !str_is_empty(b.band);
    p->brand_logo = p->brand_has_band ? b.logo_on_band : b.logo;
    p->brand_logo_dark = p->brand_has_band ? b.logo_on_band : b.logo_dark;
}

void brand_page_of(struct request *rq, struct out *o, int64_t org, int64_t issuer)
{
    struct org of;

    if (org_issuer_get(rq->db, rq->arena, org, issuer, &of, NULL) == OK)
        brand_page(rq, o, &of);
}

/* ---- a picture of it ---- */

struct side { const char *page, *ink, *line; str link, ground, on_ground; };

static void put_side(struct buf *b, int x, const struct side *s)
{
    buf_printf(b, "<g transform=\"translate(%d 56)\"><rect width=\"300\" height=\"164\" fill=\"%s\"/>"
               "<rect x=\"20\" y=\"20\" width=\"150\" height=\"14\" rx=\"4\" fill=\"%s\"/>"
               "<rect x=\"20\" y=\"46\" width=\"250\" height=\"8\" rx=\"3\" fill=\"%s\"/><rect x=\"20\" y=\"62\" width=\"220\" height=\"8\" rx=\"3\" fill=\"%s\"/>",
               x, s->page, s->ink, s->line, s->line);
    buf_printf(b, "<text x=\"20\" y=\"96\" fill=\"" STR_FMT "\" text-decoration=\"underline\">%s</text>"
               "<rect x=\"20\" y=\"112\" width=\"120\" height=\"36\" rx=\"8\" fill=\"" STR_FMT "\"/>"
               "<text x=\"80\" y=\"135\" text-anchor=\"middle\" font-weight=\"600\" fill=\"" STR_FMT "\">%s</text></g>",
               STR_ARG(s->link), words("A link"), STR_ARG(s->ground), STR_ARG(s->on_ground), words("A button"));
}

str brand_preview(struct arena *a, const struct brand *b, str name)
{
    bool has_band = !str_is_empty(b->band);
    struct buf out = buf_new(a);

    buf_printf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 220\" width=\"600\" height=\"220\" font-family=\"sans-serif\" font-size=\"15\">"
               "<rect width=\"600\" height=\"56\" fill=\"" STR_FMT "\"/><text x=\"20\" y=\"35\" font-size=\"18\" font-weight=\"600\" fill=\"" STR_FMT "\">",
               STR_ARG(has_band ? b->band : S("#f1eff3")), STR_ARG(has_band ? b->on_band : S("#1f1b22")));
    out_escape(&out, utf8_cut(name, 60));
    buf_put(&out, S("</text>"));
    put_side(&out, 0, &(struct side){"#ffffff", "#1f1b22", "#d8d4db", b->link, b->ground, b->ink});
    put_side(&out, 300, &(struct side){"#1d1a20", "#eeebf0", "#4a4450", b->night_link, b->night_ground, b->night_ink});
    buf_put(&out, S("</svg>\n"));
    return buf_done(&out);
}
