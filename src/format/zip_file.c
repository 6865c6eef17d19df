/* format/zip_file.c — every number of the file is held against its length before
 * it is used, the directory against its own count. */
#include "format/zip_file.h"

#include "base/utf8.h"
#include "format/crc32.h"
#include "format/flate.h"

#define END_BYTES      22u                       /* §4.3.16 */
#define LOCATOR_BYTES  20u                       /* §4.3.15 */
#define END_64_BYTES   56u                       /* §4.3.14 */
#define LISTED_BYTES   46u                       /* §4.3.12 */
#define HEADER_BYTES   30u                       /* §4.3.7 */
#define LOOK_ELSEWHERE 0xffffffffu
#define ENCRYPTED      0x0041                    /* either kind */

static uint64_t le(str s, size_t at, int bytes)
{
    uint64_t v = 0;

    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | (unsigned char)s.p[at + (size_t)i];
    return v;
}

static code damaged(struct error *err)
{
    return fail(err, BAD_INPUT, "archive", "the archive is damaged or cut");
}

/* ---- the directory ---- */

/* §4.3.15: where an archive has more than fits below. */
static code read_end_64(str bytes, uint64_t *files, uint64_t *size, uint64_t *from, struct error *err)
{
    size_t at = bytes.n - END_BYTES;

    if (at < LOCATOR_BYTES + END_64_BYTES || le(bytes, at - LOCATOR_BYTES, 4) != 0x07064b50)
        return damaged(err);
    uint64_t there = le(bytes, at - LOCATOR_BYTES + 8, 8);
    if (there > at - LOCATOR_BYTES - END_64_BYTES || le(bytes, (size_t)there, 4) != 0x06064b50)
        return damaged(err);
    *files = le(bytes, (size_t)there + 32, 8);
    *size = le(bytes, (size_t)there + 40, 8);
    *from = le(bytes, (size_t)there + 48, 8);
    return OK;
}

code zip_file_open(str bytes, struct zip_file *out, struct error *err)
{
    size_t end = bytes.n - END_BYTES;

    if (bytes.n < END_BYTES || le(bytes, end, 4) != 0x06054b50)
        return fail(err, BAD_INPUT, "archive", "this is no ZIP archive, or the end of it is missing");
    uint64_t files = le(bytes, end + 10, 2), size = le(bytes, end + 12, 4), from = le(bytes, end + 16, 4);
    if (files == 0xffff || size == LOOK_ELSEWHERE || from == LOOK_ELSEWHERE)
        TRY(read_end_64(bytes, &files, &size, &from, err));
    if (from > end || size > end - from || files > size / LISTED_BYTES)
        return damaged(err);
    *out = (struct zip_file){bytes, str_slice(bytes, (size_t)from, (size_t)(from + size)), files};
    return OK;
}

/* ---- one line of it ---- */

/* §4.5.3: those that are too large above stand here, in this order. */
static bool read_extra(str extra, struct zip_item *e)
{
    uint64_t *const wide[] = {&e->bytes, &e->packed, &e->at};

    while (extra.n >= 4) {
        size_t n = (size_t)le(extra, 2, 2), at = 4;
        if (n > extra.n - 4)
            return false;
        if (le(extra, 0, 2) == 1) {
            for (size_t i = 0; i < COUNT(wide); i++) {
                if (*wide[i] != LOOK_ELSEWHERE)
                    continue;
                if (at + 8 > n + 4)
                    return false;
                *wide[i] = le(extra, at, 8);
                at += 8;
            }
            return true;
        }
        extra = str_from(extra, n + 4);
    }
    return true;
}

static bool is_safe(str name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == '\\')
            return false;
    return name.n > 0 && name.n < 500 && name.p[0] != '/' && !str_contains(name, S("..")) && utf8_is_valid(name);
}

