#include "unit/test.h"
#include "base/utf8.h"

TEST(validity_is_that_of_rfc_3629)
{
    static const struct { str in; bool ok; } t[] = {
        {S(""), true}, {{NULL, 0}, true}, {S("plain ascii text, long enough"), true}, {S("\0"), true},
        {S("\xC2\x80"), true}, {S("\xDF\xBF"), true}, {S("\xE0\xA0\x80"), true},
        {S("\xED\x9F\xBF"), true}, {S("\xEE\x80\x80"), true}, {S("\xEF\xBF\xBF"), true},
        {S("\xF0\x90\x80\x80"), true}, {S("\xF4\x8F\xBF\xBF"), true},
        {S("12345678\xC3\xA9" "12345678"), true},
        {S("\x80"), false}, {S("\xBF"), false}, {S("a\xC3"), false}, {S("\xC3("), false},
        {S("\xC0\x80"), false}, {S("\xC1\xBF"), false},          /* overlong */
        {S("\xE0\x9F\xBF"), false}, {S("\xF0\x8F\xBF\xBF"), false},
        {S("\xED\xA0\x80"), false}, {S("\xED\xBF\xBF"), false},  /* surrogates */
        {S("\xF4\x90\x80\x80"), false}, {S("\xF5\x80\x80\x80"), false}, /* above U+10FFFF */
        {S("\xE2\x82"), false}, {S("\xF0\x9F\x8F"), false}, {S("\xE2\x28\xA1"), false},
        {S("\xE2\x82\x28"), false}, {S("\xFE"), false}, {S("\xFF"), false},
        {S("12345678\xFF"), false}, {S("\xC3\xA9\xA9"), false},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, utf8_is_valid(t[i].in) == t[i].ok);
}

TEST(stepping_gives_code_points_and_replaces_broken_bytes)
{
    str s = S("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8F\x85\xE2\x82" "b");
    static const int32_t want[] = {'a', 0xE9, 0x20AC, 0x1F3C5, 0xFFFD, 0xFFFD, 'b', -1, -1};

    for (size_t i = 0; i < COUNT(want); i++)
        check_at(i, utf8_next(&s) == want[i]);
}

TEST(every_code_point_is_written_as_it_is_read)
{
    for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
        struct buf b = {.a = test_arena, .p = (char[16]){0}, .cap = 16};
        utf8_put(&b, (uint32_t)cp);
        str s = {b.p, b.n};
        bool is_surrogate = cp >= 0xD800 && cp <= 0xDFFF;
        assert_true(utf8_is_valid(s));
        assert_int_equal(utf8_next(&s), is_surrogate ? 0xFFFD : cp);
        assert_int_equal(s.n, 0);
    }
}

TEST(what_is_no_code_point_is_written_as_the_replacement)
{
    struct buf b = buf_new(test_arena);

    utf8_put(&b, 0x110000);
    utf8_put(&b, UINT32_MAX);
    check_str(buf_done(&b), S("\xEF\xBF\xBD\xEF\xBF\xBD"));
}

TEST(counting_and_cutting_go_by_characters)
{
    str s = S("a\xC3\xA9\xE2\x82\xAC");
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6};

    assert_int_equal(utf8_count(s), 3);
    assert_int_equal(utf8_count((str){NULL, 0}), 0);
    for (size_t max = 0; max < COUNT(want); max++)
        check_at(max, utf8_cut(s, max).n == want[max]);
}

TEST(folding_makes_spellings_of_one_name_equal)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""}, {"Anna", "anna"}, {"\xC3\x89t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
        {"E\xCC\x81t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},             /* combining accent */
        {"Stra\xC3\x9F" "e", "strasse"}, {"\xCE\xA3\xCE\xBF\xCF\x82", "\xCF\x83\xCE\xBF\xCF\x83"},
        {"\xC4\xB0", "i\xCC\x87"},                               /* dotted I */
        {"\xEF\xAC\x83", "ffi"},
        {"\xFF" "A", "\xFF" "A"},                                /* invalid: unchanged */
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, utf8_fold(test_arena, cstr(t[i].in)), cstr(t[i].want));
    check_str(utf8_fold(test_arena, cstr(NULL)), cstr(NULL));
}

TEST(invisible_characters_have_no_place_in_a_name)
{
    static const struct { const char *in; bool found; } t[] = {
        {"Anna Lindqvist", false}, {"\xC3\x89tienne", false}, {"\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x99", false},
        {"\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE\xD9\x88\xD8\xA7\xD9\x87\xD9\x85", false}, /* Persian joiner */
        {"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80", false}, {"\xE2\x9D\xA4\xEF\xB8\x8F", false},
        {"a\nb", true}, {"a\tb", true}, {"\x7F", true}, {"\xC2\x85", true},
        {"x\xE2\x80\x8B", true}, {"\xE2\x80\xAEresrever", true}, {"\xE2\x81\xA6", true},
        {"\xE2\x80\x8F", true}, {"\xD8\x9C", true}, {"\xEF\xBB\xBF" "a", true}, {"\xC2\xAD", true},
        {"\xE2\x80\xA8", true}, {"\xE3\x85\xA4", true}, {"\xF3\xA0\x81\x81", true},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, utf8_has_controls(cstr(t[i].in)) == t[i].found);
    assert_true(utf8_has_controls(S("a\0b")));
}

static void fold(struct arena *a, void *ctx)
{
    (void)ctx;
    /* A note that NFC takes apart into three times its bytes: the first guess is too small. */
    utf8_fold(a, S("\xF0\x9D\x85\xA0"));
    utf8_fold(a, S("ASCII"));
}

TEST(folding_survives_memory_that_runs_out)
{
    assert_true(check_each_allocation(fold, NULL) >= 3);
}
