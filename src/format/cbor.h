/* format/cbor.h — CBOR (RFC 8949), the part that signatures and passkeys use:
 * integers, byte and text strings, arrays, maps, tags, false, true and null,
 * each in the one shortest form (§4.2.1) and of definite length. */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/str.h"

enum cbor_kind { CBOR_UINT, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG,
                 CBOR_FALSE, CBOR_TRUE, CBOR_NULL };

struct cbor;                                     /* one value, immutable */

struct cbor_limits {
    size_t bytes;                                /* of the input */
    unsigned depth;                              /* nesting; 64 at most */
    size_t values;                               /* values in all */
};

/* `limits` NULL: the default ones. Strings borrow from `bytes`. Map keys keep
 * their order and may stand in any, but none is there twice. BAD_INPUT (where:
 * "byte 17") for what is broken or longer than needed, LIMIT, or UNSUPPORTED:
 * floating numbers, other simple values, indefinite lengths. */
MUST_USE code cbor_parse(struct arena *a, str bytes, const struct cbor_limits *limits,
                         const struct cbor **out, struct error *err);
/* The value at the front of `*rest`, which is moved behind it. */
MUST_USE code cbor_parse_front(struct arena *a, str *rest, const struct cbor_limits *limits,
                               const struct cbor **out, struct error *err);

/* Questions may be asked of any value, and of NULL. */
bool cbor_is(const struct cbor *v, enum cbor_kind kind);
MUST_USE bool cbor_uint(const struct cbor *v, uint64_t *out);
MUST_USE bool cbor_int(const struct cbor *v, int64_t *out);      /* of either sign, as far as it fits */
str  cbor_bytes(const struct cbor *v);           /* absent unless a byte string */
str  cbor_text(const struct cbor *v);            /* absent unless a text string; UTF-8 */
size_t cbor_count(const struct cbor *v);         /* items of an array, pairs of a map; else 0 */
const struct cbor *cbor_item(const struct cbor *array, size_t i);    /* NULL: not there */
const struct cbor *cbor_key(const struct cbor *map, size_t i);
const struct cbor *cbor_value(const struct cbor *map, size_t i);
const struct cbor *cbor_get(const struct cbor *map, const char *key);    /* NULL: no such text key */
const struct cbor *cbor_get_int(const struct cbor *map, int64_t key);
str  cbor_raw(const struct cbor *v);             /* the bytes it is written in */
MUST_USE bool cbor_tag(const struct cbor *v, uint64_t *out);
const struct cbor *cbor_tagged(const struct cbor *v);    /* what the tag is put on; NULL unless a tag */

/* Writing. An array of `n` is followed by n values, a map by n pairs, whose
 * keys the caller puts in order; a tag by one value. */
void cbor_put_uint(struct buf *b, uint64_t v);
void cbor_put_int(struct buf *b, int64_t v);
void cbor_put_bytes(struct buf *b, str bytes);
void cbor_put_text(struct buf *b, str text);
void cbor_put_array(struct buf *b, size_t n);
void cbor_put_map(struct buf *b, size_t n);
void cbor_put_tag(struct buf *b, uint64_t tag);
