/* format/png.c */
#include "format/png.h"
#include <string.h>
#include "base/arena.h"
#include "base/utf8.h"
#include "format/crc32.h"
#include "format/flate.h"

#define SIGNATURE  S("\x89PNG\r\n\x1a\n")
#define MAX_CHUNKS 2000
#define MAX_SIDE   16384
#define MAX_PIXELS ((uint64_t)25 << 20)
#define FRAME      12                            /* length, type and CRC of a chunk */
#define MAX_LENGTH 0x7fffffffu
#define MAX_KEYWORD 79                           /* §11.3.3.2 */

struct chunk {
    char type[5];
    str data;
    size_t from, to;                             /* in the file, with length and CRC */
    uint32_t crc;
};

bool png_looks_like(str file)
{
    return str_starts(file, SIGNATURE);
}

static uint32_t be32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

/* Chunks. */

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The chunk at `at`. Nothing is believed about its length but what the file
 * bears out. */
static code chunk_at(str file, size_t at, struct chunk *c, struct error *err)
{
    if (file.n - at < FRAME)
        return fail(err, BAD_INPUT, "image", "the PNG file ends too early");
    uint32_t length = be32(file.p + at);
    *c = (struct chunk){.from = at};
    memcpy(c->type, file.p + at + 4, 4);
    for (int i = 0; i < 4; i++)
        if (!is_letter(c->type[i]))
            return fail(err, BAD_INPUT, "image", "the PNG file is damaged: a part has no type");
    if (length > MAX_LENGTH || length > file.n - at - FRAME)
        return fail(err, BAD_INPUT, "image", "the PNG file ends inside its part %s", c->type);
    c->data = str_slice(file, at + 8, at + 8 + length);
    c->to = at + FRAME + length;
    c->crc = be32(file.p + c->to - 4);
    return OK;
}

static bool is(const struct chunk *c, const char *type)
{
    return memcmp(c->type, type, 4) == 0;
}

static bool is_text(const struct chunk *c)
{
    return is(c, "tEXt") || is(c, "iTXt") || is(c, "zTXt");
}

/* Over type and data, §5.3, which stand together. */
static bool is_whole(const struct chunk *c)
{
    return crc32_add(0, (str){c->data.p - 4, c->data.n + 4}) == c->crc;
}

static code broken_crc(const struct chunk *c, struct error *err)
{
    return fail(err, BAD_INPUT, "image", "the PNG file is damaged: the checksum of its part %s is wrong",
                c->type);
}

/* Inspecting. */

/* §11.2.1, table 12. */
static bool is_colour_and_depth(uint8_t colour, uint8_t depth)
{
    static const uint8_t depths[7] = {1 | 2 | 4 | 8 | 16, 0, 8 | 16, 1 | 2 | 4 | 8, 8 | 16, 0, 8 | 16};

    return colour < COUNT(depths) && depth && !(depth & (depth - 1)) && depths[colour] & depth;
}

static code read_header(const struct chunk *c, struct png_info *out, struct error *err)
{
    const char *p = c->data.p;

    if (!is(c, "IHDR") || c->data.n != 13)
        return fail(err, BAD_INPUT, "image", "the PNG file does not begin with its size");
    if (!is_whole(c))
        return broken_crc(c, err);
    *out = (struct png_info){.width = be32(p), .height = be32(p + 4),
                             .bit_depth = (uint8_t)p[8], .colour = (uint8_t)p[9]};
    if (!is_colour_and_depth(out->colour, out->bit_depth) || p[10] || p[11] || (p[12] & 0xFE))
        return fail(err, BAD_INPUT, "image", "the PNG file has a pixel format that does not exist");
    if (out->width == 0 || out->height == 0)
        return fail(err, BAD_INPUT, "image", "the PNG file has no width or no height");
    if (out->width > MAX_SIDE || out->height > MAX_SIDE ||
        (uint64_t)out->width * out->height > MAX_PIXELS)
        return fail(err, LIMIT, "image", "the picture is larger than 25 megapixels or %d on one side",
                    MAX_SIDE);
    return OK;
}

/* What the walk has met so far. */
struct walk {
    bool has_pixels, has_end, trusts_pixels;
    unsigned chunks;
};

static code check_chunk(const struct chunk *c, struct walk *w, struct png_info *out,
                        struct error *err)
{
    bool is_critical = !(c->type[0] & 0x20), is_palette = is(c, "PLTE");

