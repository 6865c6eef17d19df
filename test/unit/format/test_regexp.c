#include "format/regexp.h"
#include "unit/test.h"

#define PLENTY ((size_t)10000000)

static bool finds_at(size_t row, const char *pattern, str text)
{
    struct regexp *re;
    struct error err = {0};
    size_t budget = PLENTY;
    bool found = false;

    if (regexp_read(test_arena, cstr(pattern), &re, &err) != OK ||
        regexp_find(re, text, &budget, &found, &err) != OK) {
        print_error("row %zu: %s: %s %s\n", row, pattern, err.where, err.text);
        _fail(__FILE__, __LINE__);
    }
    return found;
}

TEST(patterns_match_as_ecma_262_says)
{
    static const struct { const char *pattern, *yes, *no; } t[] = {
        {"abc", "xabcx", "abx"},
        {"^abc$", "abc", "abcd"},
        {"", "", NULL},
        {"a|", "", NULL},
        {"^(?:a|bc|)$", "bc", "b"},
        {"^a*$", "aaaa", "aab"},
        {"^a+$", "a", ""},
        {"^a?$", "", "aa"},
        {"^a{3}$", "aaa", "aa"},
        {"^a{2,3}$", "aaa", "aaaa"},
        {"^a{2,}$", "aaaaaa", "a"},
        {"^(ab){2}$", "abab", "ab"},
        {"^(?<year>\\d{4})-\\d\\d?$", "2026-1", "26-1"},
        {"^a.c$", "abc", "a\nc"},
        {"^.$", "\xC3\xA9", "\xC3\xA9\xC3\xA9"},    /* by code points, not bytes */
        {"^[a-c]$", "b", "d"},
        {"^[^a-c]$", "d", "b"},
        {"^[-a]$", "-", "b"},
        {"^[a-]$", "-", "b"},
        {"^[\\w-]+$", "a_B-9", "a b"},
        {"^[\\d-x]$", "-", "y"},
        {"^[]$", NULL, ""},
        {"^[^]$", "\n", ""},
        {"^[\\]\\\\]$", "]", "["},
        {"^\\S+@\\S+$", "a@b", "a b@"},
        {"^\\s$", "\xE3\x80\x80", "x"},             /* U+3000 */
        {"^\\D\\W$", "x ", "1x"},
        {"\\bcat\\b", "a cat.", "concat"},
        {"\\Bcat", "concat", "cat"},
        {"^\\t\\n\\r\\f\\v$", "\t\n\r\f\v", "tnrfv"},
        {"^\\x41\\u0042\\u{43}$", "ABC", "abc"},
        {"^\\uD83D\\uDE00$", "\xF0\x9F\x98\x80", "x"},
        {"^\\u{1F600}$", "\xF0\x9F\x98\x80", "x"},
        {"^\\cA$", "\x01", "A"},
        {"^\\p{L}+$", "\xC3\xA9t\xC3\xA9", "e1"},
        {"^\\P{L}$", "1", "e"},
        {"^\\p{Lu}\\p{Ll}$", "Aa", "aA"},
        {"^[\\p{Nd}x]$", "\xD9\xA3", "y"},          /* ARABIC-INDIC DIGIT THREE */
        {"^\\p{General_Category=Nd}$", "7", "x"},
        {"^a*?b+?c??$", "aabb", "c"},
        {"^a{,2}$", "a{,2}", "aa"},                 /* no repetition: stands for itself */
        {"^{}]$", "{}]", "{"},
        {"(^|,)x($|,)", "a,x,b", "axb"},
        {"^((a|b)*c)+$", "abcbc", "ab"},
        {"(a*)*b", "aab", "aa"},
        {"^CC\\-", "CC-BY", "CCBY"},
        {"^https:\\/\\/x\\.org\\/c(-3\\.\\d\\.\\d)*\\.json$", "https://x.org/c-3.0.3.json", "https://x.org/c-3.0.json"},
        {"(ext:)[a-z|A-Z|0-9|.|-|_]+", "ext:Micro_1", "Micro"},
        {"^[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]*\\.[a-zA-Z0-9_-]+$", "e30..sig", "e30.sig"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        if (t[i].yes)
            check_at(i, finds_at(i, t[i].pattern, cstr(t[i].yes)));
        if (t[i].no)
            check_at(i, !finds_at(i, t[i].pattern, cstr(t[i].no)));
    }
    assert_true(finds_at(0, "^\\0$", (str){"\0", 1}));
}

TEST(what_is_no_pattern_or_not_read_says_so)
{
    static const struct { const char *pattern; code code; const char *where; } t[] = {
        {"a(", BAD_INPUT, "byte 2"},
        {"a)", BAD_INPUT, "byte 1"},
        {"*a", BAD_INPUT, "byte 0"},
        {"a**", BAD_INPUT, "byte 2"},
        {"(+)", BAD_INPUT, "byte 1"},
        {"[a", BAD_INPUT, "byte 2"},
        {"[b-a]", BAD_INPUT, "byte 4"},
        {"[a-", BAD_INPUT, "byte 3"},
        {"\\", BAD_INPUT, "byte 1"},
        {"\\q", BAD_INPUT, "byte 1"},
        {"\\x4", BAD_INPUT, "byte 2"},
        {"\\u12g4", BAD_INPUT, "byte 2"},
        {"\\u{110000}", BAD_INPUT, "byte 10"},
        {"a{3,2}", BAD_INPUT, "byte 6"},
        {"(?<n", BAD_INPUT, "byte 3"},
        {"(?<>a)", BAD_INPUT, "byte 3"},
        {"(?#x)", BAD_INPUT, "byte 1"},
        {"\\p{Lu", BAD_INPUT, "byte 3"},
        {"\xFF", BAD_INPUT, "byte 0"},
        {"(a)\\1", UNSUPPORTED, "byte 4"},
        {"\\k<n>", UNSUPPORTED, "byte 1"},
        {"(?=a)", UNSUPPORTED, "byte 3"},
        {"(?<!a)", UNSUPPORTED, "byte 4"},
        {"\\p{Script=Greek}", UNSUPPORTED, "byte 16"},
        {"a{1001}", LIMIT, "byte 7"},
        {"(a{1000}){1000}", LIMIT, ""},
        {"((){1000}){1000}", LIMIT, ""},
        {"((a?){100}){100}", LIMIT, ""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct regexp *re;
        struct error err = {0};
        check_at(i, regexp_read(test_arena, cstr(t[i].pattern), &re, &err) == t[i].code);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
    }
}

TEST(groups_nested_too_deeply_and_patterns_too_long_are_refused)
{
    struct buf deep = buf_new(test_arena), wide = buf_new(test_arena);
    struct regexp *re;

    for (int i = 0; i < 60; i++)
        buf_byte(&deep, '(');
    for (int i = 0; i <= REGEXP_MAX_BYTES; i++)
        buf_byte(&wide, 'a');
    assert_int_equal(regexp_read(test_arena, buf_done(&deep), &re, NULL), LIMIT);
    assert_int_equal(regexp_read(test_arena, buf_done(&wide), &re, NULL), LIMIT);
}

static str many(char c, size_t n)
{
    struct buf b = buf_new(test_arena);

    for (size_t i = 0; i < n; i++)
        buf_byte(&b, c);
    return buf_done(&b);
}

/* What takes backtracking matchers longer than the universe lasts. */
TEST(no_text_takes_more_work_than_its_length_times_the_pattern)
{
    static const char *const evil[] = {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){20}$", "(x+x+)+y",
                                       "^(([a-z])+.)+[A-Z]([a-z])+$"};
    for (size_t i = 0; i < COUNT(evil); i++) {
        struct regexp *re;
        size_t budget = PLENTY;
        bool found;
        check_at(i, regexp_read(test_arena, cstr(evil[i]), &re, NULL) == OK);
        check_at(i, regexp_find(re, str_join(test_arena, many('a', 20000), S("!")), &budget, &found, NULL) == OK);
        check_at(i, PLENTY - budget < 20001 * 130);
    }
}

TEST(work_beyond_the_budget_is_refused_and_says_nothing)
{
    struct regexp *re;
    struct error err = {0};
    size_t budget = 100;
    bool found;

    assert_int_equal(regexp_read(test_arena, S("b"), &re, NULL), OK);
    assert_int_equal(regexp_find(re, many('a', 1000), &budget, &found, &err), LIMIT);
    assert_false(found);
    assert_int_equal(budget, 0);
    budget = PLENTY;
    assert_int_equal(regexp_find(re, many('b', 1), &budget, &found, &err), OK);
    assert_true(found);
}

/* ---- memory ---- */

static void read_and_find(struct arena *a, void *ctx)
{
    struct regexp *re;
    size_t budget = PLENTY;
    bool found = false;

    (void)ctx;
    assert_int_equal(regexp_read(a, S("^(?:[a-z\\d_]{2,9}|\\p{Lu}+)(x|y)*$"), &re, NULL), OK);
    assert_int_equal(regexp_find(re, S("abcxyx"), &budget, &found, NULL), OK);
    assert_true(found);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_and_find, NULL) > 2);
}
