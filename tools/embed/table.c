/* table.c — files as C: bytes, content type, hash, and a gzipped copy. */
#include <stdlib.h>
#include <zlib.h>
#include "base/arena.h"
#include "base/crypto.h"
#include "embed.h"

#define HASH_DIGITS 16
#define GZIP_WINDOW (15 + 16)                    /* zlib: a gzip frame, no time in it */

static const struct { const char *ending, *type; bool is_packed; } types[] = {
    {".css", "text/css; charset=utf-8", false},
    {".js", "text/javascript; charset=utf-8", false},
    {".svg", "image/svg+xml", false},
    {".html", "text/html; charset=utf-8", false},
    {".txt", "text/plain; charset=utf-8", false},
    {".list", "text/plain; charset=utf-8", false},
    {".csv", "text/csv; charset=utf-8", false},
    {".sql", "application/sql", false},
    {".json", "application/json", false},
    {".mo", "application/x-gettext-translation", false},
    {".webmanifest", "application/manifest+json", false},
    {".png", "image/png", true},
    {".jpg", "image/jpeg", true},
    {".webp", "image/webp", true},
    {".ico", "image/x-icon", true},
    {".woff2", "font/woff2", true},
};

const char *content_type(str name)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_ends(name, cstr(types[i].ending)))
            return types[i].type;
    return NULL;
}

static bool is_packed(str name)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_ends(name, cstr(types[i].ending)))
            return types[i].is_packed;
    return true;
}

/* Absent when it would not save a tenth. */
static str gzip(struct arena *a, str bytes)
{
    z_stream z = {0};
    size_t room;
    char *to;
    int end;

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return (str){0};
    room = deflateBound(&z, bytes.n);
    to = NEW_ARRAY(a, room, char);
    z.next_in = (Bytef *)(uintptr_t)bytes.p;
    z.avail_in = (uInt)bytes.n;
    z.next_out = (Bytef *)to;
    z.avail_out = (uInt)room;
    end = deflate(&z, Z_FINISH);
    deflateEnd(&z);
    if (end != Z_STREAM_END || z.total_out >= bytes.n - bytes.n / 10)
        return (str){0};
    return (str){to, z.total_out};
}

void put_bytes(struct buf *b, str bytes)
{
    static const char octal[] = "01234567";

    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        if (i % 32 == 0)
            buf_putz(b, i ? "\"\n    \"" : "\n    \"");
        if (c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?') {
            buf_byte(b, (char)c);
            continue;
        }
        buf_byte(b, '\\');
        buf_byte(b, octal[c >> 6]);
        buf_byte(b, octal[c >> 3 & 7]);
        buf_byte(b, octal[c & 7]);
    }
    buf_putz(b, bytes.n ? "\"" : "\"\"");
}

static void put_array(struct buf *b, const char *kind, size_t i, str bytes)
{
    buf_printf(b, "static const unsigned char %s_%zu[] =", kind, i);
    put_bytes(b, bytes);
    buf_putz(b, ";\n");
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct item *)x)->name, ((const struct item *)y)->name);
}

static code put_row(struct arena *a, size_t i, const struct item *it, struct buf *arrays, struct buf *rows,
                    struct error *err)
{
    str packed = is_packed(it->name) ? (str){0} : gzip(a, it->bytes);
    str hash = str_slice(sha256_hex(a, it->bytes), 0, HASH_DIGITS);
    const char *type = content_type(it->name);

    if (!type)
        return fail(err, UNSUPPORTED, str_z(a, it->name), "no content type is known for this ending");
    put_array(arrays, "data", i, it->bytes);
    if (packed.n)
        put_array(arrays, "gzip", i, packed);
    buf_printf(rows, "    {\"" STR_FMT "\", \"%s\", \"" STR_FMT "\", data_%zu, %zu, ", STR_ARG(it->name), type,
               STR_ARG(hash), i, it->bytes.n);
    if (packed.n)
        buf_printf(rows, "gzip_%zu, %zu},\n", i, packed.n);
    else
        buf_putz(rows, "NULL, 0},\n");
    return OK;
}

code table_write(struct arena *a, const char *table, const struct items *items, str *out, struct error *err)
{
    struct buf arrays = buf_new(a), rows = buf_new(a);

    if (items->n)
        qsort(items->items, items->n, sizeof *items->items, by_name);
    buf_putz(&arrays, "/* Made by tools/embed. */\n#include \"base/embedded.h\"\n\n");
    buf_printf(&rows, "\nconst struct embedded_file %s[] = {\n", table);
    for (size_t i = 0; i < items->n; i++) {
        if (i && str_eq(items->items[i].name, items->items[i - 1].name))
            return fail(err, CONFLICT, str_z(a, items->items[i].name), "two files have this name");
        TRY(put_row(a, i, &items->items[i], &arrays, &rows, err));
    }
    buf_printf(&rows, "    {0},\n};\n");
    buf_put(&arrays, buf_done(&rows));
    /* embedded_assets → embedded_asset_count, embedded_schema → embedded_schema_count */
    buf_printf(&arrays, "const size_t " STR_FMT "_count = %zu;\n",
               STR_ARG(str_ends(cstr(table), S("s")) ? str_slice(cstr(table), 0, cstr(table).n - 1) : cstr(table)),
               items->n);
    *out = buf_done(&arrays);
    return OK;
}