    if (++w->chunks > MAX_CHUNKS)
        return fail(err, LIMIT, "image", "the PNG file has more than %d parts", MAX_CHUNKS);
    if (w->chunks == 1)
        return read_header(c, out, err);
    w->has_pixels |= is(c, "IDAT");
    w->has_end |= is(c, "IEND");
    if (is_critical && !is_palette && !is(c, "IDAT") && !is(c, "IEND"))
        return fail(err, BAD_INPUT, "image", "the PNG file has a part %s that has no place there", c->type);
    if (is_palette && (c->data.n == 0 || c->data.n % 3 || c->data.n > 768))
        return fail(err, BAD_INPUT, "image", "the palette of the PNG file is broken");
    out->damaged |= (is_text(c) || !w->trusts_pixels) && !is_whole(c);
    return OK;
}

static code walk_all(str file, struct walk *w, struct png_info *out, struct error *err)
{
    struct chunk c;

    *out = (struct png_info){0};
    if (!png_looks_like(file))
        return fail(err, BAD_INPUT, "image", "this is not a PNG file");
    for (size_t at = SIGNATURE.n; !w->has_end; at = c.to) {
        TRY(chunk_at(file, at, &c, err));
        TRY(check_chunk(&c, w, out, err));
    }
    if (!w->has_pixels)
        return fail(err, BAD_INPUT, "image", "the PNG file has no pixels");
    return OK;
}

code png_inspect(str file, struct png_info *out, struct error *err)
{
    struct walk w = {0};

    return walk_all(file, &w, out, err);
}

code png_outline(str file, struct png_info *out, struct error *err)
{
    struct walk w = {.trusts_pixels = true};

    return walk_all(file, &w, out, err);
}

/* Text, §11.3.3. */

/* Keyword, NUL, rest. */
static bool has_keyword(const struct chunk *c, str keyword)
{
    return is_text(c) && c->data.n > keyword.n && str_starts(c->data, keyword) &&
           c->data.p[keyword.n] == '\0';
}

static code broken_text(const struct chunk *c, struct error *err)
{
    return fail(err, BAD_INPUT, "image", "the text in the PNG file (%s) is broken", c->type);
}

static code take_text(str text, size_t max, struct png_text *out, struct error *err)
{
    if (text.n > max)
        return fail(err, LIMIT, "image", "the text in the PNG file is larger than %zu bytes", max);
    if (str_find_byte(text, '\0') >= 0)
        return fail(err, BAD_INPUT, "image", "the text in the PNG file contains a NUL byte");
    if (!utf8_is_valid(text))
        return fail(err, BAD_INPUT, "image", "the text in the PNG file is not UTF-8");
    out->text = text;
    return OK;
}

static code unpack_text(struct arena *a, str packed, size_t max, struct png_text *out,
                        struct error *err)
{
    str text;

    out->compressed = true;
    TRY(flate_unpack(a, FLATE_ZLIB, packed, max, &text, err));
    return take_text(text, max, out, err);
}

/* Compression flag, method, language NUL, translated keyword NUL, text. */
static code read_itxt(struct arena *a, const struct chunk *c, str rest, size_t max,
                      struct png_text *out, struct error *err)
{
    str skipped;

    if (rest.n < 2 || (rest.p[0] & 0xFE) || rest.p[1])
        return broken_text(c, err);
    bool is_packed = rest.p[0];
    rest = str_from(rest, 2);
    if (!str_cut(&rest, '\0', &skipped) || !rest.p || !str_cut(&rest, '\0', &skipped) || !rest.p)
        return broken_text(c, err);
    return is_packed ? unpack_text(a, rest, max, out, err) : take_text(rest, max, out, err);
}

static code read_text(struct arena *a, const struct chunk *c, size_t max, struct png_text *out,
                      struct error *err)
{
    str rest = str_from(c->data, out->keyword.n + 1);

    out->damaged = !is_whole(c);
    if (out->damaged && !is(c, "tEXt"))
        return broken_crc(c, err);
    out->chunk = is(c, "tEXt") ? "tEXt" : is(c, "iTXt") ? "iTXt" : "zTXt";
    if (is(c, "tEXt"))
        return take_text(rest, max, out, err);
    if (is(c, "iTXt"))
        return read_itxt(a, c, rest, max, out, err);
    if (rest.n == 0 || rest.p[0])
        return broken_text(c, err);
    return unpack_text(a, str_from(rest, 1), max, out, err);
}

code png_text_read(struct arena *a, str file, const struct png_text_at *t, size_t max_text,
                   struct png_text *out, struct error *err)
{
    struct chunk c;

    TRY(chunk_at(file, t->at, &c, err));
    *out = (struct png_text){.keyword = t->keyword};
    return read_text(a, &c, max_text, out, err);
}

code png_texts(struct arena *a, str file, const str *keywords, size_t n, struct png_text_list *out,
               struct error *err)
{
    struct chunk c = {0};

