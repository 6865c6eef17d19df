/* catalog/studio_svg.c — the picture from behind to front: what hangs behind,
 * rim, face with its ground and border, icon, texts, stars, banner. */
#include <math.h>
#include <stdlib.h>
#include "app/colour.h"
#include "app/catalog/glyph.h"
#include "app/catalog/icons.h"
#include "app/catalog/shape.h"
#include "app/catalog/studio_check.h"
#include "app/catalog/studio_layers.h"
#include "base/arena.h"
#include "base/utf8.h"

#define MAX_LETTERS 60
#define TURN        (2 * M_PI)
#define ARC_BAND    64.0                         /* between the border and the circle inside */
#define BANNER_ARC  0.2                          /* share of the turn for a text below the banner */

struct picture {
    struct arena *a;
    struct buf b;
    const struct studio *s;
    const struct shape *shape;
    str outline;
    struct colour face, face2, ring, ink, banner_ink;
    str top, bottom, banner, icon;
    int stars;
};

#define HEX(c) colour_hex(p->a, (c))

/* ---- what was chosen ------------------------------------------------------ */

static struct colour colour_or(str text, struct colour otherwise)
{
    struct colour c;

    return colour_read(text, &c) ? c : otherwise;
}

str studio_clean_line(struct arena *a, str text)
{
    struct buf b = buf_new(a);

    for (int i = 0; i < MAX_LETTERS; i++) {
        int32_t cp = utf8_next(&text);
        if (cp < 0)
            break;
        utf8_put(&b, cp < ' ' || cp == 0x7F ? ' ' : (uint32_t)cp);
    }
    return str_trim(buf_done(&b));
}

static void choose_colours(struct picture *p)
{
    p->face = colour_or(p->s->colour, (struct colour){0.357, 0.157, 0.384});
    p->face2 = colour_or(p->s->colour2, p->face);
    p->ring = colour_or(p->s->ring, (struct colour){0.961, 0.722, 0.239});
    p->ink = colour_ink(p->face, p->face2);
    p->face = colour_readable(p->face, p->ink, 4.5);
    p->face2 = colour_readable(p->face2, p->ink, 4.5);
    p->banner_ink = colour_ink(p->ring, p->ring);
    p->ring = colour_readable(p->ring, p->banner_ink, 4.5);
}

static struct picture choose(struct arena *a, const struct studio *s)
{
    struct picture p = {.a = a, .b = buf_new(a), .s = s, .shape = shape_of(s->shape)};

    choose_colours(&p);
    p.outline = shape_outline(a, p.shape);
    p.top = studio_clean_line(a, s->text_top);
    p.bottom = studio_clean_line(a, s->text_bottom);
    p.banner = studio_clean_line(a, s->banner);
    p.icon = icon_drawing(s->icon);
    p.stars = s->stars < 0 ? 0 : s->stars > 5 ? 5 : s->stars;
    return p;
}

/* Radius on which the texts' middles lie. */
static double arc_middle(const struct picture *p)
{
    return p->shape->radius * 0.918 - ARC_BAND / 2;
}

static bool has_arc(const struct picture *p)
{
    return p->shape->text == TEXT_ON_ARC && (!str_is_empty(p->top) || !str_is_empty(p->bottom));
}

/* ---- face and rim --------------------------------------------------------- */

static void put_gradient(struct picture *p, const char *id, struct colour from, struct colour to)
{
    buf_printf(&p->b, "<linearGradient id=\"%s\" x1=\".15\" y1=\"0\" x2=\".85\" y2=\"1\"><stop stop-color=\"%s\"/>"
               "<stop offset=\"1\" stop-color=\"%s\"/></linearGradient>", id, HEX(from), HEX(to));
}

/* The face: the outline drawn in towards the middle, or the circle inside. */
static void put_face_path(struct picture *p, double scale, const char *attributes)
{
    const struct shape *s = p->shape;

    if (s->rim > 0)
        buf_printf(&p->b, "<path transform=\"matrix(%.4f 0 0 %.4f %.2f %.2f)\" %s d=\"" STR_FMT "\"/>",
                   s->rim * scale, s->rim * scale, s->x * (1 - s->rim * scale), s->y * (1 - s->rim * scale),
                   attributes, STR_ARG(p->outline));
    else
        buf_printf(&p->b, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.1f\" %s/>", s->x, s->y, s->radius * scale, attributes);
}

