#include "format/crc32.h"
#include "format/png.h"
#include "fuzz/fuzz.h"

#define KEYWORD  S("openbadges")
#define MAX_TEXT 100000

/* A fuzzer does not guess checksums: they are put right, in a copy, for all
 * but the last part, so that both sides are reached. */
static str with_right_checksums(struct arena *a, str in)
{
    str file = str_copy(a, in);
    unsigned char *p = (unsigned char *)file.p;

    for (size_t at = 8; file.n >= 12 && at <= file.n - 12;) {
        size_t length = (size_t)p[at] << 24 | (size_t)p[at + 1] << 16 | (size_t)p[at + 2] << 8 | p[at + 3];
        if (length > file.n - at - 12)
            break;
        uint32_t crc = crc32_add(0, str_slice(file, at + 4, at + 8 + length));
        for (int i = 0; i < 4; i++)
            p[at + 8 + length + (size_t)i] = (unsigned char)(crc >> (24 - 8 * i));
        at += length + 12;
    }
    return file;
}

/* What can be inspected can be baked, holds exactly the text, and baking
 * another one puts nothing else there. */
static void check(struct arena *a, str file)
{
    struct png_info info, baked_info;
    struct png_text t;
    str one, two, direct;

    for (unsigned i = 0; i < 3; i++)
        if (png_text_get(a, file, KEYWORD, i, MAX_TEXT, &t, NULL) == OK)
            REQUIRE(t.text.n <= MAX_TEXT);
    if (png_inspect(file, &info, NULL) != OK || png_text_put(a, file, &(struct png_put){KEYWORD, S("{}")}, &one, NULL) != OK)
        return;
    REQUIRE(png_inspect(one, &baked_info, NULL) == OK && baked_info.width == info.width);
    REQUIRE(png_text_get(a, one, KEYWORD, 0, MAX_TEXT, &t, NULL) == OK && str_eq(t.text, S("{}")));
    REQUIRE(png_text_get(a, one, KEYWORD, 1, MAX_TEXT, &t, NULL) == NOT_FOUND);
    REQUIRE(png_text_put(a, one, &(struct png_put){KEYWORD, S("[1]")}, &two, NULL) == OK);
    REQUIRE(png_text_put(a, file, &(struct png_put){KEYWORD, S("[1]")}, &direct, NULL) == OK && str_eq(two, direct));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};

    check(a, in);
    check(a, with_right_checksums(a, in));
    arena_free(a);
    return 0;
}
