/* format/flate.c — zlib with its memory in the arena, so that nothing is lost
 * when the arena's owner ends the task in the middle. */
#include "format/flate.h"
#include <zlib.h>
#include "base/arena.h"
#include "base/attempt.h"

#define GZIP_BITS (15 + 16)
#define BARE_BITS (-15)
#define FLATE_PIECE ((size_t)1 << 20)            /* handed to zlib at once */

static const int bits[] = {[FLATE_ZLIB] = MAX_WBITS, [FLATE_GZIP] = GZIP_BITS, [FLATE_BARE] = BARE_BITS};

static voidpf take(voidpf arena, uInt count, uInt size)
{
    return arena_alloc(arena, count, size);
}

static void give_back(voidpf arena, voidpf p)
{
    (void)arena, (void)p;
}

static z_stream stream_over(struct arena *a, str in)
{
    return (z_stream){.zalloc = take, .zfree = give_back, .opaque = a,
                      .next_in = (z_const Bytef *)in.p,
                      .avail_in = in.n < UINT32_MAX ? (uInt)in.n : UINT32_MAX};
}

static code broken(struct error *err)
{
    return fail(err, BAD_INPUT, "", "the compressed data are damaged or incomplete");
}

/* How much comes out, without keeping it: a stranger's bomb then costs time
 * up to `max`, and no memory. */
static code scan(z_stream *z, size_t max, flate_take_fn *take_piece, void *ctx, size_t *size,
                 struct error *err)
{
    Bytef scratch[16 << 10];
    int state;

    *size = 0;
    do {
        z->next_out = scratch;
        z->avail_out = sizeof scratch;
        state = inflate(z, Z_NO_FLUSH);
        size_t n = sizeof scratch - z->avail_out;
        if (n > max - *size)
            return fail(err, LIMIT, "", "the compressed data grow to more than %zu bytes", max);
        if (take_piece)
            take_piece(ctx, *size, (str){(const char *)scratch, n});
        *size += n;
    } while (state == Z_OK && z->avail_out == 0);
    if (state != Z_STREAM_END)
        return broken(err);
    if (z->avail_in)
        return fail(err, BAD_INPUT, "", "there is something behind the compressed data");
    return OK;
}

static code start(z_stream *z, enum flate_wrapper wrapper, size_t max, struct error *err)
{
    if (z->avail_in == UINT32_MAX || max > INT32_MAX)
        return fail(err, LIMIT, "", "the compressed data are too large");
    if (inflateInit2(z, bits[wrapper]) != Z_OK)
        return fail(err, FAULT, "", "zlib does not start");
    return OK;
}

code flate_scan(struct arena *a, enum flate_wrapper wrapper, str packed, size_t max,
                flate_take_fn *take_piece, void *ctx, size_t *size, struct error *err)
{
    z_stream z = stream_over(a, packed);

    TRY(start(&z, wrapper, max, err));
    return scan(&z, max, take_piece, ctx, size, err);
}

code flate_unpack(struct arena *a, enum flate_wrapper wrapper, str packed, size_t max,
                  str *out, struct error *err)
{
    z_stream z = stream_over(a, packed);
    size_t size;

    TRY(start(&z, wrapper, max, err));
    TRY(scan(&z, max, NULL, NULL, &size, err));

    char *bytes = arena_alloc(a, size + 1, 1);
    inflateReset(&z);
    z.next_in = (z_const Bytef *)packed.p;
    z.avail_in = (uInt)packed.n;
    z.next_out = (Bytef *)bytes;
    z.avail_out = (uInt)size + 1;                /* one to spare: zlib then reaches the end */
    if (inflate(&z, Z_FINISH) != Z_STREAM_END)
        return broken(err);
    *out = (str){bytes, size};
    return OK;
}

/* zlib fails here only when misused. */
static void must(int result, int expected)
{
    if (result != expected)
        attempt_leave(FAULT, "zlib does not compress");
}

