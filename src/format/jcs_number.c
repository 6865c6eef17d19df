/* format/jcs_number.c — ECMA-262 Number::toString for doubles. The shortest
 * decimal is searched for with the C library's exact conversions. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "format/jcs.h"

#define MOST_DIGITS  17                          /* that a double ever needs */
#define EXACT_DIGITS 15                          /* that a decimal keeps through a normal double */

/* 0.d1d2d3… × 10^point */
struct decimal { char digits[MOST_DIGITS + 1]; int n, point; };

/* The decimal of `n` digits that is nearest to `v`. */
static struct decimal nearest(double v, int n)
{
    struct decimal d = {.n = n};
    char text[40];

    snprintf(text, sizeof text, "%.*e", n - 1, v);           /* "d.ddde-07" */
    d.digits[0] = text[0];
    memcpy(d.digits + 1, text + 2, (size_t)n - 1);
    d.point = (int)strtol(strchr(text, 'e') + 1, NULL, 10) + 1;
    return d;
}

static bool reads_back(const struct decimal *d, double v)
{
    char text[40];

    snprintf(text, sizeof text, "%.*se%d", d->n, d->digits, d->point - d->n);
    return strtod(text, NULL) == v;
}

/* One more in the last place. False when that makes it one of fewer digits. */
static bool step_up(struct decimal *d)
{
    if (d->digits[d->n - 1] == '9')
        return false;
    d->digits[d->n - 1]++;
    return true;
}

/* Some decimal of `n` digits that reads back as `v`, the nearest if it does.
 * At a power of two the doubles below lie closer than those above: there the
 * next decimal above may do where the nearest, below, does not. */
static bool find(double v, int n, struct decimal *out)
{
    *out = nearest(v, n);
    return reads_back(out, v) || (step_up(out) && reads_back(out, v));
}

static struct decimal without_zeros(struct decimal d)
{
    while (d.n > 1 && d.digits[d.n - 1] == '0')
        d.n--;
    return d;
}

static struct decimal shortest(double v)
{
    struct decimal d;

    if (v >= DBL_MIN && find(v, EXACT_DIGITS, &d))
        return without_zeros(d);
    for (int n = v >= DBL_MIN ? EXACT_DIGITS + 1 : 1; n < MOST_DIGITS; n++)
        if (find(v, n, &d))
            return d;
    return nearest(v, MOST_DIGITS);
}

static char *put(char *to, const char *from, int n)
{
    return (char *)memcpy(to, from, (size_t)n) + n;
}

static char *put_zeros(char *to, int n)
{
    return (char *)memset(to, '0', (size_t)n) + n;
}

static char *put_exponent(char *to, const struct decimal *d)
{
    *to++ = d->digits[0];
    if (d->n > 1) {
        *to++ = '.';
        to = put(to, d->digits + 1, d->n - 1);
    }
    return to + snprintf(to, 8, "e%+d", d->point - 1);
}

/* ECMA-262 §6.1.6.1.20, steps 6 to 12. */
static char *put_decimal(char *to, const struct decimal *d)
{
    if (d->point > 21 || d->point <= -6)
        return put_exponent(to, d);
    if (d->point <= 0)
        return put(put_zeros(put(to, "0.", 2), -d->point), d->digits, d->n);
    if (d->n <= d->point)
        return put_zeros(put(to, d->digits, d->n), d->point - d->n);
    to = put(to, d->digits, d->point);
    *to++ = '.';
    return put(to, d->digits + d->point, d->n - d->point);
}

str jcs_number(double v, char out[JCS_NUMBER])
{
    char *to = out;
    struct decimal d;

    if (v == 0)
        return S("0");                           /* of "-0" too */
    if (v < 0)
        *to++ = '-';
    d = shortest(fabs(v));
    to = put_decimal(to, &d);
    return (str){out, (size_t)(to - out)};
}