static void put_defs(struct picture *p)
{
    buf_putz(&p->b, "<defs>");
    put_gradient(p, "rim", colour_mix(p->ring, COLOUR_WHITE, 0.35), colour_mix(p->ring, COLOUR_BLACK, 0.22));
    put_gradient(p, "face", p->face2, p->face);
    buf_putz(&p->b, "<clipPath id=\"clip\">");
    put_face_path(p, 1, "");
    buf_putz(&p->b, "</clipPath></defs>");
}

static void put_rays(struct picture *p)
{
    buf_putz(&p->b, "<path d=\"");
    for (int i = 0; i < 24; i++) {
        double from = TURN * (i - 0.25) / 24, to = TURN * (i + 0.25) / 24;
        buf_printf(&p->b, "M%.1f %.1fL%.1f %.1fL%.1f %.1fz", p->shape->x, p->shape->y,
                   p->shape->x + 420 * sin(from), p->shape->y - 420 * cos(from),
                   p->shape->x + 420 * sin(to), p->shape->y - 420 * cos(to));
    }
    buf_putz(&p->b, "\"/>");
}

static void put_rings(struct picture *p)
{
    buf_putz(&p->b, "<g fill=\"none\" stroke=\"#888\" stroke-width=\"14\">");
    for (int r = 40; r < 320; r += 36)
        buf_printf(&p->b, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%d\"/>", p->shape->x, p->shape->y, r);
    buf_putz(&p->b, "</g>");
}

static void put_stripes(struct picture *p)
{
    buf_putz(&p->b, "<path d=\"");
    for (int x = -600; x < 600; x += 56)
        buf_printf(&p->b, "M%d 600L%d 0h26L%d 600z", x, x + 600, x + 26);
    buf_putz(&p->b, "\"/>");
}

/* Faint, and always of the side that widens the contrast: black under white
 * ink, white under dark ink. */
static void put_ground(struct picture *p)
{
    bool is_light = colour_contrast(p->ink, COLOUR_WHITE) < 2;

    buf_printf(&p->b, "<g clip-path=\"url(#clip)\"><g fill=\"%s\" fill-opacity=\".16\" stroke-opacity=\".16\">",
               is_light ? "#000" : "#fff");
    if (str_eq(p->s->ground, S("rays")))
        put_rays(p);
    else if (str_eq(p->s->ground, S("rings")))
        put_rings(p);
    else if (str_eq(p->s->ground, S("stripes")))
        put_stripes(p);
    else if (str_eq(p->s->ground, S("half")))
        buf_printf(&p->b, "<path d=\"M%.0f 0h400v600h-400z\"/>", p->shape->x);
    buf_putz(&p->b, "</g></g>");
}

/* The border lies a little inside the face. */
static void put_border(struct picture *p)
{
    static const struct { str name; const char *outer, *inner; } styles[] = {
        {{"double", sizeof("double") - 1}, "stroke-width=\"5\"", "stroke-width=\"2\""},
        {{"beads", sizeof("beads") - 1}, "stroke-width=\"9\" stroke-linecap=\"round\" stroke-dasharray=\"0 19\"", NULL},
        {{"stitch", sizeof("stitch") - 1}, "stroke-width=\"4\" stroke-linecap=\"round\" stroke-dasharray=\"15 12\"", NULL},
        {{"bold", sizeof("bold") - 1}, "stroke-width=\"11\"", NULL},
        {{"none", sizeof("none") - 1}, NULL, NULL},
        {{"line", sizeof("line") - 1}, "stroke-width=\"4\"", NULL},
    };
    size_t i = 0;

    while (i < COUNT(styles) - 1 && !str_eq(p->s->border, styles[i].name))
        i++;
    buf_printf(&p->b, "<g fill=\"none\" stroke=\"%s\">", HEX(p->ring));
    if (styles[i].outer)
        put_face_path(p, 0.945, styles[i].outer);
    if (styles[i].inner)
        put_face_path(p, 0.912, styles[i].inner);
    buf_putz(&p->b, "</g>");
}

