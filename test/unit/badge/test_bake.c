#include "unit/test.h"

#include "badge/bake.h"

/* 1 × 1, made by hand: signature, IHDR, IDAT, IEND. */
static const char png[] =
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0\x90wS\xde"
    "\0\0\0\x0cIDATx\x9c" "c\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xae" "B`\x82";
#define PNG ((str){png, sizeof png - 1})
#define SVG S("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>\n")
#define JWS S("eyJhbGciOiJFZERTQSJ9.e30.AAAA")
#define JSON S("{\"@context\":\"https://w3id.org/openbadges/v2\",\"a\":\"]]>\"}")

static const struct { str payload; enum badge_version version; } cases[] = {
    {JWS, OB_3_0}, {JSON, OB_3_0}, {JWS, OB_2_0}, {JSON, OB_2_0}, {S("https://acme.test/a/1"), OB_1_1},
};

TEST(what_was_baked_comes_out_again)
{
    str images[] = {PNG, SVG}, baked;
    struct unbaked out;
    struct error err;

    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t k = 0; k < COUNT(images); k++) {
            check_ok(bake(test_arena, images[k], cases[i].version, cases[i].payload, &baked, &err), &err);
            check_ok(unbake(test_arena, baked, &out, &err), &err);
            check_str_at(i, out.payload, cases[i].payload);
            check_at(i, !out.twice && !out.compressed && !out.damaged && !out.conflict);
        }
}

TEST(each_version_has_its_own_place)
{
    str baked;
    struct unbaked out;
    struct error err;

    check_ok(bake(test_arena, PNG, OB_3_0, JWS, &baked, &err), &err);
    check_ok(unbake(test_arena, baked, &out, &err), &err);
    check_str(cstr(out.place), S("png:iTXt openbadgecredential"));
    check_ok(bake(test_arena, SVG, OB_2_0, JWS, &baked, &err), &err);
    check_ok(unbake(test_arena, baked, &out, &err), &err);
    check_str(cstr(out.place), S("svg:assertion"));
}

TEST(baking_again_replaces_and_the_newest_version_is_read_first)
{
    str one, two, three;
    struct unbaked out;
    struct error err;

    check_ok(bake(test_arena, PNG, OB_2_0, JSON, &one, &err), &err);
    check_ok(bake(test_arena, one, OB_3_0, JWS, &two, &err), &err);
    check_ok(unbake(test_arena, two, &out, &err), &err);
    check_str(out.payload, JWS);
    check_str(out.older, JSON);
    check_ok(bake(test_arena, two, OB_3_0, S("eyJ.e30.BBBB"), &three, &err), &err);
    check_ok(unbake(test_arena, three, &out, &err), &err);
    check_str(out.payload, S("eyJ.e30.BBBB"));
    assert_false(out.twice);
}

TEST(the_rest_of_the_picture_is_untouched)
{
    str baked;
    struct error err;

    check_ok(bake(test_arena, SVG, OB_3_0, JWS, &baked, &err), &err);
    assert_true(str_starts(baked, S("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">")));
    assert_true(str_ends(baked, S("<rect/></svg>\n")));
    check_ok(bake(test_arena, PNG, OB_3_0, JWS, &baked, &err), &err);
    assert_true(str_ends(baked, str_from(PNG, 33)));
}

TEST(what_is_no_picture_or_has_no_badge_is_refused)
{
    str out;
    struct unbaked u;

    check_code(bake(test_arena, S("GIF89a"), OB_3_0, JWS, &out, NULL), BAD_INPUT);
    check_code(bake(test_arena, PNG, OB_3_0, S("  "), &out, NULL), BAD_INPUT);
    check_code(unbake(test_arena, S("GIF89a"), &u, NULL), BAD_INPUT);
    check_code(unbake(test_arena, PNG, &u, NULL), NOT_FOUND);
    check_code(unbake(test_arena, SVG, &u, NULL), NOT_FOUND);
}
