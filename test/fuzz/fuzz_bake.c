#include "badge/bake.h"
#include "fuzz/fuzz.h"

#define SVG S("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")

/* 1 × 1: signature, IHDR, IDAT, IEND. */
static const char png[] =
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0\x90wS\xde"
    "\0\0\0\x0cIDATx\x9c" "c\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xae" "B`\x82";
#define PNG ((str){png, sizeof png - 1})

/* What goes in comes out of its own place, alone and unchanged; put in again
 * it changes nothing. */
static void check_bake(struct arena *a, str image, enum badge_version version, str payload)
{
    struct unbaked u;
    str baked, again;

    if (bake(a, image, version, payload, &baked, NULL) != OK || baked.n > 900000)
        return;
    REQUIRE(unbake(a, baked, &u, NULL) == OK && u.place);
    REQUIRE(!u.twice && !u.conflict && !u.compressed && !u.is_text_odd && str_is_absent(u.older));
    REQUIRE(str_eq(str_trim(u.payload), str_trim(payload)));
    REQUIRE(bake(a, baked, version, payload, &again, NULL) == OK && str_eq(baked, again));
}

static void check_every_version(struct arena *a, str image, str payload)
{
    for (int v = OB_0_5; v <= CLR_2_0; v++)
        check_bake(a, image, (enum badge_version)v, payload);
}

/* An older form beside a newer one is found as such. */
static void check_beside(struct arena *a, str image, str payload)
{
    struct unbaked u;
    str one, two;

    if (bake(a, image, OB_1_0, payload, &one, NULL) != OK || one.n > 900000 ||
        bake_beside(a, one, OB_3_0, S("a.b.c"), &two, NULL) != OK)
        return;
    REQUIRE(unbake(a, two, &u, NULL) == OK && str_eq(u.payload, S("a.b.c")));
    REQUIRE(str_eq(str_trim(u.older), str_trim(payload)));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    struct unbaked u;

    if (unbake(a, in, &u, NULL) == OK && !str_is_empty(str_trim(u.payload)))
        check_every_version(a, in, u.payload);
    check_every_version(a, PNG, in);
    check_every_version(a, SVG, in);
    check_beside(a, PNG, in);
    check_beside(a, SVG, in);
    arena_free(a);
    return 0;
}
