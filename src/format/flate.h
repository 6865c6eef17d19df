/* format/flate.h — DEFLATE (RFC 1951), bare and in its two wrappers (RFC 1950,
 * RFC 1952), with a cap on what comes out. The only file that knows zlib's streams. */
#pragma once
#include "base/str.h"

enum flate_wrapper { FLATE_ZLIB, FLATE_GZIP, FLATE_BARE };

/* The whole of `packed` must be one complete stream: BAD_INPUT for a broken or
 * cut one, or for bytes behind its end. LIMIT: more than `max` bytes. What is
 * taken from the arena is the true size, known before it is taken. */
MUST_USE code flate_unpack(struct arena *a, enum flate_wrapper wrapper, str packed, size_t max,
                           str *out, struct error *err);
/* The same without keeping what comes out: `take` gets it piece by piece, each
 * with its place in the whole; NULL: only the size is wanted. */
typedef void flate_take_fn(void *ctx, size_t at, str piece);
MUST_USE code flate_scan(struct arena *a, enum flate_wrapper wrapper, str packed, size_t max,
                         flate_take_fn *take, void *ctx, size_t *size, struct error *err);
/* The same bytes for the same input: no time and no name in the header. */
str flate_gzip(struct arena *a, str bytes);

/* Bare, in as many pieces as one likes. One packer serves for one text after the
 * other: what follows the last piece of one begins the next. */
struct flate_pack;
typedef code flate_give_fn(void *ctx, str bytes, struct error *err);
struct flate_pack *flate_pack_new(struct arena *a);
MUST_USE code flate_pack_put(struct flate_pack *p, str piece, bool is_last, flate_give_fn *give, void *ctx, struct error *err);

/* Bare, of any size, as the pieces are asked for: what comes out lives until the
 * next call. `*piece` is empty at the end. BAD_INPUT as above; LIMIT: more than `max`. */
struct flate_unpacker;
struct flate_unpacker *flate_unpacker_new(struct arena *a, str packed, uint64_t max);
MUST_USE code flate_unpack_more(struct flate_unpacker *u, str *piece, struct error *err);
