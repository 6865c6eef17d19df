/* format/zip.c */
#include "format/zip.h"

#include <assert.h>

#include "format/crc32.h"

#define MAX_ENTRIES 65535
#define MAX_SIZE ((uint64_t)0xffffffff - ((uint64_t)64 << 20))  /* leaves room for the directory */
#define VERSION 20                               /* folders */
#define UTF8_NAME 0x0800

static void put_le(struct buf *b, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_byte(b, (char)(v >> (8 * i)));
}

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

/* What the local header and the directory have in common. */
static void put_common(struct buf *b, const struct zip *z, const struct zip_entry *e)
{
    put_le(b, VERSION, 2);
    put_le(b, UTF8_NAME, 2);
    put_le(b, 0, 2);                             /* stored */
    put_le(b, dos_time(z->a, z->when), 4);
    put_le(b, e->crc, 4);
    put_le(b, e->size, 4);
    put_le(b, e->size, 4);
    put_le(b, (uint32_t)e->name.n, 2);
    put_le(b, 0, 2);
}

static code give(struct zip *z, str bytes, struct error *err)
{
    z->at += bytes.n;
    return z->put(z->ctx, bytes, err);
}

code zip_add(struct zip *z, str name, str bytes, struct error *err)
{
    struct buf b = buf_new(z->a);

    assert(name.n > 0 && name.n < 500 && name.p[0] != '/' && !str_contains(name, S("..")) && !str_contains(name, S("\\")));
    if (z->entries.n >= MAX_ENTRIES || bytes.n > MAX_SIZE || z->at + bytes.n + name.n > MAX_SIZE)
        return fail(err, LIMIT, "archive", "an archive has no room for more");
    const struct zip_entry e = {str_copy(z->a, name), crc32_add(0, bytes), (uint32_t)bytes.n, (uint32_t)z->at};
    *list_add(z->a, &z->entries) = e;
    put_le(&b, 0x04034b50, 4);
    put_common(&b, z, &e);
    buf_put(&b, name);
    TRY(give(z, buf_done(&b), err));
    return give(z, bytes, err);
}

static str directory(const struct zip *z)
{
    struct buf b = buf_new(z->a);

    for (size_t i = 0; i < z->entries.n; i++) {
        const struct zip_entry *e = &z->entries.items[i];
        put_le(&b, 0x02014b50, 4);
        put_le(&b, VERSION, 2);
        put_common(&b, z, e);
        for (int k = 0; k < 5; k++)
            put_le(&b, 0, 2);                    /* comment, disk, attributes */
        put_le(&b, e->at, 4);
        buf_put(&b, e->name);
    }
    return buf_done(&b);
}

code zip_end(struct zip *z, struct error *err)
{
    struct buf b = buf_new(z->a);
    uint32_t from = (uint32_t)z->at, n = (uint32_t)z->entries.n;
    str all = directory(z);

    TRY(give(z, all, err));
    put_le(&b, 0x06054b50, 4);
    put_le(&b, 0, 4);
    put_le(&b, n, 2);
    put_le(&b, n, 2);
    put_le(&b, (uint32_t)all.n, 4);
    put_le(&b, from, 4);
    put_le(&b, 0, 2);
    return give(z, buf_done(&b), err);
}
