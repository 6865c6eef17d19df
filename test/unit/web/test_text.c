#include "unit/test.h"
#include "web/text.h"

TEST(a_message_without_translation_is_english)
{
    assert_string_equal(text(S("en"), "Badges"), "Badges");
    assert_string_equal(text(S("xx"), "Badges"), "Badges");
    assert_string_equal(text((str){NULL, 0}, "Badges"), "Badges");
}

TEST(an_unknown_language_is_english)
{
    static const char *const t[] = {"", "en", "en-GB,en;q=0.9", "xx", "*", ",,;;", "xx-YY;q=0.1, en"};

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, text_language(cstr(t[i])), S("en"));
    check_str(text_language((str){NULL, 0}), S("en"));
}
