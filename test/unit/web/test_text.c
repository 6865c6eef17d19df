#include "unit/test.h"
#include "base/embedded.h"
#include "base/words.h"
#include "web/text.h"

TEST(a_message_without_translation_is_english)
{
    assert_string_equal(text(S("en"), "Badges"), "Badges");
    assert_string_equal(text(S("xx"), "Badges"), "Badges");
    assert_string_equal(text((str){NULL, 0}, "Badges"), "Badges");
    assert_string_equal(text(S("de"), "Nobody ever wrote this"), "Nobody ever wrote this");
}

TEST(an_unknown_language_is_english)
{
    static const char *const t[] = {"", "en", "en-GB,en;q=0.9", "xx", "*", ",,;;", "xx-YY;q=0.1, en", "en, de"};

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, text_language(cstr(t[i])), S("en"));
    check_str(text_language((str){NULL, 0}), S("en"));
}

TEST(the_browsers_first_language_that_is_known_is_spoken)
{
    static const char *const t[] = {"de", "DE", "de-AT", "de-CH;q=0.9, en;q=0.1", "xx, de, en"};

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, text_language(cstr(t[i])), S("de"));
    assert_string_equal(text(S("de"), "Check a badge"), "Badge prüfen");
}

TEST(every_catalogue_of_the_build_can_be_spoken)
{
    size_t n;
    const struct spoken *all = text_languages(&n);

    assert_int_equal(n, embedded_language_count + 1);
    check_str(all[0].code, S("en"));
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(text_language_of(all[i].code), &all[i]);
}

static str languages_of(const char *cookie, const char *header)
{
    struct request rq = {.arena = test_arena};

    if (cookie)
        *list_add(test_arena, &rq.cookies) = (struct pair){S("lang"), cstr(cookie)};
    if (header)
        *list_add(test_arena, &rq.headers) = (struct pair){S("accept-language"), cstr(header)};
    return request_languages(&rq);
}

TEST(what_others_wrote_is_read_in_the_chosen_language_first)
{
    check_str(languages_of("de", "es, fr;q=0.5"), S("de,es, fr;q=0.5"));
    check_str(languages_of("de", NULL), S("de"));
    check_str(languages_of("klingon", "es"), S("es"));
    assert_true(str_is_absent(languages_of(NULL, NULL)));
}

static str language_of(const char *cookie, const char *header)
{
    struct request rq = {.arena = test_arena};

    if (cookie)
        *list_add(test_arena, &rq.cookies) = (struct pair){S("lang"), cstr(cookie)};
    *list_add(test_arena, &rq.headers) = (struct pair){S("accept-language"), cstr(header)};
    return request_language(&rq);
}

TEST(what_was_chosen_goes_before_what_the_browser_says)
{
    check_str(language_of("de", "en"), S("de"));
    check_str(language_of("en", "de"), S("en"));
    check_str(language_of("klingon", "de"), S("de"));
    check_str(language_of(NULL, "de-DE"), S("de"));
}

TEST(a_language_is_chosen_and_forgotten)
{
    struct response rs = {.arena = test_arena};

    language_choose(&rs, S("de"));
    check_str(response_get_header(&rs, "Set-Cookie"), S("lang=de; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"));
    rs = (struct response){.arena = test_arena};
    language_choose(&rs, S("klingon\r\nX: y"));
    check_str(response_get_header(&rs, "Set-Cookie"), S("lang=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
}

TEST(a_thread_speaks_a_language_by_its_code)
{
    text_speak(S("de"));
    check_str(said("Check a badge"), S("Badge prüfen"));
    text_speak(S("xx"));
    check_str(said("Check a badge"), S("Check a badge"));
}

TEST(what_is_no_catalogue_is_not_added)
{
    struct error err;

    check_code(text_add(S(""), &err), BAD_INPUT);
    check_code(text_add(S("not a catalogue, but long enough for a head"), &err), BAD_INPUT);
}
