/* format/flate.c — zlib with its memory in the arena, so that nothing is lost
 * when the arena's owner ends the task in the middle. */
#include "format/flate.h"
#include <zlib.h>
#include "base/arena.h"
#include "base/attempt.h"

#define GZIP_BITS (15 + 16)

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
    if (inflateInit2(z, wrapper == FLATE_GZIP ? GZIP_BITS : MAX_WBITS) != Z_OK)
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
