/* format/cbor.h — CBOR (RFC 8949), the part that signatures use: unsigned
 * integers, byte and text strings, arrays, maps and tags, each in the one
 * shortest form (§4.2.1) and of definite length. */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/str.h"

enum cbor_kind { CBOR_UINT, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG };

struct cbor;                                     /* one value, immutable */

struct cbor_limits {
    size_t bytes;                                /* of the input */
    unsigned depth;                              /* nesting; 64 at most */
    size_t values;                               /* values in all */
};
extern const struct cbor_limits cbor_default_limits;     /* 1 MiB, 16, 50,000 */

/* `limits` NULL: the default ones. Strings borrow from `bytes`. Map keys keep
 * their order and may stand in any, but none is there twice. BAD_INPUT (where:
 * "byte 17") for what is broken or longer than needed, LIMIT, or UNSUPPORTED:
 * negative and floating numbers, true, false, null, indefinite lengths. */
MUST_USE code cbor_parse(struct arena *a, str bytes, const struct cbor_limits *limits,
                         const struct cbor **out, struct error *err);

/* Questions may be asked of any value, and of NULL. */
bool cbor_is(const struct cbor *v, enum cbor_kind kind);
MUST_USE bool cbor_uint(const struct cbor *v, uint64_t *out);
str  cbor_bytes(const struct cbor *v);           /* absent unless a byte string */
str  cbor_text(const struct cbor *v);            /* absent unless a text string; UTF-8 */
size_t cbor_count(const struct cbor *v);         /* items of an array, pairs of a map; else 0 */
const struct cbor *cbor_item(const struct cbor *array, size_t i);    /* NULL: not there */
const struct cbor *cbor_key(const struct cbor *map, size_t i);
const struct cbor *cbor_value(const struct cbor *map, size_t i);
MUST_USE bool cbor_tag(const struct cbor *v, uint64_t *out);
const struct cbor *cbor_tagged(const struct cbor *v);    /* what the tag is put on; NULL unless a tag */

/* Writing. An array of `n` is followed by n values, a map by n pairs, whose
 * keys the caller puts in order; a tag by one value. */
void cbor_put_uint(struct buf *b, uint64_t v);
void cbor_put_bytes(struct buf *b, str bytes);
void cbor_put_text(struct buf *b, str text);
void cbor_put_array(struct buf *b, size_t n);
void cbor_put_map(struct buf *b, size_t n);
void cbor_put_tag(struct buf *b, uint64_t tag);
