/* catalog/glyph.c */
#include "app/catalog/glyph.h"
#include <math.h>
#include <stdlib.h>
#include "base/utf8.h"

#define GUESS      620                           /* of a letter that has no outline */
#define GUESS_WIDE 1000                          /* of an ideograph */

static int compare(const void *key, const void *entry)
{
    uint32_t a = *(const uint32_t *)key, b = ((const struct glyph *)entry)->cp;

    return (a > b) - (a < b);
}

static const struct glyph *glyph_of(uint32_t cp)
{
    return bsearch(&cp, glyphs, glyph_count, sizeof *glyphs, compare);
}

static int advance_of(uint32_t cp)
{
    const struct glyph *g = glyph_of(cp);

    return g ? g->advance : cp >= 0x2E80 ? GUESS_WIDE : GUESS;
}

bool glyph_covers(str text)
{
    for (int32_t cp; (cp = utf8_next(&text)) >= 0;)
        if (!glyph_of((uint32_t)cp))
            return false;
    return true;
}

double glyph_width(str text, double size, double spacing)
{
    double width = 0;
    int n = 0;

    for (int32_t cp; (cp = utf8_next(&text)) >= 0; n++)
        width += advance_of((uint32_t)cp) * size / 1000;
    return n ? width + spacing * size * (n - 1) : 0;
}

void glyph_put_escaped(struct buf *b, str text)
{
    for (int32_t cp; (cp = utf8_next(&text)) >= 0;) {
        switch (cp) {
        case '&':  buf_putz(b, "&amp;"); break;
        case '<':  buf_putz(b, "&lt;"); break;
        case '>':  buf_putz(b, "&gt;"); break;
        case '"':  buf_putz(b, "&quot;"); break;
        case '\'': buf_putz(b, "&#39;"); break;
        default:
            if (cp >= ' ' && cp != 0x7F && cp != 0xFFFE && cp != 0xFFFF)
                utf8_put(b, (uint32_t)cp);
        }
    }
}

/* What has no outline: the viewer's font, squeezed when it is wider than guessed. */
static void put_text(struct buf *b, str text, const struct glyph_place *at)
{
    buf_printf(b, "<text x=\"%.1f\" y=\"%.1f\" font-family=\"Inter, 'DejaVu Sans', sans-serif\" font-weight=\"700\" "
               "font-size=\"%.1f\" text-anchor=\"middle\" stroke=\"none\">", at->x, at->y, at->size);
    glyph_put_escaped(b, text);
    buf_putz(b, "</text>");
}

static void put_outline(struct buf *b, const struct glyph *g)
{
    if (*g->path)
        buf_putz(b, g->path);
}

void glyph_put(struct buf *b, str text, const struct glyph_place *at)
{
    double k = at->size / 1000, x = at->x - glyph_width(text, at->size, at->spacing) / 2;

    if (!glyph_covers(text)) {
        put_text(b, text, at);
        return;
    }
    buf_printf(b, "<g transform=\"translate(0 %.2f)\">", at->y);
    for (int32_t cp; (cp = utf8_next(&text)) >= 0;) {
        const struct glyph *g = glyph_of((uint32_t)cp);
        if (*g->path) {
            buf_printf(b, "<path transform=\"matrix(%.4f 0 0 %.4f %.2f 0)\" d=\"", k, k, x);
            put_outline(b, g);
            buf_putz(b, "\"/>");
        }
        x += g->advance * k + at->spacing * at->size;
    }
    buf_putz(b, "</g>");
}

/* One letter, turned so that its foot points to the centre, or away from it. */
static void put_turned(struct buf *b, const struct glyph *g, const struct glyph_arc *at, double angle)
{
    double k = at->size / 1000, c = cos(angle), s = sin(angle);
    double foot = at->at_bottom ? -at->radius : at->radius;
    double x = at->x + foot * s - g->advance * k / 2 * c, y = at->y - foot * c - g->advance * k / 2 * s;

    if (!*g->path)
        return;
    buf_printf(b, "<path transform=\"matrix(%.4f %.4f %.4f %.4f %.2f %.2f)\" d=\"", k * c, k * s, -k * s, k * c, x, y);
    put_outline(b, g);
    buf_putz(b, "\"/>");
}

void glyph_put_arc(struct buf *b, str text, const struct glyph_arc *at)
{
    double middle = at->radius + (at->at_bottom ? -0.36 : 0.36) * at->size;   /* of the letters' height */
    double turn = (at->at_bottom ? -1 : 1) / middle;
    double angle = -glyph_width(text, at->size, at->spacing) / 2 * turn;

    if (!glyph_covers(text)) {                   /* joined scripts cannot be cut into letters */
        double y = at->y + (at->at_bottom ? at->radius - 0.3 * at->size : -at->radius + 0.3 * at->size);
        put_text(b, text, &(struct glyph_place){at->x, y, at->size * 0.8, 0});
        return;
    }
    for (int32_t cp; (cp = utf8_next(&text)) >= 0;) {
        const struct glyph *g = glyph_of((uint32_t)cp);
        double half = g->advance * at->size / 2000 * turn;
        put_turned(b, g, at, angle + half);
        angle += 2 * half + at->spacing * at->size * turn;
    }
}
