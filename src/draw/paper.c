/* draw/paper.c — a document of several pages: a heading, sections of entries, each
 * with a picture and a QR code if it has them.
 *
 * Body: JSON, written by the server:
 *   {paper, title, author, colour, name, headline, contact, foot,
 *    sections: [{title, text, items: [{head, side, sub, text, state, picture, url}]}]}
 * `picture` is PNG or SVG in base64. Words come in the reader's language. */
#include <pango/pangocairo.h>
#include "base/codec.h"
#include "draw/pdf_pages.h"
#include "draw/verbs.h"
#include "format/json.h"

#define MARGIN  54.0
#define PICTURE 46.0
#define QR_SIDE 58.0
#define GAP     12.0
#define PIXELS  192                              /* of a picture: enough for print at its size */
#define PAGES   60

static const struct json_limits limits = {.bytes = (size_t)16 << 20, .depth = 8, .values = 40000, .keys = 40, .string = (size_t)8 << 20};

struct paper {
    struct arena *a;
    cairo_t *cr;
    double width, height, y;
    double r, g, b;
    str foot;
    int page;
};

struct look { double size; bool bold, soft, tinted; double after; };

/* ---- text --------------------------------------------------------------- */

static void use_colour(struct paper *p, const struct look *l)
{
    if (l->tinted)
        cairo_set_source_rgb(p->cr, p->r, p->g, p->b);
    else if (l->soft)
        cairo_set_source_rgb(p->cr, 0.36, 0.33, 0.39);
    else
        cairo_set_source_rgb(p->cr, 0.12, 0.11, 0.13);
}

static PangoLayout *lay_out(struct paper *p, const struct look *l, str text, double width)
{
    PangoLayout *layout = pango_cairo_create_layout(p->cr);
    PangoFontDescription *font = pango_font_description_from_string("Inter, DejaVu Sans");

    pango_font_description_set_weight(font, l->bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, l->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text.p, (int)text.n);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout, (int)(l->size * 0.25 * PANGO_SCALE));
    return layout;
}

static double bottom(const struct paper *p)
{
    return p->height - MARGIN - 18;
}

static void put_foot(struct paper *p)
{
    static const struct look small = {.size = 8, .soft = true};
    str words = str_printf(p->a, STR_FMT "   %d", STR_ARG(p->foot), p->page);
    PangoLayout *layout = lay_out(p, &small, words, p->width - 2 * MARGIN);

    use_colour(p, &small);
    cairo_move_to(p->cr, MARGIN, p->height - MARGIN + 6);
    pango_cairo_show_layout(p->cr, layout);
    g_object_unref(layout);
}

static void next_page(struct paper *p)
{
    put_foot(p);
    cairo_show_page(p->cr);
    p->page++;
    p->y = MARGIN;
}

static void need(struct paper *p, double height)
{
    if (p->y + height > bottom(p) && p->y > MARGIN)
        next_page(p);
}

/* Line by line, so that a long text goes over pages; nothing behind the last page. */
static void put_text(struct paper *p, const struct look *l, str text, double x, double width)
{
    PangoRectangle box;

    if (str_is_empty(text))
        return;
    PangoLayout *layout = lay_out(p, l, text, width);
    PangoLayoutIter *i = pango_layout_get_iter(layout);
    do {
        pango_layout_iter_get_line_extents(i, NULL, &box);
        double height = (double)box.height / PANGO_SCALE, base = (double)(pango_layout_iter_get_baseline(i) - box.y) / PANGO_SCALE;
        need(p, height);
        if (p->page > PAGES)
            break;
        use_colour(p, l);
        cairo_move_to(p->cr, x + (double)box.x / PANGO_SCALE, p->y + base);
        pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(i));
        p->y += height;
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
    g_object_unref(layout);
    p->y += l->after;
}

static double height_of(struct paper *p, const struct look *l, str text, double width)
{
    int height;

    if (str_is_empty(text))
        return 0;
    PangoLayout *layout = lay_out(p, l, text, width);
    pango_layout_get_pixel_size(layout, NULL, &height);
    g_object_unref(layout);
    return height + l->after;
}

/* ---- pictures ----------------------------------------------------------- */

/* As pixels of a size that fits: what is drawn small need not be carried large. */
static code put_picture(struct paper *p, str coded, double x, double y, struct error *err)
{
    str bytes = base64_decode(p->a, coded);

    if (str_is_absent(bytes))
        return fail(err, BAD_INPUT, "picture", "a picture of the document is not in base64");
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, PIXELS, PIXELS);
    cairo_t *cr = cairo_create(image);
    code c = picture_draw(p->a, cr, bytes, 0, 0, PIXELS, err);
    cairo_destroy(cr);
    if (c == OK) {
        cairo_save(p->cr);
        cairo_translate(p->cr, x, y);
        cairo_scale(p->cr, PICTURE / PIXELS, PICTURE / PIXELS);
        cairo_set_source_surface(p->cr, image, 0, 0);
        cairo_paint(p->cr);
        cairo_restore(p->cr);
    }
    cairo_surface_destroy(image);
    return c;
}

