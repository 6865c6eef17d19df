#include "unit/test.h"
#include "base/utf8.h"

TEST(fail_fills_the_error_and_returns_its_code)
{
    struct error err;

    check_code(fail(&err, NOT_FOUND, "/issuer", "no %s named %d", "key", 7), NOT_FOUND);
    assert_int_equal(err.code, NOT_FOUND);
    assert_string_equal(err.where, "/issuer");
    assert_string_equal(err.text, "no key named 7");
}

TEST(fail_accepts_no_error_and_no_place)
{
    struct error err;

    check_code(fail(NULL, LIMIT, "x", "too long"), LIMIT);
    fail(&err, LIMIT, NULL, "too long");
    assert_string_equal(err.where, "");
}

TEST(fail_may_quote_the_error_it_replaces)
{
    struct error err;

    fail(&err, UNREACHABLE, "a", "no answer");
    fail(&err, FAULT, err.where, "sending: %s", err.text);
    assert_string_equal(err.where, "a");
    assert_string_equal(err.text, "sending: no answer");
}

TEST(long_text_is_cut_between_characters)
{
    struct error err;
    static const char *const fillers[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8F\x85"};

    for (size_t f = 0; f < COUNT(fillers); f++)
        for (size_t lead = 0; lead < 5; lead++) {
            struct buf b = buf_new(test_arena);
            for (size_t i = 0; i < lead; i++)
                buf_byte(&b, 'x');
            for (size_t i = 0; i < 200; i++)
                buf_putz(&b, fillers[f]);
            fail(&err, LIMIT, buf_done(&b).p, "%s", buf_done(&b).p);
            check_at(f, utf8_is_valid(cstr(err.text)) && strlen(err.text) > sizeof err.text - 5);
            check_at(f, utf8_is_valid(cstr(err.where)) && strlen(err.where) > sizeof err.where - 5);
        }
}

TEST(every_code_has_a_name_of_its_own)
{
    for (int c = OK; c <= FAULT; c++) {
        assert_string_not_equal(code_name((code)c), "unknown");
        for (int d = OK; d < c; d++)
            assert_string_not_equal(code_name((code)c), code_name((code)d));
    }
    assert_string_equal(code_name((code)99), "unknown");
}