    *out = (struct png_text_list){0};
    if (!png_looks_like(file))
        return fail(err, BAD_INPUT, "image", "this is not a PNG file");
    for (size_t at = SIGNATURE.n; !is(&c, "IEND"); at = c.to) {
        TRY(chunk_at(file, at, &c, err));
        for (size_t i = 0; i < n && is_text(&c); i++)
            if (has_keyword(&c, keywords[i]))
                *list_add(a, out) = (struct png_text_at){keywords[i], at};
    }
    return OK;
}

code png_text_get(struct arena *a, str file, str keyword, unsigned n, size_t max_text,
                  struct png_text *out, struct error *err)
{
    struct png_text_list found;

    TRY(png_texts(a, file, &keyword, 1, &found, err));
    if (n >= found.n)
        return fail(err, NOT_FOUND, "image", "the PNG file has no text \"" STR_FMT "\"",
                    STR_ARG(keyword));
    return png_text_read(a, file, &found.items[n], max_text, out, err);
}

/* Putting. */

static void put_be32(struct buf *b, uint32_t v)
{
    buf_put(b, (str){(char[]){(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v}, 4});
}

static void put_chunk(struct buf *b, const char *type, str data)
{
    uint32_t crc = crc32_add(crc32_add(0, (str){type, 4}), data);

    put_be32(b, (uint32_t)data.n);
    buf_put(b, (str){type, 4});
    buf_put(b, data);
    put_be32(b, crc);
}

static str text_data(struct arena *a, const struct png_put *put)
{
    struct buf b = buf_new(a);

    buf_put(&b, put->keyword);
    buf_byte(&b, '\0');
    if (!put->is_latin)
        buf_put(&b, (str){"\0\0\0\0", 4});     /* not compressed, no language, no translation */
    buf_put(&b, put->text);
    return buf_done(&b);
}

static bool is_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return true;
}

static code check_put(const struct png_put *put, struct error *err)
{
    str keyword = put->keyword, text = put->text;

    if (keyword.n == 0 || keyword.n > MAX_KEYWORD || str_find_byte(keyword, '\0') >= 0)
        return fail(err, BAD_INPUT, "keyword", "a keyword has 1 to %d characters", MAX_KEYWORD);
    if (str_find_byte(text, '\0') >= 0 || !utf8_is_valid(text))
        return fail(err, BAD_INPUT, "text", "the text for the PNG file must be UTF-8 without NUL");
    if (put->is_latin && !is_ascii(text))
        return fail(err, BAD_INPUT, "text", "the text for the PNG file must be plain ASCII");
    if (text.n > MAX_LENGTH / 2)
        return fail(err, LIMIT, "text", "the text for the PNG file is too large");
    return OK;
}

static bool is_dropped(const struct chunk *c, const struct png_put *put)
{
    bool drop = has_keyword(c, put->keyword);

    for (size_t i = 0; i < put->without_n; i++)
        drop |= has_keyword(c, put->without[i]);
    return drop;
}

/* A file on its way: what is kept is copied in long pieces. */
struct copy {
    str file;
    const struct png_put *put;
    struct buf b;
    size_t from;                                 /* not copied yet */
    size_t parts;
    bool is_in;
};

static void copy_until(struct copy *x, size_t to)
{
    buf_put(&x->b, str_slice(x->file, x->from, to));
    x->from = to;
}

static void copy_chunk(struct copy *x, const struct chunk *c, str data)
{
    if (is(c, "IDAT") && !x->is_in) {
        copy_until(x, c->from);
        put_chunk(&x->b, x->put->is_latin ? "tEXt" : "iTXt", data);
        x->is_in = true;
        x->parts++;
    }
    if (is_dropped(c, x->put)) {
        copy_until(x, c->from);
        x->from = c->to;
    } else
        x->parts++;
}

code png_text_put(struct arena *a, str file, const struct png_put *put, str *out, struct error *err)
{
    struct png_info info;
    struct chunk c = {0};

    TRY(check_put(put, err));
    TRY(png_inspect(file, &info, err));
    str data = text_data(a, put);
    struct copy x = {.file = file, .put = put, .b = buf_sized(a, file.n + data.n + FRAME)};
    for (size_t at = SIGNATURE.n; !is(&c, "IEND"); at = c.to) {
        TRY(chunk_at(file, at, &c, err));
        copy_chunk(&x, &c, data);
    }
    if (x.parts > MAX_CHUNKS)
        return fail(err, LIMIT, "image", "the PNG file has more than %d parts", MAX_CHUNKS);
    copy_until(&x, file.n);                      /* with what is behind IEND */
    *out = buf_done(&x.b);
    return OK;
}
