/* app/colour.h — colours of badge pictures, and which ink can be read on
 * them (WCAG 2.2 §1.4.3). */
#pragma once
#include "base/str.h"

struct colour { double r, g, b; };               /* sRGB, 0..1 */

#define COLOUR_WHITE ((struct colour){1, 1, 1})
#define COLOUR_BLACK ((struct colour){0.04, 0.03, 0.06})

/* "#rgb" or "#rrggbb" in either case; false for anything else. */
bool colour_read(str text, struct colour *out);
const char *colour_hex(struct arena *a, struct colour c);    /* "#5b2862" */
struct colour colour_mix(struct colour from, struct colour to, double share);
double colour_contrast(struct colour a, struct colour b);    /* 1..21 */
/* White, or a dark shade of the ground: whichever is read better on both. */
struct colour colour_ink(struct colour ground, struct colour other);
/* `ground`, moved away from the ink until the contrast is `least`. */
struct colour colour_readable(struct colour ground, struct colour ink, double least);
