/* format/qr_code.h — what a QR code says (ISO/IEC 18004): its modules in, its text
 * out. Finding the code in a photo is draw/qr_find's. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

#define QR_MOST 177                              /* modules on a side: version 40 */

/* `modules`: side × side bytes row by row, 1 is dark. BAD_INPUT: it is no code, or more
 * of it is damaged than it can bear; UNSUPPORTED: kanji, or a part of several codes. */
MUST_USE code qr_code_read(struct arena *a, const uint8_t *modules, int side, str *text, struct error *err);
