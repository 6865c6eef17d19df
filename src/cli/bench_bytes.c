/* cli/bench_bytes.c — work whose limit is to read and copy every byte once:
 * putting a badge into a picture, reading and writing JSON. */
#include <string.h>

#include "badge/bake.h"
#include "base/crypto.h"
#include "cli/bench.h"
#include "format/json.h"

#define PICTURE ((size_t)500 << 10)
#define IDAT    8192                             /* as libpng cuts it */

struct bytes {
    struct arena *a;                             /* of one call */
    str picture, token, baked, json;
    char *copy;                                  /* where memcpy copies to */
};

/* ---- a picture ---- */

/* PNG §5.5, bit by bit: used once. */
static uint32_t crc_of(str bytes)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < bytes.n; i++) {
        crc ^= (unsigned char)bytes.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (0xedb88320 & (0 - (crc & 1)));
    }
    return ~crc;
}

static void put_be32(struct buf *b, size_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(v >> shift));
}

static void put_chunk(struct arena *a, struct buf *b, str type, str data)
{
    str whole = str_join(a, type, data);

    put_be32(b, data.n);
    buf_put(b, whole);
    put_be32(b, crc_of(whole));
}

/* Pixels as random as well compressed ones are; nobody will decode them. */
static str make_picture(struct arena *a)
{
    static const char header[] = "\0\0\2\x58\0\0\2\x58\x08\x06\0\0";
    struct buf b = buf_new(a);
    char *pixels = NEW_ARRAY(a, PICTURE, char);

    random_bytes(pixels, PICTURE);
    buf_put(&b, (str){"\x89PNG\r\n\x1a\n", 8});
    put_chunk(a, &b, S("IHDR"), (str){header, 13});
    for (size_t at = 0; at < PICTURE; at += IDAT)
        put_chunk(a, &b, S("IDAT"), str_slice((str){pixels, PICTURE}, at, at + IDAT));
    put_chunk(a, &b, S("IEND"), S(""));
    return buf_done(&b);
}

static str make_json(struct arena *a)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "alignment");
    json_open_array(&w);
    for (int i = 0; b.n < 4000; i++) {
        json_open_object(&w);
        json_put_member(&w, "type", S("Alignment"));
        json_put_member(&w, "targetName", str_printf(a, "Unit %d of the \"national\" register", i));
        json_put_member(&w, "targetUrl", str_printf(a, "https://skills.example.org/units/%d", i));
        json_put_member_int(&w, "weight", i);
        json_put_member_bool(&w, "required", i % 2);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

/* ---- the work ---- */

static void copy_picture(void *ctx)
{
    struct bytes *x = ctx;

    memcpy(x->copy, x->picture.p, x->picture.n);
    __asm__ volatile("" : : "r"(x->copy) : "memory");
}

static void copy_json(void *ctx)
{
    struct bytes *x = ctx;

    memcpy(x->copy, x->json.p, x->json.n);
    __asm__ volatile("" : : "r"(x->copy) : "memory");
}

static str bake_once(struct bytes *x, struct error *err)
{
    str out = {0};

    arena_reset(x->a);
    return bake(x->a, x->picture, OB_3_0, x->token, &out, err) == OK ? out : (str){0};
}

static void bake_work(void *ctx)
{
    if (str_is_absent(bake_once(ctx, NULL)))
        __builtin_trap();
}

static void unbake_work(void *ctx)
{
    struct bytes *x = ctx;
    struct unbaked out;

    arena_reset(x->a);
    if (unbake(x->a, x->baked, &out, NULL) != OK)
        __builtin_trap();
}

static const struct json *parse_once(struct bytes *x)
{
    const struct json *v = NULL;

    arena_reset(x->a);
    return json_parse(x->a, x->json, NULL, &v, NULL) == OK ? v : NULL;
}

static str write_once(struct bytes *x, const struct json *v)
{
    struct buf b = buf_new(x->a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

static void parse_work(void *ctx)
{
    if (!parse_once(ctx))
        __builtin_trap();
}

static void parse_and_write_work(void *ctx)
{
    const struct json *v = parse_once(ctx);

    if (!v || write_once(ctx, v).n == 0)
        __builtin_trap();
}

/* ---- proof before timing ---- */

static code prove(struct arena *a, struct bytes *x, struct error *err)
{
    struct unbaked out;

    x->baked = str_copy(a, bake_once(x, err));
    TRY(unbake(a, x->baked, &out, err));
    if (!str_eq(out.payload, x->token) || x->baked.n <= x->picture.n)
        return fail(err, FAULT, "bake", "what was baked does not come out again");
    str broken = str_copy(a, x->baked);
    ((char *)(uintptr_t)broken.p)[(size_t)str_find(broken, x->token) + 3] ^= 1;
    if (unbake(a, broken, &out, NULL) == OK && !out.damaged)
        return fail(err, FAULT, "bake", "a picture with a changed byte is not refused");
    const struct json *v = parse_once(x);
    if (!v || !str_eq(write_once(x, v), x->json))
        return fail(err, FAULT, "json", "what was read is not written again as it was");
    return OK;
}

static void compare(struct bench *b, struct bytes *x)
{
    enum { COPY, BAKE, UNBAKE, COPY_JSON, PARSE, PARSE_WRITE };
    const struct measure measures[] = {
        [COPY] = {"memcpy of 500 KB", "us", copy_picture, .ctx = x},
        [BAKE] = {"bake into a PNG of 500 KB", "us", bake_work, .ctx = x},
        [UNBAKE] = {"unbake it", "us", unbake_work, .ctx = x, .bar = {10, 5, false}},
        [COPY_JSON] = {"memcpy of 4 KB", "us", copy_json, .ctx = x},
        [PARSE] = {"JSON parse, 4 KB", "us", parse_work, .ctx = x},
        [PARSE_WRITE] = {"JSON parse and write, 4 KB", "us", parse_and_write_work, .ctx = x},
    };
    const struct ratio ratios[] = {
        {"bake / memcpy", BAKE, COPY, 0, {15, 8, false}},
        {"JSON parse and write / memcpy", PARSE_WRITE, COPY_JSON, 0, {0}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 0});
}

code bench_bytes(struct bench *b, struct error *err)
{
    struct arena *a = bench_arena(b);
    struct bytes x = {.a = arena_new(0), .copy = NEW_ARRAY(a, PICTURE * 2, char),
                      .token = random_token(a, 3000)};

    x.picture = make_picture(a);
    x.json = make_json(a);
    code c = prove(a, &x, err);
    if (c == OK)
        compare(b, &x);
    arena_free(x.a);
    return c;
}