static code put_qr(struct paper *p, str url, double x, double y, struct error *err)
{
    str modules;
    int n;

    TRY(qr_modules(p->a, url, &modules, &n, err));
    double step = QR_SIDE / (n + 4);
    cairo_set_source_rgb(p->cr, 0, 0, 0);
    for (int i = 0; i < n * n; i++)
        if (modules.p[i])
            cairo_rectangle(p->cr, x + (i % n + 2) * step, y + (i / n + 2) * step, step, step);
    cairo_fill(p->cr);
    return OK;
}

/* ---- entries ------------------------------------------------------------ */

static const struct look head_look = {.size = 11, .bold = true, .after = 1}, side_look = {.size = 9, .soft = true},
                         sub_look = {.size = 9.5, .soft = true, .after = 2}, text_look = {.size = 9.5, .after = 2},
                         state_look = {.size = 8.5, .tinted = true, .after = 2};

static str member(const struct json *v, const char *key)
{
    str s = json_str(json_get(v, key));

    return str_is_absent(s) ? S("") : s;
}

static code put_item(struct paper *p, const struct json *v, struct error *err)
{
    str picture = member(v, "picture"), url = member(v, "url"), side = member(v, "side");
    double left = MARGIN + (str_is_empty(picture) ? 0 : PICTURE + GAP), right = p->width - MARGIN - (str_is_empty(url) ? 0 : QR_SIDE + GAP);
    double width = right - left, least = str_is_empty(url) ? 0 : QR_SIDE;

    least = str_is_empty(picture) || least > PICTURE ? least : PICTURE;
    double high = height_of(p, &head_look, member(v, "head"), width) + height_of(p, &sub_look, member(v, "sub"), width) + 14;
    need(p, high > least ? high : least);
    double top = p->y;
    int page = p->page;
    if (!str_is_empty(picture))
        TRY(put_picture(p, picture, MARGIN, top, err));
    if (!str_is_empty(url))
        TRY(put_qr(p, url, p->width - MARGIN - QR_SIDE, top, err));
    put_text(p, &head_look, member(v, "head"), left, width);
    put_text(p, &side_look, side, left, width);
    put_text(p, &sub_look, member(v, "sub"), left, width);
    put_text(p, &state_look, member(v, "state"), left, width);
    put_text(p, &text_look, member(v, "text"), left, width);
    if (p->page == page && p->y < top + least)
        p->y = top + least;
    p->y += 9;
    return OK;
}

static code put_section(struct paper *p, const struct json *v, struct error *err)
{
    static const struct look title = {.size = 13, .bold = true, .tinted = true, .after = 6};
    const struct json *items = json_get(v, "items");

    need(p, 60);
    p->y += 8;
    put_text(p, &title, member(v, "title"), MARGIN, p->width - 2 * MARGIN);
    put_text(p, &text_look, member(v, "text"), MARGIN, p->width - 2 * MARGIN);
    for (size_t i = 0; i < json_count(items) && p->page <= PAGES; i++)
        TRY(put_item(p, json_item(items, i), err));
    return OK;
}

static void put_head(struct paper *p, const struct json *v)
{
    static const struct look name = {.size = 26, .bold = true, .after = 2}, headline = {.size = 12, .tinted = true, .after = 4},
                             contact = {.size = 9, .soft = true, .after = 6};

    put_text(p, &name, member(v, "name"), MARGIN, p->width - 2 * MARGIN);
    put_text(p, &headline, member(v, "headline"), MARGIN, p->width - 2 * MARGIN);
    put_text(p, &contact, member(v, "contact"), MARGIN, p->width - 2 * MARGIN);
    cairo_set_source_rgb(p->cr, p->r, p->g, p->b);
    cairo_set_line_width(p->cr, 1.5);
    cairo_move_to(p->cr, MARGIN, p->y + 2);
    cairo_line_to(p->cr, p->width - MARGIN, p->y + 2);
    cairo_stroke(p->cr);
    p->y += 8;
}

static code put_all(struct paper *p, const struct json *v, struct error *err)
{
    const struct json *sections = json_get(v, "sections");

    put_head(p, v);
    for (size_t i = 0; i < json_count(sections) && p->page <= PAGES; i++)
        TRY(put_section(p, json_item(sections, i), err));
    put_foot(p);
    return OK;
}

code verb_paper(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    const struct json *v;

    TRY(json_parse(a, in->body, &limits, &v, err));
    bool letter = str_eq(member(v, "paper"), S("letter"));
    struct paper p = {.a = a, .width = letter ? 612 : 595.28, .height = letter ? 792 : 841.89, .y = MARGIN,
                      .r = 0.36, .g = 0.16, .b = 0.38, .foot = member(v, "foot"), .page = 1};
    struct pdf_pages pdf = {.width = p.width, .height = p.height, .title = member(v, "title"), .author = member(v, "author")};

    pdf_pages_open(&pdf, a);
    p.cr = pdf.cr;
    TRY(put_all(&p, v, err));
    return pdf_pages_close(&pdf, &out->body, err);
}
