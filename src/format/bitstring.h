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
void bitstring_put(struct bitstring *b, size_t i, unsigned size, uint64_t value); /* the inverse */
str bitstring_encode(struct arena *a, const struct bitstring *b);  /* "u" base64url GZIP */
/* Inflates to at most 16 MiB (LIMIT); accepts "u…" and, as StatusList2021 has it
 * and as found in the wild, bare base64url or base64 with its padding. Shorter
 * than the minimum is not an error here. */
MUST_USE code bitstring_decode(struct arena *a, str text, struct bitstring *out, struct error *err);
/* The length of such a list, and what stands at `i`, without keeping the list:
 * a large one costs time and no memory. NOT_FOUND: `i` is outside; `*bits` is
 * filled then too. */
MUST_USE code bitstring_peek(struct arena *a, str text, size_t i, unsigned size, size_t *bits,
                             uint64_t *value, struct error *err);
