#include "unit/test.h"

static const str absent = {NULL, 0};

TEST(absent_is_not_the_same_as_empty_but_both_are_empty)
{
    assert_true(str_is_absent(cstr(NULL)));
    assert_false(str_is_absent(cstr("")));
    assert_true(str_is_empty(absent) && str_is_empty(S("")) && !str_is_empty(S("x")));
    check_str(str_copy(test_arena, absent), absent);
    check_str(str_copy(test_arena, S("")), S(""));
    assert_string_equal(str_z(test_arena, absent), "");
}

TEST(copies_end_in_nul_and_may_contain_it)
{
    str s = str_copy(test_arena, S("a\0b"));

    check_str(s, S("a\0b"));
    assert_int_equal(s.p[3], 0);
    assert_string_equal(str_z(test_arena, s), "a");
    check_str(str_join(test_arena, S("a\0"), S("b")), s);
    check_str(str_join(test_arena, absent, absent), S(""));
}

TEST(equality_and_order_go_by_bytes)
{
    static const struct { str a, b; int order; } t[] = {
        {S("a"), S("a"), 0},   {S("a"), S("b"), -1},    {S("a"), S("ab"), -1},
        {S(""), S("a"), -1},   {S("\xC3"), S("z"), 1},  {S("a\0x"), S("a\0y"), -1},
        {{NULL, 0}, S(""), 0}, {S("B"), S("a"), -1},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        int order = str_cmp(t[i].a, t[i].b), back = str_cmp(t[i].b, t[i].a);
        check_at(i, (order > 0) - (order < 0) == t[i].order);
        check_at(i, (back > 0) - (back < 0) == -t[i].order);
        check_at(i, str_eq(t[i].a, t[i].b) == (t[i].order == 0));
    }
}

TEST(case_is_ignored_for_ascii_letters_only)
{
    assert_true(str_eq_nocase(S("Content-TYPE"), S("content-type")));
    assert_false(str_eq_nocase(S("@[`{"), S("`{@[")));
    assert_false(str_eq_nocase(S("\xC3\x84"), S("\xC3\xA4")));
    check_str(str_lower(test_arena, S("AZ[\xC3\x84")), S("az[\xC3\x84"));
}

TEST(starts_ends_contains_find)
{
    static const struct { str s, part; bool starts, ends; int at; } t[] = {
        {S("lapel"), S("la"), true, false, 0},     {S("lapel"), S("el"), false, true, 3},
        {S("lapel"), S(""), true, true, 0},        {S(""), S(""), true, true, 0},
        {S("lapel"), S("lapels"), false, false, -1}, {S("a\0b"), S("\0b"), false, true, 1},
        {{NULL, 0}, S("x"), false, false, -1},     {{NULL, 0}, {NULL, 0}, true, true, 0},
        {S("aab"), S("ab"), false, true, 1},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, str_starts(t[i].s, t[i].part) == t[i].starts);
        check_at(i, str_ends(t[i].s, t[i].part) == t[i].ends);
        check_at(i, str_find(t[i].s, t[i].part) == t[i].at);
        check_at(i, str_contains(t[i].s, t[i].part) == (t[i].at >= 0));
    }
    assert_int_equal(str_find_byte(S("a\0\xFF"), '\xFF'), 2);
    assert_int_equal(str_find_byte(absent, 'x'), -1);
}

TEST(slices_are_clamped)
{
    check_str(str_slice(S("lapel"), 1, 3), S("ap"));
    check_str(str_slice(S("lapel"), 3, 99), S("el"));
    check_str(str_slice(S("lapel"), 4, 2), S(""));
    check_str(str_from(S("lapel"), 99), S(""));
    check_str(str_slice(absent, 1, 2), absent);
    check_str(str_trim(S(" \t\r\n a b \v\f ")), S("a b"));
    check_str(str_trim(S("  ")), S(""));
}

