/* badge/bake.h — a badge into a PNG or SVG, and out again (standard.md §8). */
#pragma once
#include "badge/badge.h"

/* `payload` is a compact JWS or JSON. `version` chooses keyword and element:
 * OB_3_0 `openbadgecredential`, OB_2_0 and 1.x `openbadges`. A badge of the
 * same keyword is replaced. BAD_INPUT: the image is neither PNG nor SVG. */
MUST_USE code bake(struct arena *a, str image, enum badge_version version, str payload,
                   str *out, struct error *err);

struct unbaked {
    str payload;
    const char *place;                           /* "png:iTXt openbadgecredential" */
    str older;                                   /* another one where an older version keeps it; absent: none */
    bool twice;                                  /* a second badge in the same place */
    bool conflict;                               /* … and it is another one */
    bool compressed, damaged;
};
/* NOT_FOUND: an image without a badge. Looks for every keyword and element of
 * every version, the newest first. */
MUST_USE code unbake(struct arena *a, str image, struct unbaked *out, struct error *err);
