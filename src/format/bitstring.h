/* format/bitstring.h — Bitstring Status List v1.0: bit arrays, GZIP, multibase. */
#pragma once
#include <stdint.h>
#include "base/str.h"

#define BITSTRING_MIN_BITS 131072                /* §2.2: herd privacy */

struct bitstring { uint8_t *bytes; size_t bits; };

struct bitstring bitstring_new(struct arena *a, size_t bits);  /* all 0; a multiple of 8 */
void bitstring_set(struct bitstring *b, size_t i, bool on);    /* bit 0 is the leftmost, §3.2 */
/* `size` bits from position `i * size`, most significant first. */
MUST_USE bool bitstring_get(const struct bitstring *b, size_t i, unsigned size, uint64_t *out);
str bitstring_encode(struct arena *a, const struct bitstring *b);  /* "u" base64url GZIP */
/* Inflates to at most 16 MiB (LIMIT); accepts "u…" and, as found in the wild,
 * bare base64url. Shorter than the minimum is not an error here. */
MUST_USE code bitstring_decode(struct arena *a, str text, struct bitstring *out, struct error *err);
