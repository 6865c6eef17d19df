/* catalog/studio_layers.c — layers, each drawn by its kind, the first one lowest. */
#include "app/catalog/studio_layers.h"

#include <math.h>
#include "app/colour.h"
#include "app/catalog/glyph.h"
#include "app/catalog/icons.h"
#include "app/catalog/shape.h"
#include "base/arena.h"

#define LEAST_BEND 30                            /* a tighter circle cannot hold a letter */

struct layer {
    struct buf *b;
    const struct studio_layer *l;
    size_t number;
    double x, y, size;
    const char *colour, *colour2;                /* colour2 NULL: plain */
    struct colour plain;
};

static const char *hex_of(struct arena *a, str text, const char *otherwise)
{
    struct colour c;

    return colour_read(text, &c) ? colour_hex(a, c) : otherwise;
}

static double number(const struct studio_layer *l, enum studio_number i)
{
    return (double)studio_within(i, l->n[i]);
}

/* The name of the paint: a colour, or the gradient that was put before. */
static str paint(const struct layer *p)
{
    return p->colour2 ? str_printf(p->b->a, "url(#layer%zu)", p->number) : cstr(p->colour);
}

static void put_icon(const struct layer *p)
{
    double k = p->size / 24;

    buf_printf(p->b, "<g transform=\"matrix(%.3f 0 0 %.3f %.2f %.2f)\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.7\" "
               "stroke-linecap=\"round\" stroke-linejoin=\"round\">", k, k, p->x - p->size / 2, p->y - p->size / 2, p->colour);
    buf_put(p->b, icon_drawing(p->l->value));
    buf_putz(p->b, "</g>");
}

/* Bent upwards the circle's middle is below the words; downwards, above. */
static void put_words(const struct layer *p)
{
    double bend = number(p->l, LAYER_BEND);
    str text = studio_clean_line(p->b->a, p->l->value);

    buf_printf(p->b, "<g fill=\"" STR_FMT "\">", STR_ARG(paint(p)));
    if (fabs(bend) < LEAST_BEND)
        glyph_put(p->b, text, &(struct glyph_place){p->x, p->y + p->size * 0.364, p->size, 0.02});
    else
        glyph_put_arc(p->b, text, &(struct glyph_arc){p->x, p->y + bend, fabs(bend) + (bend > 0 ? -0.364 : 0.364) * p->size,
                                                      p->size, 0.05, bend < 0});
    buf_putz(p->b, "</g>");
}

/* The outlines lie in a box of 600 around their own middle. */
static void put_shape(const struct layer *p)
{
    const struct shape *s = shape_of(p->l->value);
    double k = p->size / 540;

    buf_printf(p->b, "<path transform=\"matrix(%.4f 0 0 %.4f %.2f %.2f)\" fill=\"" STR_FMT "\" d=\"" STR_FMT "\"/>", k, k,
               p->x - s->x * k, p->y - s->y * k, STR_ARG(paint(p)), STR_ARG(shape_outline(p->b->a, s)));
}

static void put_ring(const struct layer *p)
{
    buf_printf(p->b, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.1f\" fill=\"none\" stroke=\"" STR_FMT "\" stroke-width=\"%.1f\"/>",
               p->x, p->y, p->size / 2, STR_ARG(paint(p)), fmax(3, p->size / 45));
}

/* A band with two tails, a sixth as high as it is wide. */
static void put_ribbon(const struct layer *p)
{
    double w = p->size, h = w / 6, x = p->x - w / 2, y = p->y - h / 2, tail = w / 7;
    struct colour ink = colour_ink(p->plain, p->plain);
    str text = studio_clean_line(p->b->a, p->l->value);
    double wide = glyph_width(text, 100, 0.01), size = wide > 0 ? fmin(h * 0.56, (w - 2.4 * tail) / wide * 100) : h / 2;

    buf_printf(p->b, "<path fill=\"%s\" d=\"M%.1f %.1fh%.1fv%.1fh-%.1fl%.1f -%.1fzM%.1f %.1fh-%.1fv%.1fh%.1fl-%.1f -%.1fz\"/>",
               colour_hex(p->b->a, colour_mix(p->plain, COLOUR_BLACK, 0.25)), x, y + h / 4, tail * 1.4, h, tail * 1.4,
               tail / 3, h / 2, x + w, y + h / 4, tail * 1.4, h, tail * 1.4, tail / 3, h / 2);
    buf_printf(p->b, "<path fill=\"" STR_FMT "\" d=\"M%.1f %.1fh%.1fv%.1fh-%.1fz\"/>", STR_ARG(paint(p)), x + tail, y,
               w - 2 * tail, h, w - 2 * tail);
    buf_printf(p->b, "<g fill=\"%s\">", colour_hex(p->b->a, ink));
    glyph_put(p->b, text, &(struct glyph_place){p->x, p->y + size * 0.364, size, 0.01});
    buf_putz(p->b, "</g>");
}

static const struct { const char *kind; void (*put)(const struct layer *p); } puts_of[] = {
    {"icon", put_icon}, {"text", put_words}, {"shape", put_shape}, {"ring", put_ring}, {"ribbon", put_ribbon},
};

static void put_gradient(const struct layer *p)
{
    buf_printf(p->b, "<defs><linearGradient id=\"layer%zu\" x1=\".15\" y1=\"0\" x2=\".85\" y2=\"1\"><stop stop-color=\"%s\"/>"
               "<stop offset=\"1\" stop-color=\"%s\"/></linearGradient></defs>", p->number, p->colour, p->colour2);
}

static void put_layer(struct buf *b, const struct studio_layer *l, size_t n)
{
    struct layer p = {.b = b, .l = l, .number = n, .x = number(l, LAYER_X), .y = number(l, LAYER_Y),
                      .size = number(l, LAYER_SIZE), .colour = hex_of(b->a, l->colour, "#ffffff"),
                      .colour2 = hex_of(b->a, l->colour2, NULL)};

    if (!colour_read(cstr(p.colour), &p.plain))
        p.plain = COLOUR_WHITE;
    if (p.colour2)
        put_gradient(&p);
    buf_printf(b, "<g transform=\"rotate(%.0f %.0f %.0f)\" opacity=\"%.2f\">", number(l, LAYER_TURN), p.x, p.y,
               number(l, LAYER_OPACITY) / 100);
    for (size_t i = 0; i < COUNT(puts_of); i++)
        if (str_eq(l->kind, cstr(puts_of[i].kind)))
            puts_of[i].put(&p);
    buf_putz(b, "</g>");
}

void studio_put_layers(struct buf *b, const struct studio *s)
{
    size_t n = studio_layer_count(s);

    for (size_t i = 0; i < n; i++)
        if (!s->layers[i].is_hidden)
            put_layer(b, &s->layers[i], i + 1);
}

bool studio_layer_is_clear(const struct studio *s, size_t i)
{
    const struct studio_layer *l = &s->layers[i];
    bool is_text = str_eq(l->kind, S("text"));
    struct colour ink, face, face2;

    if ((!is_text && !str_eq(l->kind, S("icon"))) || !colour_read(l->colour, &ink) || !colour_read(s->colour, &face))
        return true;
    if (!colour_read(s->colour2, &face2))
        face2 = face;
    return fmin(colour_contrast(ink, face), colour_contrast(ink, face2)) >= (is_text ? 4.5 : 3.0);
}
