/* badge/bake.h — a badge into a PNG or SVG, and out again (standard.md §8). */
#pragma once
#include "badge/badge.h"

/* `payload` is a compact JWS, JSON or an address. `version` chooses keyword
 * and element: OB_3_0 `openbadgecredential`, CLR_2_0 `clrcredential`, all
 * others `openbadges`; OB_0_5 goes in as its address alone. The image then
 * holds this badge and no other. BAD_INPUT: the image is neither PNG nor SVG. */
MUST_USE code bake(struct arena *a, str image, enum badge_version version, str payload,
                   str *out, struct error *err);
/* The same, but what the image holds of another keyword stays beside it. */
MUST_USE code bake_beside(struct arena *a, str image, enum badge_version version, str payload,
                          str *out, struct error *err);

struct unbaked {
    str payload;
    const char *place;                           /* "png:iTXt openbadgecredential" */
    str older;                                   /* another one where an older version keeps it; absent: none */
    bool twice;                                  /* a second badge in the same place */
    bool conflict;                               /* … and it is another one */
    bool compressed;
    bool damaged;                                /* a wrong checksum of text */
    bool is_text_odd;                            /* SVG: text that is no badge stood beside the address */
};
/* NOT_FOUND: an image without a badge. Looks for every keyword and element of
 * every version, the newest first. The checksums of pixels are left alone. */
MUST_USE code unbake(struct arena *a, str image, struct unbaked *out, struct error *err);
/* Are all checksums of the PNG right? True for other images. */
bool image_is_whole(str image);
