#include "format/totp.h"
#include "unit/test.h"

static const str secret = {"12345678901234567890", 20};

TEST(codes_are_those_of_rfc_6238)
{
    static const struct { int64_t seconds; const char *want; } t[] = {
        {59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"},
        {2000000000, "279037"}, {20000000000, "353130"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        char digits[7];
        totp_code(secret, totp_step(t[i].seconds * SECOND), digits);
        check_str_at(i, cstr(digits), cstr(t[i].want));
    }
}

TEST(a_code_holds_for_its_step_and_the_neighbours_and_once)
{
    const msec now = (msec)1234567890 * SECOND;
    const int64_t step = totp_step(now);
    static const struct { int64_t off; bool is_right; } t[] = {{-2, false}, {-1, true}, {0, true}, {1, true}, {2, false}};

    for (size_t i = 0; i < COUNT(t); i++) {
        char digits[7];
        totp_code(secret, step + t[i].off, digits);
        check_at(i, totp_match(secret, cstr(digits), now, 0) == (t[i].is_right ? step + t[i].off : 0));
        check_at(i, totp_match(secret, cstr(digits), now, step + t[i].off) == 0);
    }
    assert_int_equal(totp_match(secret, S("005924"), now, step - 1), step);
}

TEST(what_is_typed_may_have_gaps_but_nothing_else)
{
    const msec now = (msec)1234567890 * SECOND;
    static const struct { const char *text; bool is_right; } t[] = {
        {"005924", true}, {"005 924", true}, {" 005924 ", true}, {"005925", false}, {"00592", false}, {"0059244", false},
        {"", false}, {"+05924", false}, {"5924", false}, {"00592a", false},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, (totp_match(secret, cstr(t[i].text), now, 0) != 0) == t[i].is_right);
    assert_int_equal(totp_match(S(""), S("005924"), now, 0), 0);
    assert_int_equal(totp_match(secret, (str){"005924\0", 7}, now, 0), 0);
}

TEST(the_picture_for_the_app_names_server_and_person)
{
    check_str(totp_uri(test_arena, S("Harbour & Vale"), S("ann@x.org"), secret),
              S("otpauth://totp/Harbour%20%26%20Vale:ann%40x.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbour%20%26%20Vale"));
}
