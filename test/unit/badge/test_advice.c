#include <string.h>

#include "badge/advice.h"
#include "unit/badge/world.h"

TEST(advice_is_in_order_and_complete_in_each_row)
{
    for (size_t i = 0; i < advice_count; i++) {
        const struct advice *ad = &advice_table[i];
        assert_true(i == 0 || strcmp(advice_table[i - 1].code, ad->code) < 0);
        assert_ptr_equal(advice_of(ad->code), ad);
        const char *const sentences[] = {ad->seen, ad->earner, ad->verifier};
        for (size_t k = 0; k < COUNT(sentences); k++) {
            str s = cstr(sentences[k]);
            assert_true(s.n > 10 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[s.n - 1] == '.');
        }
    }
}

TEST(what_is_no_flaw_has_no_advice)
{
    assert_null(advice_of(""));
    assert_null(advice_of(NULL));
    assert_null(advice_of("aaa"));
    assert_null(advice_of("zzz"));
    assert_null(advice_of("expire"));
}

TEST(what_failed_decides_before_what_stayed_open_and_a_code_before_none)
{
    struct report r = {.verdict = INVALID};

    *list_add(test_arena, &r.checks) = (struct check){.id = "a", .outcome = UNTESTED, .code = "fetch-failed"};
    *list_add(test_arena, &r.checks) = (struct check){.id = "b", .outcome = FAIL, .code = ""};
    *list_add(test_arena, &r.checks) = (struct check){.id = "c", .outcome = FAIL, .code = "expired"};
    check_str(cstr(report_decider(&r)->id), S("c"));
    r.verdict = UNVERIFIED;
    check_str(cstr(report_decider(&r)->id), S("a"));
    r.verdict = VALID;
    assert_null(report_decider(&r));
}
