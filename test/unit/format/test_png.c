#include <png.h>
#include <zlib.h>
#include "base/utf8.h"
#include "format/flate.h"
#include "format/png.h"
#include "unit/vectors.h"

/* Pictures: libpng makes them and reads them again, as the other opinion. */

static void append(png_structp png, png_bytep data, size_t n)
{
    buf_put(png_get_io_ptr(png), (str){(const char *)data, n});
}

static void flush(png_structp png)
{
    (void)png;
}

#define SIDE 16

static str picture(void)
{
    struct buf b = buf_new(test_arena);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    uint8_t row[SIDE * 4];

    png_set_write_fn(png, &b, append, flush);
    png_set_IHDR(png, info, SIDE, SIDE, 8, PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < SIDE; y++) {
        for (size_t x = 0; x < sizeof row; x++)
            row[x] = (uint8_t)(x * 7 + (size_t)y * 31);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return buf_done(&b);
}

/* Absent when libpng refuses it. */
static str pixels(str file)
{
    png_image image = {.version = PNG_IMAGE_VERSION};

    if (!png_image_begin_read_from_memory(&image, file.p, file.n))
        return (str){0};
    image.format = PNG_FORMAT_RGBA;
    char *bytes = arena_alloc(test_arena, PNG_IMAGE_SIZE(image), 1);
    if (!png_image_finish_read(&image, NULL, bytes, 0, NULL))
        return (str){0};
    return (str){bytes, PNG_IMAGE_SIZE(image)};
}

static str u32(uint32_t v)
{
    char b[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};

    return str_copy(test_arena, (str){b, 4});
}

static str chunk(const char *type, str data)
{
    uint32_t crc = (uint32_t)crc32(crc32(0, (const Bytef *)type, 4), (const Bytef *)data.p, (uInt)data.n);
    str head = str_join(test_arena, u32((uint32_t)data.n), cstr(type));

    return str_join(test_arena, head, str_join(test_arena, data, u32(crc)));
}

/* `part` behind the 33 bytes of signature and IHDR. */
static str with(str file, str part)
{
    str head = str_slice(file, 0, 33);

    return str_join(test_arena, str_join(test_arena, head, part), str_from(file, 33));
}

static str deflated(str s)
{
    char *out = arena_alloc(test_arena, s.n + 1000, 1);
    uLongf n = s.n + 1000;

    assert_int_equal(compress((Bytef *)out, &n, (const Bytef *)s.p, s.n), Z_OK);
    return (str){out, n};
}

static const str keyword = {"openbadges", 10};

static str text_of(str file)
{
    struct png_text t;
    struct error err;

    check_ok(png_text_get(test_arena, file, keyword, 0, 1000, &t, &err), &err);
    return t.text;
}

TEST(a_picture_is_inspected)
{
    struct png_info info;
    struct error err;

    check_ok(png_inspect(picture(), &info, &err), &err);
    assert_int_equal(info.width, SIDE);
    assert_int_equal(info.height, SIDE);
    assert_int_equal(info.bit_depth, 8);
    assert_int_equal(info.colour, 6);
    assert_false(info.damaged);
}

TEST(text_goes_in_and_comes_out_and_pixels_stay)
{
    str file = picture(), out, again;
    struct png_text t;
    struct error err;

    check_ok(png_text_put(test_arena, file, &(struct png_put){keyword, S("{\"a\":\"\u00e9\"}")}, &out, &err), &err);
    check_ok(png_text_get(test_arena, out, keyword, 0, 1000, &t, &err), &err);
    check_str(t.text, S("{\"a\":\"\u00e9\"}"));
    assert_string_equal(t.chunk, "iTXt");
    assert_false(t.compressed);
    check_code(png_text_get(test_arena, out, keyword, 1, 1000, &t, NULL), NOT_FOUND);
    check_str(pixels(out), pixels(file));
    check_ok(png_text_put(test_arena, out, &(struct png_put){keyword, S("2")}, &again, &err), &err);
    check_str(text_of(again), S("2"));
    check_code(png_text_get(test_arena, again, keyword, 1, 1000, &t, NULL), NOT_FOUND);
}

TEST(the_text_chunk_is_as_the_baking_rules_say)
{
    str out;

    assert_int_equal(png_text_put(test_arena, picture(), &(struct png_put){keyword, S("{}")}, &out, NULL), OK);
    ptrdiff_t at = str_find(out, S("iTXt")), idat = str_find(out, S("IDAT"));
    assert_true(at > 0 && at < idat);
    check_str(str_slice(out, (size_t)at, (size_t)at + 21), S("iTXtopenbadges\0\0\0\0\0{}"));
}

TEST(only_text_of_that_keyword_is_replaced)
{
    str other = chunk("tEXt", S("Title\0openbadges")), unknown = chunk("prVt", S("x"));
    str longer = chunk("tEXt", S("openbadgesX\0x"));
    str file = with(with(with(picture(), other), unknown), longer);
    str baked = with(with(file, chunk("tEXt", S("openbadges\0https://a"))), chunk("iTXt", S("openbadges\0\0\0\0\0x")));
    str one, two;

    assert_int_equal(png_text_put(test_arena, file, &(struct png_put){keyword, S("y")}, &one, NULL), OK);
    assert_int_equal(png_text_put(test_arena, baked, &(struct png_put){keyword, S("y")}, &two, NULL), OK);
    check_str(two, one);
    assert_true(str_contains(one, other) && str_contains(one, unknown) && str_contains(one, longer));
}

TEST(every_kind_of_text_chunk_is_read)
{
    static const struct { const char *type, *data; size_t n; code want; const char *text; } t[] = {
        {"tEXt", "openbadges\0https://a.test/1", 27, OK, "https://a.test/1"},
        {"tEXt", "openbadges", 10, NOT_FOUND, NULL},
        {"tEXt", "openbadges \0x", 13, NOT_FOUND, NULL},
        {"tEXt", "OpenBadges\0x", 12, NOT_FOUND, NULL},
        {"tEXt", "openbadges\0\xE9", 12, BAD_INPUT, NULL},
        {"tEXt", "openbadges\0a\0b", 14, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0\0\0en\0b\0text", 22, OK, "text"},
        {"iTXt", "openbadges\0\0\0\0\0", 15, OK, ""},
        {"iTXt", "openbadges\0\0\0\0", 14, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0\0\0", 13, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0\0", 12, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0", 11, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0\2\0\0\0x", 16, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0\0\1\0\0x", 16, BAD_INPUT, NULL},
        {"iTXt", "openbadges\0\1\0\0\0plain", 20, BAD_INPUT, NULL},
        {"zTXt", "openbadges\0", 11, BAD_INPUT, NULL},
        {"zTXt", "openbadges\0\1x", 13, BAD_INPUT, NULL},
        {"iTXt", "", 0, NOT_FOUND, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct png_text got = {0};
        str file = with(picture(), chunk(t[i].type, (str){t[i].data, t[i].n}));
        check_code_at(i, png_text_get(test_arena, file, keyword, 0, 1000, &got, NULL), t[i].want);
        check_str_at(i, got.text, t[i].want == BAD_INPUT ? got.text : cstr(t[i].text));
    }
}

TEST(texts_of_several_keywords_are_found_in_one_pass)
{
    const str keywords[] = {S("openbadges"), S("clrcredential")};
    str file = with(with(with(picture(), chunk("iTXt", S("openbadges\0\0\0\0\0b"))), chunk("tEXt", S("Title\0t"))),
                    chunk("tEXt", S("clrcredential\0a")));
    struct png_text_list found;
    struct png_text t;
    struct error err;

    check_ok(png_texts(test_arena, file, keywords, COUNT(keywords), &found, &err), &err);
    assert_int_equal(found.n, 2);
    check_str(found.items[0].keyword, S("clrcredential"));
    check_ok(png_text_read(test_arena, file, &found.items[1], 100, &t, &err), &err);
    check_str(t.keyword, S("openbadges"));
    check_str(t.text, S("b"));
    check_code(png_texts(test_arena, S("GIF89a"), keywords, 2, &found, NULL), BAD_INPUT);
    check_code(png_texts(test_arena, str_slice(file, 0, file.n - 1), keywords, 2, &found, NULL), BAD_INPUT);
}

TEST(compressed_text_is_read_up_to_the_limit_and_no_further)
{
    char *zeros = arena_alloc(test_arena, 5 << 20, 1);
    struct png_text t;
    struct error err;

    memset(zeros, 'a', 5 << 20);
    for (size_t i = 0; i < 2; i++) {
        str data = i ? S("openbadges\0\0") : S("openbadges\0\1\0\0\0");
        const char *type = i ? "zTXt" : "iTXt";
        str small = with(picture(), chunk(type, str_join(test_arena, data, deflated(S("{}")))));
        str bomb = with(picture(), chunk(type, str_join(test_arena, data, deflated((str){zeros, 5 << 20}))));
        check_ok(png_text_get(test_arena, small, keyword, 0, 2, &t, &err), &err);
        check_str_at(i, t.text, S("{}"));
        check_at(i, t.compressed);
        check_code_at(i, png_text_get(test_arena, small, keyword, 0, 1, &t, NULL), LIMIT);
        check_code_at(i, png_text_get(test_arena, bomb, keyword, 0, 1 << 20, &t, NULL), LIMIT);
    }
    str plain = with(picture(), chunk("tEXt", S("openbadges\0abc")));
    check_code(png_text_get(test_arena, plain, keyword, 0, 2, &t, NULL), LIMIT);
}

TEST(broken_files_are_refused)
{
    str good = picture();
    struct png_info info;

    for (size_t n = 0; n < good.n; n++)
        check_code_at(n, png_inspect(str_slice(good, 0, n), &info, NULL), BAD_INPUT);
    str second = with(good, str_slice(good, 8, 33));
    check_code(png_inspect(second, &info, NULL), BAD_INPUT);
    check_code(png_inspect(with(good, chunk("ABCD", S(""))), &info, NULL), BAD_INPUT);
    check_code(png_inspect(with(good, chunk("PLTE", S("1234567"))), &info, NULL), BAD_INPUT);
    check_code(png_inspect(with(good, S("\0\0\0\0\0\0\0\0\0\0\0\0")), &info, NULL), BAD_INPUT);
    check_code(png_inspect(with(good, S("\xff\xff\xff\xff" "abCd\0\0\0\0")), &info, NULL), BAD_INPUT);
}

TEST(a_wrong_checksum_of_pixels_is_reported_not_refused)
{
    str good = picture();
    char *bytes = (char *)str_copy(test_arena, good).p;
    struct png_info info;
    struct error err;

    bytes[str_find(good, S("IDAT")) + 10] ^= 1;
    check_ok(png_inspect((str){bytes, good.n}, &info, &err), &err);
    assert_true(info.damaged);
    check_ok(png_outline((str){bytes, good.n}, &info, &err), &err);
    assert_false(info.damaged);
}

TEST(text_with_a_wrong_checksum_is_told_and_of_the_later_kinds_refused)
{
    static const struct { const char *type, *data; size_t n; code want; } t[] = {
        {"tEXt", "openbadges\0https://a", 20, OK},
        {"iTXt", "openbadges\0\0\0\0\0{}", 17, BAD_INPUT},
        {"zTXt", "openbadges\0\0x", 13, BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct png_info info;
        struct png_text got = {0};
        str part = chunk(t[i].type, (str){t[i].data, t[i].n});
        ((char *)part.p)[part.n - 1] ^= 1;
        str file = with(picture(), part);
        check_code_at(i, png_text_get(test_arena, file, keyword, 0, 1000, &got, NULL), t[i].want);
        check_at(i, got.damaged);
        check_code_at(i, png_outline(file, &info, NULL), OK);
        check_at(i, info.damaged);
    }
}

TEST(a_text_goes_in_as_latin_and_takes_the_place_of_others)
{
    const str others[] = {S("clrcredential"), S("openbadgecredential")};
    struct png_put put = {keyword, S("https://a.test/1"), true, others, COUNT(others)};
    str file = with(with(picture(), chunk("zTXt", S("clrcredential\0x"))), chunk("tEXt", S("Title\0x")));
    struct error err;
    str out;

    check_ok(png_text_put(test_arena, file, &put, &out, &err), &err);
    assert_true(str_contains(out, chunk("tEXt", S("openbadges\0https://a.test/1"))));
    assert_true(str_contains(out, S("Title")) && !str_contains(out, S("clrcredential")));
    check_str(pixels(out), pixels(file));
    put.text = S("https://a.test/\u00e9");
    check_code(png_text_put(test_arena, file, &put, &out, NULL), BAD_INPUT);
}

static str header(uint32_t width, uint32_t height, const char *rest)
{
    str size = str_join(test_arena, u32(width), u32(height));
    str ihdr = chunk("IHDR", str_join(test_arena, size, (str){rest, 5}));
    str file = picture();

    return str_join(test_arena, str_join(test_arena, str_slice(file, 0, 8), ihdr), str_from(file, 33));
}

TEST(sizes_and_formats_are_limited)
{
    static const struct { uint32_t width, height; const char *rest; code want; } t[] = {
        {5000, 5000, "\x08\x06\0\0\0", OK},
        {16384, 1600, "\x08\x06\0\0\1", OK},
        {0, 1, "\x08\x06\0\0\0", BAD_INPUT},
        {1, 0, "\x08\x06\0\0\0", BAD_INPUT},
        {16385, 1, "\x08\x06\0\0\0", LIMIT},
        {6000, 6000, "\x08\x06\0\0\0", LIMIT},
        {0x7fffffff, 0x7fffffff, "\x08\x06\0\0\0", LIMIT},
        {0xffffffff, 2, "\x08\x06\0\0\0", LIMIT},
        {1, 1, "\x10\x03\0\0\0", BAD_INPUT},
        {1, 1, "\x08\x05\0\0\0", BAD_INPUT},
        {1, 1, "\x03\x00\0\0\0", BAD_INPUT},
        {1, 1, "\x00\x00\0\0\0", BAD_INPUT},
        {1, 1, "\xff\xff\0\0\0", BAD_INPUT},
        {1, 1, "\x08\x06\1\0\0", BAD_INPUT},
        {1, 1, "\x08\x06\0\1\0", BAD_INPUT},
        {1, 1, "\x08\x06\0\0\2", BAD_INPUT},
        {1, 1, "\x01\x00\0\0\0", OK},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct png_info info;
        check_code_at(i, png_inspect(header(t[i].width, t[i].height, t[i].rest), &info, NULL), t[i].want);
    }
}

TEST(parts_are_counted)
{
    struct buf many = buf_new(test_arena);
    struct png_info info;
    str out;

    for (int i = 0; i < 1997; i++)
        buf_put(&many, chunk("prVt", S("")));
    str full = with(picture(), buf_done(&many));
    check_code(png_inspect(full, &info, NULL), OK);
    check_code(png_inspect(with(full, chunk("prVt", S(""))), &info, NULL), LIMIT);
    check_code(png_text_put(test_arena, full, &(struct png_put){keyword, S("x")}, &out, NULL), LIMIT);
}

TEST(what_cannot_be_text_is_not_put_in)
{
    str out;

    check_code(png_text_put(test_arena, picture(), &(struct png_put){S(""), S("x")}, &out, NULL), BAD_INPUT);
    check_code(png_text_put(test_arena, picture(), &(struct png_put){keyword, S("a\0b")}, &out, NULL), BAD_INPUT);
    check_code(png_text_put(test_arena, picture(), &(struct png_put){keyword, S("\xff")}, &out, NULL), BAD_INPUT);
    check_code(png_text_put(test_arena, S("GIF89a"), &(struct png_put){keyword, S("x")}, &out, NULL), BAD_INPUT);
}

TEST(bytes_behind_the_end_are_kept_and_never_read)
{
    str file = str_join(test_arena, picture(), chunk("tEXt", S("openbadges\0evil"))), out;
    struct png_text t;

    check_code(png_text_get(test_arena, file, keyword, 0, 100, &t, NULL), NOT_FOUND);
    assert_int_equal(png_text_put(test_arena, file, &(struct png_put){keyword, S("good")}, &out, NULL), OK);
    assert_true(str_ends(out, str_from(file, file.n - 27)));
    check_str(text_of(out), S("good"));
}

static void put_and_get(struct arena *a, void *ctx)
{
    struct png_text t;
    str out;

    if (png_text_put(a, *(str *)ctx, &(struct png_put){keyword, S("x")}, &out, NULL) == OK)
        assert_int_equal(png_text_get(a, out, keyword, 0, 10, &t, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    str packed = chunk("zTXt", str_join(test_arena, S("openbadges\0\0"), deflated(S("{}"))));
    str file = with(picture(), packed);

    assert_true(check_each_allocation(put_and_get, &file) > 1);
}

/* Of those to be refused, these are whole as files; what is in them is wrong. */
static bool is_wrong_as_badge(const struct hostile *h)
{
    static const char *const files[] = {
        "png/evil-ztxt-good-itxt.png", "png/payload-deep.png", "png/text-and-itxt.png", "png/text-empty.png",
        "png/text-url-crlf.png", "png/text-url-file.png", "png/text-url-js.png",
        "png/text-url-metadata.png", "png/two-itxt.png",
    };
    return file_is_one_of(h, files, COUNT(files));
}

static void check_file(struct arena *a, const struct hostile *h, str bytes)
{
    struct png_info info;
    struct png_text t;
    code c = png_inspect(bytes, &info, NULL), text = c;

    if (c == OK)
        text = png_text_get(a, bytes, keyword, 0, 1 << 20, &t, NULL);
    check_hostile(h, c == OK || c == BAD_INPUT || c == LIMIT);
    if (str_eq(h->verdict, S("accept")))
        check_hostile(h, text == OK && !info.damaged);
    if (str_eq(h->verdict, S("reject")) && !is_wrong_as_badge(h))
        check_hostile(h, text != OK);
    if (str_eq(h->file, S("png/crc-idat.png")))
        check_hostile(h, info.damaged);
}

TEST(hostile_files_are_refused_and_controls_accepted)
{
    each_hostile("png", 0, check_file);
}
