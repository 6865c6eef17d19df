#include "unit/test.h"
#include "unit/app/draw_program.h"

#include "app/draw.h"
#include "base/codec.h"
#include "format/jpeg.h"
#include "format/png.h"

/* 16 × 8: red on the left, blue on the right. */
static const char baseline[] = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAAf/xAAYEQACAwAAAAAAAAAAAAAAAAAAB0WDw//aAAwDAQACEQMRAD8Az+jgFhDSdOo4OmPtzP/Z";
static const char progressive[] = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wgARCAAIABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYH/8QAFAEBAAAAAAAAAAAAAAAAAAAABv/aAAwDAQACEAMQAAABz+NFjj//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAEFAj//xAAYEQACAwAAAAAAAAAAAAAAAAAABkSCwv/aAAgBAwEBPwF0j2yf/8QAGBEAAgMAAAAAAAAAAAAAAAAAAAZEgsL/2gAIAQIBAT8BQ5NNH//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEABj8CP//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEAAT8hP//aAAwDAQACAAMAAAAQc//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8QV//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Qb//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEAAT8QP//Z";
static const char webp[] = "UklGRigAAABXRUJQVlA4TBwAAAAvD8ABAA8wFKdAPg73/EcLxILJ/KU7U4jof+QA";

static str bytes_of(const char *base64)
{
    return base64_decode(test_arena, cstr(base64));
}

/* What a telephone writes in front of a picture: which way up, and where. */
static str taken(const char *base64, int orientation)
{
    static const char place[] = "GPS 52.5163 N 13.3777 E";
    char exif[] = "\xff\xe1\0\x22" "Exif\0\0" "II*\0\x08\0\0\0" "\1\0" "\x12\1\3\0\1\0\0\0" "?\0\0\0" "\0\0\0\0";
    str picture = bytes_of(base64), comment = str_printf(test_arena, "\xff\xfe%c%c%s", 0, (int)sizeof place + 1, place);

    exif[4 + 6 + 8 + 2 + 8] = (char)orientation;
    str head = str_join(test_arena, (str){exif, sizeof exif - 1}, comment);
    return str_join(test_arena, str_slice(picture, 0, 2), str_join(test_arena, head, str_from(picture, 2)));
}

static str photo_of(str file)
{
    struct arena *a = arena_new(0);
    struct error err = {0};
    str jpeg = {0};

    check_ok(draw_photo(a, file, 2048, &jpeg, &err), &err);
    jpeg = str_copy(test_arena, jpeg);
    arena_free(a);
    return jpeg;
}

TEST(a_photograph_is_drawn_upright_and_tells_neither_place_nor_camera)
{
    const char *const all[] = {baseline, progressive};

    for (int orientation = 1; orientation <= 8; orientation++) {
        str file = taken(all[orientation % 2], orientation), jpeg = photo_of(file);
        struct jpeg_info before, after;
        check_ok(jpeg_inspect(file, &before, NULL), NULL);
        check_ok(jpeg_inspect(jpeg, &after, NULL), NULL);
        assert_true(before.orientation == orientation && before.metadata > 40 && str_contains(file, S("GPS")));
        assert_true(after.orientation == 1 && after.metadata == 0 && !str_contains(jpeg, S("GPS")) && !str_contains(jpeg, S("Exif")));
        assert_int_equal(after.width, orientation >= 5 ? 8 : 16);
        assert_int_equal(after.height, orientation >= 5 ? 16 : 8);
    }
}

TEST(a_webp_becomes_a_jpeg_and_both_are_shown_as_png)
{
    struct error err = {0};
    struct jpeg_info info;
    struct png_info shown;
    str png;

    check_ok(jpeg_inspect(photo_of(bytes_of(webp)), &info, &err), &err);
    assert_true(info.width == 16 && info.height == 8);
    check_ok(draw_png_normalise(test_arena, bytes_of(webp), 64, &png, &err), &err);
    check_ok(draw_png_normalise(test_arena, taken(baseline, 6), 64, &png, &err), &err);
    check_ok(png_inspect(png, &shown, &err), &err);
    assert_int_equal(shown.width, 16);
}

/* Decoded, or refused with a sentence; what ends the drawing program is neither. */
static void check_ends_well(str file)
{
    struct arena *a = arena_new(0);
    struct error err = {0};
    str jpeg;
    code c = draw_photo(a, file, 256, &jpeg, &err);

    if (c != OK && c != BAD_INPUT && c != LIMIT && c != UNSUPPORTED)
        print_error("%zu bytes: %s\n", file.n, err.text);
    assert_true(c == OK || c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED);
    arena_free(a);
}

TEST(damaged_photographs_are_refused_or_drawn_as_far_as_they_go)
{
    const char *const all[] = {baseline, progressive, webp};

    for (size_t k = 0; k < COUNT(all); k++) {
        str file = bytes_of(all[k]);
        for (size_t n = 3; n < file.n; n += file.n / 8)
            check_ends_well(str_slice(file, 0, n));
        for (size_t at = 5; at < file.n; at += file.n / 12) {
            char *p = (char *)(uintptr_t)str_copy(test_arena, file).p;
            p[at] ^= (char)(1 << at % 8 | 0x40);
            check_ends_well((str){p, file.n});
        }
    }
    check_ends_well(S("\xff\xd8\xff"));
    check_ends_well(S("RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\xff\xff\xff\xff\xff"));
}

static size_t find(str s, str what)
{
    ptrdiff_t at = str_find(s, what);

    assert_true(at >= 0);
    return (size_t)at;
}

static str with_size(str file, str frame, int height, int width)
{
    char *p = (char *)(uintptr_t)str_copy(test_arena, file).p;
    size_t at = find(file, frame) + 5;

    p[at] = (char)(height >> 8);
    p[at + 1] = (char)height;
    p[at + 2] = (char)(width >> 8);
    p[at + 3] = (char)width;
    return (str){p, file.n};
}

/* In memory of its own: each answer may be large. */
static code code_of(str file, struct error *err)
{
    struct arena *a = arena_new(0);
    str jpeg;
    code c = draw_photo(a, file, 256, &jpeg, err);

    arena_free(a);
    return c;
}

TEST(a_photograph_that_would_fill_the_memory_or_never_end_is_refused)
{
    struct error err = {0};
    struct buf many = buf_new(test_arena);
    str slow = bytes_of(progressive);
    size_t scans = find(slow, S("\xff\xda"));

    assert_int_equal(code_of(with_size(bytes_of(baseline), S("\xff\xc0"), 65500, 65500), &err), LIMIT);
    assert_int_equal(code_of(with_size(slow, S("\xff\xc2"), 6000, 6000), &err), LIMIT);
    check_ends_well(with_size(bytes_of(baseline), S("\xff\xc0"), 9000, 9000));
    buf_put(&many, str_slice(slow, 0, scans));
    for (int i = 0; i < 200; i++)
        buf_put(&many, str_slice(slow, scans, slow.n - 2));
    buf_put(&many, S("\xff\xd9"));
    assert_int_equal(code_of(buf_done(&many), &err), BAD_INPUT);
    assert_string_equal(err.text, "the JPEG picture is damaged: too many passes");
    assert_int_equal(code_of(S("GIF89a"), &err), UNSUPPORTED);
}
