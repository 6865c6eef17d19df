#include "format/lookalike.h"
#include "unit/test.h"

TEST(names_that_look_alike_have_one_skeleton)
{
    static const struct { const char *one, *other; bool alike; } t[] = {
        {"Lapel Test Issuer", "Lapel Test Issuer\xe2\x80\x8b", true},            /* zero width */
        {"Lapel Test Issuer", "L\xd0\xb0pel Test Issuer", true},                 /* Cyrillic a */
        {"Lapel Test Issuer", "Lapel\xc2\xa0Test Issuer", true},
        {"Lapel Test Issuer", "Lapel\xe3\x80\x80Test\xe2\x80\x83Issuer", true},
        {"Lapel Test Issuer", "LAPEL-test issuer", true},
        {"Lapel Test Issuer", "Lape1 Test Issuer", true},
        {"Lapel Test Issuer", "Lapel Te\xef\xbd\x93t Issuer", true},             /* full width s */
        {"Modern", "Modem", true},
        {"Google", "G00gle", true},
        {"paypal", "\xd1\x80\xd0\xb0\xd1\x83\xd1\x80\xd0\xb0l", true},
        {"Lapel Test Issuer", "Lapel Best Issuer", false},
        {"Muenchen", "M\xc3\xbcnchen", false},
        {"", "\xe2\x80\x8b", true},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, str_eq(lookalike_skeleton(test_arena, cstr(t[i].one)), lookalike_skeleton(test_arena, cstr(t[i].other))) == t[i].alike);
}

TEST(alphabets_in_one_word_are_told_and_languages_are_not)
{
    static const struct { const char *name; bool mixed; } t[] = {
        {"Lapel Test Issuer", false},
        {"L\xd0\xb0pel", true},
        {"\xd0\xb0\xd1\x80\xd1\x80\xd0\xbe", false},                       /* "appo" in Cyrillic */
        {"\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 Lapel", false},
        {"\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 \xd0\xb7\xd0\xb0\xd0\xb2\xd0\xbe\xd0\xb4", false},
        {"\xe6\x9d\xb1\xe4\xba\xac\xe3\x82\xbf\xe3\x83\xaf\xe3\x83\xbc", false},
        {"\xe6\x9d\xb1\xe4\xba\xac" "Badge", false},
        {"Z\xc3\xbcrich", false},
        {"3M", false},
        {"", false},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, lookalike_is_mixed(cstr(t[i].name)) == t[i].mixed);
}

TEST(what_nobody_sees_and_false_ticks_are_told)
{
    assert_true(lookalike_has_hidden(S("Lapel\xe2\x80\x8b")));
    assert_true(lookalike_has_hidden(S("\xe2\x80\xaeressI")));
    assert_true(lookalike_has_hidden(S("\xf3\xa0\x81\x81\xf3\xa0\x81\x82")));
    assert_false(lookalike_has_hidden(S("M\xc3\xbcnchen \xe6\x9d\xb1")));
    assert_true(lookalike_boasts(test_arena, S("Lapel \xe2\x9c\x93")));
    assert_true(lookalike_boasts(test_arena, S("Lapel (VERIFIED by Lapel)")));
    assert_false(lookalike_boasts(test_arena, S("Lapel Test Issuer")));
}

TEST(a_host_is_shown_as_people_read_it)
{
    static const struct { const char *host, *shown; } t[] = {
        {"xn--mnchen-3ya.example", "m\xc3\xbcnchen.example"},
        {"www.xn--80ak6aa92e.com", "www.\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com"},
        {"example.org", NULL}, {"", NULL}, {"xn--", NULL}, {"xn--\xff.org", NULL}, {"xn--a.org", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, lookalike_host(test_arena, cstr(t[i].host)), t[i].shown ? cstr(t[i].shown) : (str){0});
    check_str(lookalike_skeleton(test_arena, S("\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5")), lookalike_skeleton(test_arena, S("apple")));
    assert_false(lookalike_is_disguised(test_arena, S("\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0.\xd1\x80\xd1\x84")));
    assert_false(lookalike_is_disguised(test_arena, S("m\xc3\xbcnchen.example")));
    assert_true(lookalike_is_disguised(test_arena, S("www.\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com")));
}

static void read_names(struct arena *a, void *ctx)
{
    (void)ctx;
    check_str(lookalike_skeleton(a, S("\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5")), lookalike_skeleton(a, S("apple")));
    check_str(lookalike_host(a, S("xn--mnchen-3ya.example")), S("m\xc3\xbcnchen.example"));
    assert_true(lookalike_is_disguised(a, S("www.\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com")));
    assert_true(lookalike_boasts(a, S("Lapel (VERIFIED by Lapel)")));
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_names, NULL) > 3);
}
