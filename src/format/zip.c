/* format/zip.c — headers are put together on the stack: of a file that is written
 * nothing stays in memory but what the directory needs. */
#include "format/zip.h"

#include <assert.h>
#include <string.h>

#include "format/crc32.h"

#define MOST_FILES  0xffffu                      /* without ZIP64; the value itself means "look there" */
#define MOST_BYTES  0xffffffffu
#define VERSION     20                           /* folders, deflate */
#define VERSION_64  45
#define UTF8_NAME   0x0800
#define SIZES_LATER 0x0008                       /* a descriptor behind the file has them (§4.3.9) */
#define STORED      0
#define DEFLATED    8

struct entry { str name; uint64_t at, bytes, packed; uint32_t crc; bool is_deflated, is_piecewise; };

/* ---- little endian ---- */

struct fields { char b[700]; size_t n; };

static void put_le(struct fields *f, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        f->b[f->n++] = (char)(v >> (8 * i));
}

static void put_name(struct fields *f, str name)
{
    memcpy(f->b + f->n, name.p, name.n);
    f->n += name.n;
}

static uint64_t at_most(uint64_t v, uint64_t most)
{
    return v < most ? v : most;
}

static code give(struct zip *z, str bytes, struct error *err)
{
    z->at += bytes.n;
    return z->put(z->ctx, bytes, err);
}

static code give_fields(struct zip *z, const struct fields *f, struct error *err)
{
    return give(z, (str){f->b, f->n}, err);
}

/* ---- what both headers of a file say ---- */

static uint32_t digits(str s, size_t from, size_t to)
{
    int64_t n = 0;

    return str_to_int(str_slice(s, from, to), &n) ? (uint32_t)n : 0;
}

/* MS-DOS time and date, in UTC: nothing older than 1980. */
static uint32_t dos_time(struct arena *a, msec when)
{
    str s = time_format(a, when);
    uint32_t year = digits(s, 0, 4);

    if (year < 1980)
        return 1u << 21 | 1u << 16;
    return (year - 1980) << 25 | digits(s, 5, 7) << 21 | digits(s, 8, 10) << 16 | digits(s, 11, 13) << 11 |
           digits(s, 14, 16) << 5 | digits(s, 17, 19) / 2;
}

static bool is_large(const struct entry *e)
{
    return e->is_piecewise || e->bytes >= MOST_BYTES || e->packed >= MOST_BYTES || e->at >= MOST_BYTES;
}

/* Version, how it is packed, time. */
static void put_manner(struct fields *f, const struct zip *z, const struct entry *e)
{
    put_le(f, is_large(e) ? VERSION_64 : VERSION, 2);
    put_le(f, UTF8_NAME | (e->is_piecewise ? SIZES_LATER : 0), 2);
    put_le(f, e->is_deflated ? DEFLATED : STORED, 2);
    put_le(f, z->stamp, 4);
}

static void put_sizes(struct fields *f, const struct entry *e)
{
    put_le(f, e->crc, 4);
    put_le(f, at_most(e->packed, MOST_BYTES), 4);
    put_le(f, at_most(e->bytes, MOST_BYTES), 4);
    put_le(f, e->name.n, 2);
}

/* ---- a file ---- */

/* What comes in pieces says here that its sizes are 64 bits wide (§4.3.9.2). */
static code give_header(struct zip *z, const struct entry *e, struct error *err)
{
    struct fields f = {.n = 0};
    struct entry shown = *e;

    if (e->is_piecewise)
        shown.bytes = shown.packed = MOST_BYTES;
    put_le(&f, 0x04034b50, 4);
    put_manner(&f, z, e);
    put_sizes(&f, &shown);
    put_le(&f, e->is_piecewise ? 20 : 0, 2);
    put_name(&f, e->name);
    if (e->is_piecewise) {
        put_le(&f, 1, 2);
        put_le(&f, 16, 2);
        put_le(&f, 0, 8);
        put_le(&f, 0, 8);
    }
    return give_fields(z, &f, err);
}

/* Only what does not fit above, in this order (§4.5.3). */
static void put_extra(struct fields *f, const struct entry *e)
{
    const uint64_t all[] = {e->bytes, e->packed, e->at};
    int n = 0;

    for (size_t i = 0; i < COUNT(all); i++)
        n += all[i] >= MOST_BYTES;
    if (n == 0)
        return;
    put_le(f, 1, 2);
    put_le(f, 8 * (uint64_t)n, 2);
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i] >= MOST_BYTES)
            put_le(f, all[i], 8);
}

static code keep_aside(struct zip *z, str line, struct error *err)
{
    z->directory_bytes += line.n;
    if (z->aside)
        return z->aside->put(z->aside->ctx, line, err);
    if (!z->directory.a)
        z->directory = buf_new(z->a);
    buf_put(&z->directory, line);
    return OK;
}

static code list_file(struct zip *z, const struct entry *e, struct error *err)
{
    struct fields f = {.n = 0}, extra = {.n = 0};

    put_extra(&extra, e);
    put_le(&f, 0x02014b50, 4);
    put_le(&f, is_large(e) ? VERSION_64 : VERSION, 2);
    put_manner(&f, z, e);
    put_sizes(&f, e);
    put_le(&f, extra.n, 2);
    for (int k = 0; k < 5; k++)
        put_le(&f, 0, 2);                        /* comment, disk, attributes */
    put_le(&f, at_most(e->at, MOST_BYTES), 4);
    put_name(&f, e->name);
    put_name(&f, (str){extra.b, extra.n});
    z->files++;
    return keep_aside(z, (str){f.b, f.n}, err);
}