static void put_body(struct picture *p)
{
    struct colour edge = colour_mix(p->ring, COLOUR_BLACK, 0.38);
    struct colour shade = colour_mix(p->face, COLOUR_BLACK, 0.3);

    buf_printf(&p->b, "<path fill=\"url(#rim)\" stroke=\"%s\" stroke-width=\"4\" stroke-linejoin=\"round\" d=\"" STR_FMT
               "\"/>", HEX(edge), STR_ARG(p->outline));
    put_face_path(p, 1.018, str_printf(p->a, "fill=\"%s\" fill-opacity=\".55\"", HEX(shade)).p);
    put_face_path(p, 1, "fill=\"url(#face)\"");
    put_ground(p);
    put_border(p);
}

/* ---- texts ---------------------------------------------------------------- */

/* The size at which the text is `room` wide, at most `most`. */
static double fit(str text, double room, double most, double spacing)
{
    double width = glyph_width(text, 100, spacing);

    return width > 0 ? fmin(most, room / width * 100) : most;
}

#define ARC_SPACING 0.07

static double arc_size(str text, double radius, double most_turn)
{
    return fit(text, radius * most_turn * TURN, 38, ARC_SPACING);
}

static void put_arc_text(struct picture *p, str text, bool at_bottom, double radius, double most_turn)
{
    double spacing = ARC_SPACING, size = arc_size(text, radius, most_turn);
    double foot = radius + (at_bottom ? 0.364 : -0.364) * size;

    if (!str_is_empty(text))
        glyph_put_arc(&p->b, text, &(struct glyph_arc){p->shape->x, p->shape->y, foot, size, spacing, at_bottom});
}

static double straight_size(str text, const struct shape_line *l)
{
    return fit(text, l->width, 36, 0.04);
}

static void put_straight(struct picture *p, str text, const struct shape_line *l)
{
    double size = straight_size(text, l);

    if (!str_is_empty(text))
        glyph_put(&p->b, text, &(struct glyph_place){p->shape->x, l->y + size * 0.364, size, 0.04});
}

static double top_turn(const struct picture *p)
{
    return str_is_empty(p->top) || str_is_empty(p->bottom) ? 0.5 : 0.4;
}

static double bottom_turn(const struct picture *p)
{
    return str_is_empty(p->banner) ? 0.4 : BANNER_ARC;
}

static void put_texts(struct picture *p)
{
    double middle = arc_middle(p);

    buf_printf(&p->b, "<g fill=\"%s\">", HEX(p->ink));
    if (p->shape->text == TEXT_STRAIGHT) {
        put_straight(p, p->top, &p->shape->top);
        put_straight(p, p->bottom, &p->shape->bottom);
    } else if (has_arc(p)) {
        put_arc_text(p, p->top, false, middle, top_turn(p));
        put_arc_text(p, p->bottom, true, middle, bottom_turn(p));
    }
    buf_putz(&p->b, "</g>");
}

/* ---- where the banner is ---------------------------------------------------- */

/* Text that would become small is broken at the space nearest to its middle. */
static bool break_line(str text, str *first, str *second)
{
    ptrdiff_t best = -1;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ' ' && (best < 0 || labs((long)(2 * i) - (long)text.n) < labs(2 * best - (long)text.n)))
            best = (ptrdiff_t)i;
    if (best < 0)
        return false;
    *first = str_slice(text, 0, (size_t)best);
    *second = str_from(text, (size_t)best + 1);
    return true;
}

static double banner_room(const struct picture *p)
{
    return p->shape->banner_width - 132;
}

static bool is_broken(const struct picture *p, str *first, str *second)
{
    return fit(p->banner, banner_room(p), 42, 0.01) < 27 && break_line(p->banner, first, second);
}

static double banner_height(const struct picture *p)
{
    str first, second;

    return is_broken(p, &first, &second) ? 96 : 78;
}

static double banner_size(const struct picture *p)
{
    str first, second;
    double room = banner_room(p);

    if (!is_broken(p, &first, &second))
        return fit(p->banner, room, 42, 0.01);
    return fmin(fit(first, room, 32, 0.01), fit(second, room, 32, 0.01));
}