static code read_listed(str *walk, struct zip_item *out, struct error *err)
{
    str s = *walk;

    if (s.n < LISTED_BYTES || le(s, 0, 4) != 0x02014b50)
        return damaged(err);
    size_t name = (size_t)le(s, 28, 2), extra = (size_t)le(s, 30, 2), comment = (size_t)le(s, 32, 2);
    uint64_t method = le(s, 10, 2);
    if (name + extra + comment > s.n - LISTED_BYTES)
        return damaged(err);
    *out = (struct zip_item){str_slice(s, LISTED_BYTES, LISTED_BYTES + name), le(s, 42, 4), le(s, 24, 4), le(s, 20, 4), (uint32_t)le(s, 16, 4), method == 8};
    *walk = str_from(s, LISTED_BYTES + name + extra + comment);
    if (!is_safe(out->name) || !read_extra(str_slice(s, LISTED_BYTES + name, LISTED_BYTES + name + extra), out))
        return damaged(err);
    if ((le(s, 8, 2) & ENCRYPTED) || (method != 0 && method != 8))
        return fail(err, UNSUPPORTED, "archive", "a file in the archive is encrypted, or packed in a way that only few programs know: " STR_FMT, STR_ARG(out->name));
    return OK;
}

code zip_file_next(const struct zip_file *f, str *walk, struct zip_item *out, bool *found, struct error *err)
{
    (void)f;
    for (*found = false; walk->n && !*found; *found = !str_ends(out->name, S("/")))
        TRY(read_listed(walk, out, err));
    return OK;
}

/* ---- what is in it ---- */

struct zip_contents { struct zip_item item; str stored; struct flate_unpacker *unpacker; uint64_t bytes; uint32_t crc; };

code zip_item_open(struct arena *a, const struct zip_file *f, const struct zip_item *e, struct zip_contents **out, struct error *err)
{
    uint64_t n = f->bytes.n;

    if (e->at > n || n - e->at < HEADER_BYTES || le(f->bytes, (size_t)e->at, 4) != 0x04034b50)
        return damaged(err);
    if (!str_starts(str_from(f->bytes, (size_t)e->at + HEADER_BYTES), e->name) || le(f->bytes, (size_t)e->at + 26, 2) != e->name.n)
        return damaged(err);                     /* two readers would see two files */
    uint64_t from = e->at + HEADER_BYTES + le(f->bytes, (size_t)e->at + 26, 2) + le(f->bytes, (size_t)e->at + 28, 2);
    if (from > n || e->packed > n - from || (!e->is_deflated && e->packed != e->bytes))
        return damaged(err);
    str packed = str_slice(f->bytes, (size_t)from, (size_t)(from + e->packed));
    struct zip_contents *c = NEW(a, struct zip_contents);
    *c = (struct zip_contents){.item = *e, .stored = packed};
    if (e->is_deflated)
        c->unpacker = flate_unpacker_new(a, packed, e->bytes);
    *out = c;
    return OK;
}

code zip_item_more(struct zip_contents *c, str *piece, struct error *err)
{
    *piece = c->stored;
    if (c->unpacker && flate_unpack_more(c->unpacker, piece, NULL) != OK)
        return damaged(err);
    if (!c->unpacker)
        c->stored = S("");
    c->crc = crc32_add(c->crc, *piece);
    c->bytes += piece->n;
    if (piece->n == 0 && (c->bytes != c->item.bytes || c->crc != c->item.crc))
        return damaged(err);
    return OK;
}

code zip_item_read(struct arena *a, const struct zip_file *f, const struct zip_item *e, size_t max, str *out, struct error *err)
{
    struct zip_contents *c;
    struct buf b = buf_new(a);
    str piece;

    if (e->bytes > max)
        return fail(err, LIMIT, "archive", "a file in the archive is larger than %zu bytes: " STR_FMT, max, STR_ARG(e->name));
    TRY(zip_item_open(a, f, e, &c, err));
    do {
        TRY(zip_item_more(c, &piece, err));
        buf_put(&b, piece);
    } while (piece.n);
    *out = buf_done(&b);
    return OK;
}
