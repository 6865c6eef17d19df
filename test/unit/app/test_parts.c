#include "unit/test.h"
#include "app/layout/parts.h"

static const struct { const char *mark, *look; } marks[] = {
    {"valid", "valid"}, {"invalid", "invalid"}, {"revoked", "invalid"},
    {"expired", "unverified"}, {"unverified", "unverified"},
};

TEST(each_mark_has_its_look)
{
    for (size_t i = 0; i < COUNT(marks); i++)
        assert_string_equal(verdict_class(marks[i].mark), marks[i].look);
}

TEST(an_unknown_mark_is_never_a_yes)
{
    assert_string_equal(verdict_class("VALID"), "unverified");
    assert_string_equal(verdict_class(""), "unverified");
    assert_string_equal(verdict_icon("yes"), verdict_icon("unverified"));
}

TEST(outcomes_differ_in_icon_and_word)
{
    for (int i = UNTESTED; i <= FAIL; i++)
        for (int j = UNTESTED; j < i; j++) {
            struct outcome_look one = outcome_look((enum outcome)i), other = outcome_look((enum outcome)j);
            assert_string_not_equal(one.icon, other.icon);
            assert_string_not_equal(one.word, other.word);
            assert_string_not_equal(one.name, other.name);
        }
}

TEST(first_letter_is_a_whole_one)
{
    check_str(first_letter(S("Maya")), S("M"));
    check_str(first_letter(S("Åsa")), S("Å"));
    check_str(first_letter(S("李伟")), S("李"));
    check_str(first_letter(S("")), S(""));
}
