/* format/jpeg.h — what the head of a JPEG says, without decoding it: how large it
 * is, and which way up it was taken. */
#pragma once
#include "base/error.h"
#include "base/str.h"

struct jpeg_info {
    unsigned width, height;
    int orientation;                             /* 1 (as it stands) to 8, Exif 2.3 §4.6.4 */
    bool is_progressive;
    size_t metadata;                             /* bytes of segments that are no picture: Exif, XMP, comments … */
};

/* BAD_INPUT: no JPEG, or its head is damaged (ITU T.81 §B). */
MUST_USE code jpeg_inspect(str file, struct jpeg_info *out, struct error *err);
