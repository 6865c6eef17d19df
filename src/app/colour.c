/* app/colour.c */
#include "app/colour.h"
#include <math.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool colour_read(str text, struct colour *out)
{
    size_t step = text.n == 7 ? 2 : 1;
    double v[3];

    if ((text.n != 7 && text.n != 4) || text.p[0] != '#')
        return false;
    for (size_t i = 0; i < 3; i++) {
        int high = digit(text.p[1 + i * step]), low = digit(text.p[i * step + step]);
        if (high < 0 || low < 0)
            return false;
        v[i] = (high * 16 + low) / 255.0;
    }
    *out = (struct colour){v[0], v[1], v[2]};
    return true;
}

static unsigned byte_of(double v)
{
    return (unsigned)lround(fmin(fmax(v, 0), 1) * 255);
}

const char *colour_hex(struct arena *a, struct colour c)
{
    return str_printf(a, "#%02x%02x%02x", byte_of(c.r), byte_of(c.g), byte_of(c.b)).p;
}

struct colour colour_mix(struct colour from, struct colour to, double share)
{
    return (struct colour){from.r + (to.r - from.r) * share, from.g + (to.g - from.g) * share,
                           from.b + (to.b - from.b) * share};
}

static double linear(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double colour_contrast(struct colour a, struct colour b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

    return x > y ? x / y : y / x;
}

static double worse(struct colour ink, struct colour a, struct colour b)
{
    return fmin(colour_contrast(ink, a), colour_contrast(ink, b));
}

/* White wins while it is readable: it looks better on strong colours. */
struct colour colour_ink(struct colour ground, struct colour other)
{
    struct colour dark = colour_mix(ground, COLOUR_BLACK, 0.82);
    double white = worse(COLOUR_WHITE, ground, other);

    if (white >= 4.5 || white >= worse(COLOUR_BLACK, ground, other))
        return COLOUR_WHITE;
    return worse(dark, ground, other) >= 7 ? dark : COLOUR_BLACK;
}

struct colour colour_readable(struct colour ground, struct colour ink, double least)
{
    struct colour away = luminance(ink) > 0.5 ? COLOUR_BLACK : COLOUR_WHITE;

    /* A little more than asked: the hexadecimal digits round. */
    for (int i = 0; i < 60 && colour_contrast(ground, ink) < least * 1.02; i++)
        ground = colour_mix(ground, away, 0.05);
    return ground;
}