void studio_sizes(struct arena *a, const struct studio *s, struct studio_sizes *out)
{
    struct picture p = choose(a, s);
    bool is_straight = p.shape->text == TEXT_STRAIGHT;
    double middle = arc_middle(&p);

    *out = (struct studio_sizes){0};
    if (!str_is_empty(p.top))
        out->top = is_straight ? straight_size(p.top, &p.shape->top) : arc_size(p.top, middle, top_turn(&p));
    if (!str_is_empty(p.bottom))
        out->bottom = is_straight ? straight_size(p.bottom, &p.shape->bottom) : arc_size(p.bottom, middle, bottom_turn(&p));
    if (!str_is_empty(p.banner))
        out->banner = banner_size(&p);
}

/* Where the banner's middle is: a text below it pushes it up. */
static double banner_y(const struct picture *p)
{
    const struct shape *s = p->shape;
    double below = s->bottom.y - 20;

    if (str_is_empty(p->bottom))
        return s->banner_y;
    if (s->text == TEXT_ON_ARC)
        below = s->y + (arc_middle(p) - 14) * cos(BANNER_ARC / 2 * TURN) - 4;
    return fmin(s->banner_y, below - banner_height(p) / 2);
}

/* ---- icon and stars -------------------------------------------------------- */

/* What is left for icon and stars: from `top` to `bottom`, `width` wide. */
struct room { double top, bottom, width; };

static struct room room_of(const struct picture *p)
{
    const struct shape *s = p->shape;
    double r = s->radius * 0.918 - (has_arc(p) ? ARC_BAND : 8);
    struct room m = {s->y - r, s->y + r, r * 1.46};

    if (s->text == TEXT_STRAIGHT && !str_is_empty(p->top))
        m.top = s->top.y + 20;
    if (s->text == TEXT_STRAIGHT && !str_is_empty(p->bottom))
        m.bottom = s->bottom.y - 20;
    if (!str_is_empty(p->banner))
        m.bottom = fmin(m.bottom, banner_y(p) - banner_height(p) / 2);
    return m;
}

static void put_star(struct picture *p, double x, double y, double r)
{
    buf_putz(&p->b, "M");
    for (int i = 0; i < 10; i++) {
        double angle = TURN * i / 10, d = i & 1 ? r * 0.46 : r;
        buf_printf(&p->b, "%s%.1f %.1f", i ? "L" : "", x + d * sin(angle), y - d * cos(angle));
    }
    buf_byte(&p->b, 'z');
}

static void put_stars(struct picture *p, double y, double r)
{
    struct colour fill = colour_contrast(p->ring, p->face) < 3 || colour_contrast(p->ring, p->face2) < 3 ? p->ink : p->ring;
    double step = r * 2.3, x = p->shape->x - step * (p->stars - 1) / 2;

    buf_printf(&p->b, "<path fill=\"%s\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\" d=\"", HEX(fill),
               HEX(fill), r * 0.22);
    for (int i = 0; i < p->stars; i++)
        put_star(p, x + i * step, y, r);
    buf_putz(&p->b, "\"/>");
}

static void put_icon(struct picture *p, double y, double size)
{
    double k = size / 24;

    buf_printf(&p->b, "<g transform=\"matrix(%.3f 0 0 %.3f %.2f %.2f)\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.7\" "
               "stroke-linecap=\"round\" stroke-linejoin=\"round\">", k, k, p->shape->x - size / 2, y - size / 2, HEX(p->ink));
    buf_put(&p->b, p->icon);
    buf_putz(&p->b, "</g>");
}

/* Icon above, stars below, both in the middle of the room. */
static void put_middle(struct picture *p)
{
    struct room m = room_of(p);
    double star = p->stars ? 15 : 0, below = p->stars ? 2 * star + 12 : 0, height = m.bottom - m.top;
    double icon = str_is_empty(p->icon) ? 0 : fmin(fmin(m.width, (height - below) * (has_arc(p) ? 0.8 : 0.93)), 290);
    double y = m.top + (height - icon - below) / 2;

    if (str_is_empty(p->icon) && p->stars)
        star = fmin(26, m.width / 12);
    if (icon > 0)
        put_icon(p, y + icon / 2, icon);
    if (p->stars)
        put_stars(p, y + icon + below / 2 + (icon > 0 ? 4 : 0), star);
}

/* ---- banner ---------------------------------------------------------------- */