/* Joins the parts with '|' so that a row can say them all. */
static str parts_of(str s, bool (*next)(str *rest, str *part))
{
    struct buf b = buf_new(test_arena);
    str part;

    for (int n = 0; next(&s, &part) && n < 100; n++) {
        buf_put(&b, part);
        buf_byte(&b, '|');
    }
    return buf_done(&b);
}

static bool next_comma(str *rest, str *part)
{
    return str_cut(rest, ',', part);
}

TEST(cut_gives_every_part_between_separators)
{
    static const struct { str in, want; } t[] = {
        {S("a,b"), S("a|b|")}, {S("a,"), S("a||")}, {S(","), S("||")},
        {S(""), S("|")},       {{NULL, 0}, S("")},  {S("a,,b"), S("a||b|")},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, parts_of(t[i].in, next_comma), t[i].want);
}

TEST(lines_end_in_lf_crlf_or_cr)
{
    static const struct { str in, want; } t[] = {
        {S("a\nb\n"), S("a|b|")},     {S("a\r\nb"), S("a|b|")}, {S("a\rb\r"), S("a|b|")},
        {S("\n\r\n\r"), S("|||")},    {S(""), S("")},           {{NULL, 0}, S("")},
        {S("a\n\rb"), S("a||b|")},    {S("a\0b\n"), S("a\0b|")},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, parts_of(t[i].in, str_cut_line), t[i].want);
}

TEST(integers_are_decimal_and_do_not_overflow)
{
    static const struct { const char *in; bool ok; int64_t want; } t[] = {
        {"0", true, 0}, {"-0", true, 0}, {"007", true, 7}, {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX}, {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0}, {"-9223372036854775809", false, 0},
        {"99999999999999999999", false, 0}, {"", false, 0}, {"-", false, 0}, {"+1", false, 0},
        {" 1", false, 0}, {"1 ", false, 0}, {"1.0", false, 0}, {"0x1", false, 0}, {"--1", false, 0},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t v = 0;
        check_at(i, str_to_int(cstr(t[i].in), &v) == t[i].ok && v == t[i].want);
    }
}

TEST(buf_int_writes_what_str_to_int_reads)
{
    static const int64_t t[] = {0, 1, -1, 10, -10, 1234567890, INT64_MAX, INT64_MIN};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct buf b = buf_new(test_arena);
        int64_t v;
        buf_int(&b, t[i]);
        check_at(i, str_to_int(buf_done(&b), &v) && v == t[i]);
    }
}

TEST(a_buffer_goes_on_after_it_was_read)
{
    struct buf b = buf_new(test_arena);

    check_str(buf_done(&b), S(""));
    buf_putz(&b, "ab");
    buf_byte(&b, '\0');
    buf_put(&b, absent);
    buf_put(&b, S("c"));
    str first = buf_done(&b);
    check_str(first, S("ab\0c"));
    assert_int_equal(first.p[first.n], 0);
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    check_str(first, S("ab\0c"));
    assert_true(str_ends(buf_done(&b), S("998,999,")));
}

TEST(printf_grows_at_every_length)
{
    for (int n = 0; n < 300; n++) {
        str s = str_printf(test_arena, "%*s|", n, "");
        assert_int_equal(s.n, n + 1);
        assert_int_equal(s.p[n], '|');
        assert_int_equal(s.p[n + 1], 0);
    }
    check_str(str_printf(test_arena, STR_FMT "!", STR_ARG(str_slice(S("lapels"), 0, 5))), S("lapel!"));
    check_str(str_printf(test_arena, STR_FMT, STR_ARG(absent)), S(""));
}

static void write_text(struct arena *a, void *ctx)
{
    struct buf b = buf_new(a);

    (void)ctx;
    for (int i = 0; i < 100; i++)
        buf_printf(&b, "%d", i);
    str_join(a, str_lower(a, buf_done(&b)), str_copy(a, S("x")));
}

TEST(text_survives_memory_that_runs_out)
{
    assert_true(check_each_allocation(write_text, NULL) >= 4);
}
