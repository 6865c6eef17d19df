/* draw/certificate.c — one page, across: a tinted column with the picture and
 * the QR code, beside it who earned what, from whom, when.
 *
 * Options: paper (a4, letter), colour (#rrggbb), title, given, name, earned,
 * badge, description, issuer_label, issuer, date_label, date, expires_label,
 * expires, check, url, language. Words come from the caller, in its language. */
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>
#include "draw/pdf_pages.h"
#include "draw/verbs.h"

#define COLUMN  270.0
#define STRIPE  9.0
#define MARGIN  54.0
#define PICTURE 196.0
#define QR_SIDE 84.0

struct sheet {
    struct arena *a;
    cairo_t *cr;
    const struct frame *in;
    double width, height;
    double r, g, b;                              /* the organisation's colour */
};

/* One text: where, how wide, how large at most and at least, how many lines. */
struct line {
    const char *option;
    double size, least;
    bool bold, tinted, centred, soft;
    int lines;
    double spacing;                              /* between letters, points */
};

static void use_colour(struct sheet *s, bool tinted, bool soft)
{
    double k = 1;

    /* A light colour is darkened until text in it can be read on white. */
    while (k > 0.05 && 0.2126 * s->r * k + 0.7152 * s->g * k + 0.0722 * s->b * k > 0.42)
        k -= 0.05;
    if (tinted)
        cairo_set_source_rgb(s->cr, s->r * k, s->g * k, s->b * k);
    else if (soft)
        cairo_set_source_rgb(s->cr, 0.36, 0.33, 0.39);
    else
        cairo_set_source_rgb(s->cr, 0.12, 0.11, 0.13);
}

static void set_font(PangoLayout *layout, const struct line *l, double size)
{
    PangoFontDescription *font = pango_font_description_from_string("Inter, DejaVu Sans");
    PangoAttrList *attributes = pango_attr_list_new();

    pango_font_description_set_weight(font, l->bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new((int)(l->spacing * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
}

static PangoLayout *lay_out(struct sheet *s, const struct line *l, str text, double width)
{
    PangoLayout *layout = pango_cairo_create_layout(s->cr);
    double size = l->size;

    pango_layout_set_text(layout, text.p, (int)text.n);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, l->centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    set_font(layout, l, size);
    while (size > l->least && pango_layout_get_line_count(layout) > l->lines)
        set_font(layout, l, size -= 1);
    pango_layout_set_height(layout, -l->lines);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    return layout;
}

/* Returns the height used; nothing for an option that is not given. */
static double put_line(struct sheet *s, const struct line *l, double x, double y, double width)
{
    str text = frame_get(s->in, l->option);
    PangoRectangle box;

    if (str_is_empty(text))
        return 0;
    PangoLayout *layout = lay_out(s, l, text, width);
    use_colour(s, l->tinted, l->soft);
    cairo_move_to(s->cr, x, y);
    pango_cairo_show_layout(s->cr, layout);
    pango_layout_get_pixel_extents(layout, NULL, &box);
    g_object_unref(layout);
    return box.height;
}

/* ---- the column --------------------------------------------------------- */

static void put_ground(struct sheet *s)
{
    cairo_set_source_rgb(s->cr, 1, 1, 1);
    cairo_paint(s->cr);
    cairo_set_source_rgb(s->cr, 1 - (1 - s->r) * 0.08, 1 - (1 - s->g) * 0.08, 1 - (1 - s->b) * 0.08);
    cairo_rectangle(s->cr, 0, 0, COLUMN, s->height);
    cairo_fill(s->cr);
    cairo_set_source_rgb(s->cr, s->r, s->g, s->b);
    cairo_rectangle(s->cr, 0, 0, STRIPE, s->height);
    cairo_fill(s->cr);
}

/* In a tag the quote and the backslash are written with a backslash. */
static const char *link_tag(struct arena *a, str url)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "uri='");
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] == '\'' || url.p[i] == '\\')
            buf_byte(&b, '\\');
        buf_byte(&b, url.p[i]);
    }
    buf_byte(&b, '\'');
    return buf_done(&b).p;
}

static code put_qr(struct sheet *s, str url, double x, double y, struct error *err)
{
    str modules;
    int n;

    TRY(qr_modules(s->a, url, &modules, &n, err));
    double step = QR_SIDE / (n + 4);             /* two modules of white; the column is light too */
    cairo_set_source_rgb(s->cr, 1, 1, 1);
    cairo_rectangle(s->cr, x, y, QR_SIDE, QR_SIDE);
    cairo_fill(s->cr);
    cairo_set_source_rgb(s->cr, 0, 0, 0);
    for (int i = 0; i < n * n; i++)
        if (modules.p[i])
            cairo_rectangle(s->cr, x + (i % n + 2) * step, y + (i / n + 2) * step, step, step);
    cairo_fill(s->cr);
    return OK;
}