str flate_gzip(struct arena *a, str bytes)
{
    z_stream z = stream_over(a, bytes);

    must(deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_BITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, bytes.n);
    char *out = arena_alloc(a, bound + 1, 1);
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)bound;
    must(deflate(&z, Z_FINISH), Z_STREAM_END);
    return (str){out, bound - z.avail_out};
}

/* ---- piece by piece ---- */

struct flate_pack { z_stream z; Bytef out[32 << 10]; };

struct flate_pack *flate_pack_new(struct arena *a)
{
    struct flate_pack *p = NEW(a, struct flate_pack);

    p->z = stream_over(a, S(""));
    must(deflateInit2(&p->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, BARE_BITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    return p;
}

/* What is given is out of the way before more comes; zlib says Z_BUF_ERROR when
 * there was nothing to do. */
static code pack_some(struct flate_pack *p, str piece, int flush, flate_give_fn *give, void *ctx, struct error *err)
{
    p->z.next_in = (z_const Bytef *)piece.p;
    p->z.avail_in = (uInt)piece.n;
    do {
        p->z.next_out = p->out;
        p->z.avail_out = sizeof p->out;
        int state = deflate(&p->z, flush);
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
            attempt_leave(FAULT, "zlib does not compress");
        size_t n = sizeof p->out - p->z.avail_out;
        if (n)
            TRY(give(ctx, (str){(const char *)p->out, n}, err));
    } while (p->z.avail_out == 0);
    return OK;
}

code flate_pack_put(struct flate_pack *p, str piece, bool is_last, flate_give_fn *give, void *ctx, struct error *err)
{
    for (; piece.n > FLATE_PIECE; piece = str_from(piece, FLATE_PIECE))
        TRY(pack_some(p, str_slice(piece, 0, FLATE_PIECE), Z_NO_FLUSH, give, ctx, err));
    TRY(pack_some(p, piece, is_last ? Z_FINISH : Z_NO_FLUSH, give, ctx, err));
    if (is_last)
        must(deflateReset(&p->z), Z_OK);
    return OK;
}

struct flate_unpacker { z_stream z; str left; uint64_t given, max; bool ended; Bytef out[64 << 10]; };

struct flate_unpacker *flate_unpacker_new(struct arena *a, str packed, uint64_t max)
{
    struct flate_unpacker *u = NEW(a, struct flate_unpacker);

    u->z = stream_over(a, S(""));
    u->left = packed;
    u->max = max;
    if (inflateInit2(&u->z, BARE_BITS) != Z_OK)
        attempt_leave(FAULT, "zlib does not start");
    return u;
}

static void feed(struct flate_unpacker *u)
{
    size_t n = u->left.n < FLATE_PIECE ? u->left.n : FLATE_PIECE;

    if (u->z.avail_in || n == 0)
        return;
    u->z.next_in = (z_const Bytef *)u->left.p;
    u->z.avail_in = (uInt)n;
    u->left = str_from(u->left, n);
}

code flate_unpack_more(struct flate_unpacker *u, str *piece, struct error *err)
{
    size_t n = 0;

    *piece = S("");
    while (!u->ended && n == 0) {
        feed(u);
        u->z.next_out = u->out;
        u->z.avail_out = sizeof u->out;
        int state = inflate(&u->z, Z_NO_FLUSH);
        n = sizeof u->out - u->z.avail_out;
        u->ended = state == Z_STREAM_END;
        if (state != Z_OK && state != Z_STREAM_END)
            return broken(err);
    }
    if (u->ended && (u->z.avail_in || u->left.n))
        return fail(err, BAD_INPUT, "", "there is something behind the compressed data");
    u->given += n;
    if (u->given > u->max)
        return fail(err, LIMIT, "", "the compressed data grow to more than %llu bytes", (unsigned long long)u->max);
    *piece = (str){(const char *)u->out, n};
    return OK;
}