/* Each file of an archive bears the same time, never 0. */
static void prepare(struct zip *z, str name)
{
    if (!z->stamp)
        z->stamp = dos_time(z->a, z->when);
    assert(name.n > 0 && name.n < 500 && name.p[0] != '/' && !str_contains(name, S("..")) && !str_contains(name, S("\\")));
    (void)name;
}

static code collect(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

/* Deflated where that is worth anything. */
static code pack_whole(struct zip *z, str bytes, str *out, struct error *err)
{
    *out = bytes;
    if (!z->packs || bytes.n < 64)
        return OK;
    if (!z->packed.a)
        z->packed = buf_new(z->a);
    if (!z->pack)
        z->pack = flate_pack_new(z->a);
    z->packed.n = 0;
    TRY(flate_pack_put(z->pack, bytes, true, collect, &z->packed, err));
    if (z->packed.n < bytes.n - bytes.n / 16)
        *out = (str){z->packed.p, z->packed.n};
    return OK;
}

code zip_add(struct zip *z, str name, str bytes, struct error *err)
{
    struct entry e = {.name = name, .at = z->at, .bytes = bytes.n};
    str packed;

    prepare(z, name);
    if (bytes.n >= MOST_BYTES)
        return fail(err, LIMIT, "archive", "a file of more than 4 GiB goes into an archive piece by piece");
    TRY(pack_whole(z, bytes, &packed, err));
    e.crc = crc32_add(0, bytes);
    e.packed = packed.n;
    e.is_deflated = packed.p != bytes.p;
    TRY(give_header(z, &e, err));
    TRY(give(z, packed, err));
    return list_file(z, &e, err);
}

/* ---- a file in pieces ---- */

static struct entry opened(const struct zip *z)
{
    const struct zip_open *o = &z->open;

    return (struct entry){.name = {o->name, o->name_n}, .at = o->at, .bytes = o->bytes, .packed = o->packed, .crc = o->crc,
                          .is_deflated = true, .is_piecewise = true};
}

code zip_begin(struct zip *z, str name, struct error *err)
{
    prepare(z, name);
    z->open = (struct zip_open){.at = z->at, .name_n = name.n};
    memcpy(z->open.name, name.p, name.n);
    if (!z->pack)
        z->pack = flate_pack_new(z->a);
    const struct entry e = opened(z);
    return give_header(z, &e, err);
}

static code give_packed(void *ctx, str bytes, struct error *err)
{
    struct zip *z = ctx;

    z->open.packed += bytes.n;
    return give(z, bytes, err);
}

code zip_piece(struct zip *z, str bytes, struct error *err)
{
    z->open.bytes += bytes.n;
    z->open.crc = crc32_add(z->open.crc, bytes);
    return flate_pack_put(z->pack, bytes, false, give_packed, z, err);
}

code zip_close(struct zip *z, struct error *err)
{
    struct fields f = {.n = 0};

    TRY(flate_pack_put(z->pack, S(""), true, give_packed, z, err));
    const struct entry e = opened(z);
    put_le(&f, 0x08074b50, 4);
    put_le(&f, e.crc, 4);
    put_le(&f, e.packed, 8);
    put_le(&f, e.bytes, 8);
    TRY(give_fields(z, &f, err));
    return list_file(z, &e, err);
}

/* ---- the end ---- */

static code give_on(void *ctx, str bytes, struct error *err)
{
    return give(ctx, bytes, err);
}

static code give_directory(struct zip *z, struct error *err)
{
    if (z->aside)
        return z->aside->again(z->aside->ctx, give_on, z, err);
    return z->files ? give(z, buf_done(&z->directory), err) : OK;
}

/* §4.3.14 and §4.3.15: the true figures, and where they stand. */
static void put_end_64(struct fields *f, const struct zip *z, uint64_t from)
{
    uint64_t here = z->at;

    put_le(f, 0x06064b50, 4);
    put_le(f, 44, 8);
    put_le(f, VERSION_64, 2);
    put_le(f, VERSION_64, 2);
    put_le(f, 0, 8);                             /* this disk, the directory's disk */
    put_le(f, z->files, 8);
    put_le(f, z->files, 8);
    put_le(f, z->directory_bytes, 8);
    put_le(f, from, 8);
    put_le(f, 0x07064b50, 4);
    put_le(f, 0, 4);
    put_le(f, here, 8);
    put_le(f, 1, 4);
}

code zip_end(struct zip *z, struct error *err)
{
    struct fields f = {.n = 0};
    uint64_t from = z->at;

    TRY(give_directory(z, err));
    if (z->files >= MOST_FILES || from >= MOST_BYTES || z->directory_bytes >= MOST_BYTES)
        put_end_64(&f, z, from);
    put_le(&f, 0x06054b50, 4);
    put_le(&f, 0, 4);
    put_le(&f, at_most(z->files, MOST_FILES), 2);
    put_le(&f, at_most(z->files, MOST_FILES), 2);
    put_le(&f, at_most(z->directory_bytes, MOST_BYTES), 4);
    put_le(&f, at_most(from, MOST_BYTES), 4);
    put_le(&f, 0, 2);
    return give_fields(z, &f, err);
}