static code put_column(struct sheet *s, struct error *err)
{
    static const struct line check = {"check", 8, 7, .soft = true, .centred = true, .lines = 2};
    static const struct line address = {"url", 8, 6, .tinted = true, .centred = true, .lines = 3};
    double middle = STRIPE + (COLUMN - STRIPE) / 2, low = s->height - MARGIN - QR_SIDE - 46;
    str url = frame_get(s->in, "url");

    TRY(picture_draw(s->a, s->cr, s->in->body, middle - PICTURE / 2,
                     MARGIN + (low - 2 * MARGIN - PICTURE) / 2 + 14, PICTURE, err));
    if (str_is_empty(url))
        return OK;
    cairo_tag_begin(s->cr, CAIRO_TAG_LINK, link_tag(s->a, url));
    TRY(put_qr(s, url, middle - QR_SIDE / 2, low, err));
    double y = low + QR_SIDE + 10;
    y += put_line(s, &check, STRIPE + 24, y, COLUMN - STRIPE - 48) + 2;
    put_line(s, &address, STRIPE + 20, y, COLUMN - STRIPE - 40);
    cairo_tag_end(s->cr, CAIRO_TAG_LINK);
    return OK;
}

/* ---- the text ----------------------------------------------------------- */

static void put_rule(struct sheet *s, double x, double y, double width)
{
    use_colour(s, true, false);
    cairo_set_line_width(s->cr, 2);
    cairo_move_to(s->cr, x, y);
    cairo_line_to(s->cr, x + width, y);
    cairo_stroke(s->cr);
}

static void put_fact(struct sheet *s, const char *label, const char *value, double x, double width)
{
    const struct line small = {label, 8.5, 7, .soft = true, .lines = 1};
    const struct line large = {value, 11, 8, .bold = true, .lines = 2};
    double y = s->height - MARGIN - 44;

    if (str_is_empty(frame_get(s->in, value)))
        return;
    y += put_line(s, &small, x, y, width) + 3;
    put_line(s, &large, x, y, width);
}

static void put_facts(struct sheet *s, double x, double width)
{
    double y = s->height - MARGIN - 60;

    cairo_set_source_rgb(s->cr, 0.86, 0.84, 0.88);
    cairo_set_line_width(s->cr, 0.75);
    cairo_move_to(s->cr, x, y);
    cairo_line_to(s->cr, x + width, y);
    cairo_stroke(s->cr);
    put_fact(s, "issuer_label", "issuer", x, width * 0.44);
    put_fact(s, "date_label", "date", x + width * 0.47, width * 0.26);
    put_fact(s, "expires_label", "expires", x + width * 0.74, width * 0.26);
}

static void put_text(struct sheet *s)
{
    static const struct line title = {"title", 11, 8, .bold = true, .tinted = true, .lines = 1, .spacing = 2.2};
    static const struct line given = {"given", 12, 9, .soft = true, .lines = 1};
    static const struct line name = {"name", 38, 20, .bold = true, .lines = 1};
    static const struct line earned = {"earned", 12, 9, .soft = true, .lines = 1};
    static const struct line badge = {"badge", 24, 15, .bold = true, .tinted = true, .lines = 2};
    static const struct line about = {"description", 10.5, 9, .soft = true, .lines = 5};
    double x = COLUMN + MARGIN, width = s->width - x - MARGIN, y = MARGIN + 8;

    put_line(s, &title, x, y, width);
    y = s->height * 0.27;
    y += put_line(s, &given, x, y, width) + 6;
    y += put_line(s, &name, x, y, width) + 14;
    put_rule(s, x, y, 46);
    y += 18;
    y += put_line(s, &earned, x, y, width) + 6;
    y += put_line(s, &badge, x, y, width) + 8;
    put_line(s, &about, x, y, width);
    put_facts(s, x, width);
}

/* ---- the page ----------------------------------------------------------- */

static double channel(str colour, size_t at)
{
    int v = 0;

    for (size_t i = at; i < at + 2; i++) {
        const char *digits = "0123456789abcdef", *d = memchr(digits, colour.p[i] | 0x20, 16);
        v = v * 16 + (d ? (int)(d - digits) : 0);
    }
    return v / 255.0;
}

static void read_colour(struct sheet *s)
{
    str colour = frame_get(s->in, "colour");

    if (colour.n != 7)
        colour = S("#5b2862");
    s->r = channel(colour, 1);
    s->g = channel(colour, 3);
    s->b = channel(colour, 5);
}

code verb_certificate(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    bool letter = str_eq(frame_get(in, "paper"), S("letter"));
    struct sheet s = {.a = a, .in = in, .width = letter ? 792 : 841.89, .height = letter ? 612 : 595.28};
    struct pdf_pages pdf = {.width = s.width, .height = s.height, .author = frame_get(in, "issuer"),
                            .title = str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(frame_get(in, "name")), STR_ARG(frame_get(in, "badge")))};

    pdf_pages_open(&pdf, a);
    s.cr = pdf.cr;
    read_colour(&s);
    put_ground(&s);
    TRY(put_column(&s, err));
    put_text(&s);
    return pdf_pages_close(&pdf, &out->body, err);
}