/* Two tails behind, two folds, the band in front. */
static void put_ribbon(struct picture *p, double h)
{
    double w = p->shape->banner_width, x = p->shape->x - w / 2, y = banner_y(p) - h / 2, in = 46;
    struct colour tail = colour_mix(p->ring, COLOUR_BLACK, 0.16), fold = colour_mix(p->ring, COLOUR_BLACK, 0.5);

    buf_printf(&p->b, "<path fill=\"%s\" d=\"M%.0f %.0fh76v%.0fh-76l22 -%.1fz\"/>", HEX(tail), x, y + 20, h, h / 2);
    buf_printf(&p->b, "<path fill=\"%s\" d=\"M%.0f %.0fh-76v%.0fh76l-22 -%.1fz\"/>", HEX(tail), x + w, y + 20, h, h / 2);
    buf_printf(&p->b, "<path fill=\"%s\" d=\"M%.0f %.0fh30v20zM%.0f %.0fh-30v20z\"/>", HEX(fold),
               x + in, y + h, x + w - in, y + h);
    buf_printf(&p->b, "<path fill=\"%s\" d=\"M%.0f %.0fh%.0fv%.0fh-%.0fz\"/>", HEX(p->ring), x + in, y, w - 2 * in, h,
               w - 2 * in);
    buf_printf(&p->b, "<path fill=\"none\" stroke=\"%s\" stroke-opacity=\".35\" stroke-width=\"2\" "
               "d=\"M%.0f %.1fh%.0fM%.0f %.1fh%.0f\"/>", HEX(p->banner_ink), x + in, y + 7, w - 2 * in,
               x + in, y + h - 7, w - 2 * in);
}

static void put_banner(struct picture *p)
{
    double h = banner_height(p), y = banner_y(p), x = p->shape->x;
    str first, second;

    put_ribbon(p, h);
    buf_printf(&p->b, "<g fill=\"%s\">", HEX(p->banner_ink));
    if (is_broken(p, &first, &second)) {
        double size = banner_size(p);
        glyph_put(&p->b, first, &(struct glyph_place){x, y - 5, size, 0.01});
        glyph_put(&p->b, second, &(struct glyph_place){x, y + size * 0.73 + 6, size, 0.01});
    } else {
        double size = banner_size(p);
        glyph_put(&p->b, p->banner, &(struct glyph_place){x, y + size * 0.364, size, 0.01});
    }
    buf_putz(&p->b, "</g>");
}

/* ---- the whole -------------------------------------------------------------- */

/* What a person hears who cannot see it: the texts, or the shape. */
static void put_label(struct picture *p)
{
    const str texts[] = {p->top, p->banner, p->bottom};
    size_t before = p->b.n;

    for (size_t i = 0; i < COUNT(texts); i++) {
        if (str_is_empty(texts[i]))
            continue;
        if (p->b.n > before)
            buf_putz(&p->b, ", ");
        glyph_put_escaped(&p->b, texts[i]);
    }
    if (p->b.n == before)
        buf_putz(&p->b, "Badge");
}

/* A line between the texts on the arc and the icon. */
static void put_inner_ring(struct picture *p)
{
    buf_printf(&p->b, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.1f\" fill=\"none\" stroke=\"%s\" stroke-width=\"3\"/>",
               p->shape->x, p->shape->y, p->shape->radius * 0.918 - ARC_BAND, HEX(p->ring));
}

str studio_svg(struct arena *a, const struct studio *s)
{
    struct picture picture = choose(a, s), *p = &picture;

    buf_putz(&p->b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 600\" role=\"img\" aria-label=\"");
    put_label(p);
    buf_putz(&p->b, "\"><title>");
    put_label(p);
    buf_putz(&p->b, "</title>");
    put_defs(p);
    shape_put_behind(&p->b, p->shape, HEX(p->ring), HEX(colour_mix(p->ring, COLOUR_BLACK, 0.3)));
    put_body(p);
    if (has_arc(p))
        put_inner_ring(p);
    put_middle(p);
    put_texts(p);
    if (!str_is_empty(p->banner))
        put_banner(p);
    studio_put_layers(&p->b, s);
    buf_putz(&p->b, "</svg>\n");
    return buf_done(&p->b);
}
