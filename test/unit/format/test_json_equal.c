#include "format/json_equal.h"
#include "unit/test.h"

static const struct json *parse(const char *text)
{
    const struct json *v;
    struct error err = {0};

    check_ok(json_parse(test_arena, cstr(text), NULL, &v, &err), &err);
    return v;
}

TEST(numbers_compare_as_decimals_of_any_length)
{
    static const struct { const char *x, *y; int want; } t[] = {
        {"1", "1.0", 0},
        {"10e-1", "1", 0},
        {"0", "-0.0e7", 0},
        {"0", "1e-400", -1},
        {"-1e-400", "0", -1},
        {"1e400", "1e401", -1},
        {"-1e400", "-1e401", 1},
        {"9007199254740993", "9007199254740992", 1},     /* alike as doubles */
        {"0.1", "0.10000000000000000000000000001", -1},
        {"1.5", "1.49", 1},
        {"-1.5", "-1.49", -1},
        {"1e99999999999999999999", "1e9", 1},
        {"1e-99999999999999999999", "1e-9", -1},
        {"100", "1E2", 0},
        {"12.50", "125e-1", 0},
        {"99", "100", -1},
        {"-2", "1", -1},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, json_number_cmp(parse(t[i].x), parse(t[i].y)) == t[i].want);
        check_at(i, json_number_cmp(parse(t[i].y), parse(t[i].x)) == -t[i].want);
        check_at(i, (json_hash(parse(t[i].x)) == json_hash(parse(t[i].y))) == (t[i].want == 0));
    }
}

TEST(whole_numbers_are_told_by_their_value)
{
    static const struct { const char *x; bool want; } t[] = {
        {"1", true}, {"1.0", true}, {"1.50e1", true}, {"1e300", true}, {"0.0", true}, {"-7", true},
        {"1.5", false}, {"1e-1", false}, {"1.50e0", false}, {"\"1\"", false},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, json_number_is_whole(parse(t[i].x)) == t[i].want);
}

TEST(multiples_are_exact)
{
    static const struct { const char *v, *of; int want; } t[] = {
        {"10", "2", 1}, {"7", "2", 0}, {"0", "3", 1}, {"-9", "3", 1}, {"4.5", "1.5", 1}, {"35", "1.5", 0},
        {"0.0075", "0.0001", 1}, {"0.00751", "0.0001", 0}, {"12391239123", "1e-8", 1},
        {"1e308", "0.5", 1}, {"1e308", "0.123456789", 0}, {"1e308", "7", 0}, {"99999999999999999990", "10", 1},
        {"0.3", "0.1", 1}, {"1", "1e1", 0}, {"1e1000000", "3", 0}, {"1e1000000", "2", 1},
        {"5", "0", -1}, {"5", "1.2345678901234567891", -1},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        bool is = false;
        code c = json_number_is_multiple(parse(t[i].v), parse(t[i].of), &is);
        check_at(i, c == (t[i].want < 0 ? UNSUPPORTED : OK));
        check_at(i, is == (t[i].want == 1));
    }
}

TEST(values_are_equal_whatever_the_order_of_members_and_the_spelling)
{
    static const struct { const char *x, *y; bool want; } t[] = {
        {"{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1e0}", true},
        {"{\"a\":1}", "{\"a\":1,\"b\":1}", false},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"[1,2]", "[2,1]", false},
        {"[]", "{}", false},
        {"\"\\u0041\"", "\"A\"", true},
        {"\"1\"", "1", false},
        {"false", "0", false},
        {"null", "null", true},
        {"true", "false", false},
        {"[[],[[]]]", "[[],[[]]]", true},
        {"{\"a\":{\"b\":null}}", "{\"a\":{\"b\":false}}", false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, json_equal(parse(t[i].x), parse(t[i].y)) == t[i].want);
        check_at(i, json_equal(parse(t[i].y), parse(t[i].x)) == t[i].want);
        check_at(i, (json_hash(parse(t[i].x)) == json_hash(parse(t[i].y))) == t[i].want);
    }
}
