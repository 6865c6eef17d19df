/* format/jsonld_number.c — JSON numbers in the canonical form of xsd:integer
 * and xsd:double (JSON-LD 1.1 API §8.6). */
#include "format/jsonld_number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"

bool ld_number_is_integer(double v)
{
    return isfinite(v) && trunc(v) == v && fabs(v) < 1e21;
}

str ld_number_integer(struct arena *a, double v)
{
    return str_printf(a, "%.0f", v == 0 ? 0.0 : v); /* no "-0" */
}

/* "%.15E" is "d.ddddddddddddddde±xx": zeros at the end of the mantissa go, but
 * one digit stays, and so do the plus sign and zeros of the exponent. */
str ld_number_double(struct arena *a, double v)
{
    char text[40];

    if (!isfinite(v))
        return isnan(v) ? S("NaN") : v < 0 ? S("-INF") : S("INF");
    snprintf(text, sizeof text, "%.15E", v == 0 ? 0.0 : v);
    char *exponent = strchr(text, 'E');
    int power = (int)strtol(exponent + 1, NULL, 10);
    while (exponent[-1] == '0' && exponent[-2] != '.')
        exponent--;
    return str_printf(a, "%.*sE%d", (int)(exponent - text), text, power);
}
