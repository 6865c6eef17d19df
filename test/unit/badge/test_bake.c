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
#define HOSTED S("{\"uid\":\"1\",\"verify\":{\"type\":\"hosted\",\"url\":\"https://acme.test/a/1?a=1&b=2\"}}")

static const struct { str payload; enum badge_version version; } cases[] = {
    {JWS, OB_3_0}, {JSON, OB_3_0}, {JWS, OB_2_0}, {JSON, OB_2_0}, {S("https://acme.test/a/1"), OB_1_1},
    {S("https://acme.test/a/1"), OB_0_5}, {JWS, OB_1_0}, {HOSTED, OB_1_0}, {JWS, CLR_2_0}, {JSON, CLR_2_0},
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
    static const struct { enum badge_version version; const char *png, *svg, *ns; } t[] = {
        {OB_0_5, "png:tEXt openbadges", "svg:assertion", "\"http://openbadges.org\""},
        {OB_1_0, "png:iTXt openbadges", "svg:assertion", "\"http://openbadges.org\""},
        {OB_2_0, "png:iTXt openbadges", "svg:assertion", "\"http://openbadges.org\""},
        {OB_3_0, "png:iTXt openbadgecredential", "svg:credential", "\"https://purl.imsglobal.org/ob/v3p0\""},
        {CLR_2_0, "png:iTXt clrcredential", "svg:credential", "\"https://purl.imsglobal.org/clr/v2p0\""},
    };
    str baked;
    struct unbaked out;
    struct error err;

    for (size_t i = 0; i < COUNT(t); i++) {
        str payload = t[i].version == OB_0_5 ? S("https://acme.test/a/1") : JWS;
        check_ok(bake(test_arena, PNG, t[i].version, payload, &baked, &err), &err);
        check_ok(unbake(test_arena, baked, &out, &err), &err);
        check_str_at(i, cstr(out.place), cstr(t[i].png));
        check_ok(bake(test_arena, SVG, t[i].version, payload, &baked, &err), &err);
        check_ok(unbake(test_arena, baked, &out, &err), &err);
        check_str_at(i, cstr(out.place), cstr(t[i].svg));
        check_at(i, str_contains(baked, cstr(t[i].ns)));
    }
    check_code(bake(test_arena, PNG, OB_0_5, JSON, &baked, NULL), BAD_INPUT);
}

TEST(a_hosted_badge_in_svg_has_its_address_and_its_text)
{
    str baked;
    struct error err;

    check_ok(bake(test_arena, SVG, OB_1_0, HOSTED, &baked, &err), &err);
    assert_true(str_contains(baked, S("<openbadges:assertion xmlns:openbadges=\"http://openbadges.org\" "
                                      "verify=\"https://acme.test/a/1?a=1&amp;b=2\"><![CDATA[{")));
}

#define OPEN  "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://openbadges.org\">"
#define BADGE(url) "{\"id\":\"" url "\"}"

TEST(attribute_and_text_of_an_svg_are_read_together)
{
    static const struct { const char *in, *want; bool twice, conflict, odd; } t[] = {
        {"<x:assertion verify=\"https://a.test/1\">" BADGE("https://a.test/1") "</x:assertion>", BADGE("https://a.test/1")},
        {"<x:assertion verify=\" https://a.test/1\"><![CDATA[ ]]></x:assertion>", "https://a.test/1"},
        {"<x:assertion verify=\"https://a.test/1\"/>", "https://a.test/1"},
        {"<x:assertion>" BADGE("https://a.test/1") "</x:assertion>", BADGE("https://a.test/1")},
        {"<x:assertion verify=\"a.b.c\"/>", "a.b.c"},
        {"<x:assertion verify=\"https://a.test/1\">{\"verify\":{\"url\":\"https://a.test/1\"},\"id\":\"x\"}</x:assertion>",
         "{\"verify\":{\"url\":\"https://a.test/1\"},\"id\":\"x\"}"},
        {"<x:assertion verify=\"https://a.test/1\">{\"recipient\":\"a@b.test\"}</x:assertion>", "https://a.test/1"},
        {"<x:assertion verify=\"https://a.test/1\">no JSON</x:assertion>", "https://a.test/1", .odd = true},
        {"<x:assertion verify=\"https://a.test/1\">" BADGE("https://a.test/2") "</x:assertion>", "https://a.test/1", true, true},
        {"<x:assertion verify=\"a.b.c\">" BADGE("https://a.test/2") "</x:assertion>", "a.b.c", true, true},
        {"<x:assertion verify=\"https://a.test/1\"/><x:assertion verify=\"https://a.test/1\"/>", "https://a.test/1", true},
        {"<x:assertion verify=\"https://a.test/1\"/><g><x:assertion verify=\"https://a.test/2\"/></g>", "https://a.test/1", true, true},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct unbaked out;
        struct error err;
        check_ok(unbake(test_arena, str_printf(test_arena, OPEN "%s</svg>", t[i].in), &out, &err), &err);
        check_str_at(i, out.payload, cstr(t[i].want));
        check_at(i, out.twice == t[i].twice && out.conflict == t[i].conflict && out.is_text_odd == t[i].odd);
    }
}

TEST(baking_again_replaces_what_was_there)
{
    str images[] = {PNG, SVG}, one, two, again;
    struct unbaked out;
    struct error err;

    for (size_t k = 0; k < COUNT(images); k++)
        for (size_t i = 0; i < COUNT(cases); i++) {
            check_ok(bake(test_arena, images[k], cases[i].version, cases[i].payload, &one, &err), &err);
            check_ok(bake(test_arena, one, OB_3_0, JWS, &two, &err), &err);
            check_ok(unbake(test_arena, two, &out, &err), &err);
            check_str_at(i, out.payload, JWS);
            check_at(i, str_is_absent(out.older));
            check_ok(bake(test_arena, images[k], OB_3_0, JWS, &again, &err), &err);
            check_str_at(i, two, again);
        }
}

TEST(two_forms_stand_beside_each_other_and_the_newest_is_read_first)
{
    str one, two, three;
    struct unbaked out;
    struct error err;

    check_ok(bake(test_arena, PNG, OB_2_0, JSON, &one, &err), &err);
    check_ok(bake_beside(test_arena, one, OB_3_0, JWS, &two, &err), &err);
    check_ok(unbake(test_arena, two, &out, &err), &err);
    check_str(out.payload, JWS);
    check_str(out.older, JSON);
    check_ok(bake_beside(test_arena, two, OB_3_0, S("eyJ.e30.BBBB"), &three, &err), &err);
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

static void put_and_take(struct arena *a, void *ctx)
{
    const str *image = ctx;
    str baked, both;
    struct unbaked out;

    check_code(bake(a, *image, OB_2_0, JSON, &baked, NULL), OK);
    check_code(bake_beside(a, baked, OB_3_0, JWS, &both, NULL), OK);
    check_code(unbake(a, both, &out, NULL), OK);
    check_str(out.payload, JWS);
    check_str(out.older, JSON);
}

TEST(memory_may_run_out_anywhere)
{
    str images[] = {PNG, SVG};

    for (size_t i = 0; i < COUNT(images); i++)
        assert_true(check_each_allocation(put_and_take, &images[i]) > 5);
}
