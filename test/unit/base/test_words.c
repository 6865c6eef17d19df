#include "unit/test.h"
#include "base/words.h"

/* A catalogue as msgfmt writes it: two tables, then the texts with their NULs. */
static str catalogue(const char *const (*pairs)[2], size_t n)
{
    struct buf tables = buf_new(test_arena), texts = buf_new(test_arena);
    uint32_t head[7] = {0x950412DE, 0, (uint32_t)n, 28, (uint32_t)(28 + 8 * n), 0, 0};
    size_t from = 28 + 16 * n;

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < n; i++) {
            str s = cstr(pairs[i][side]);
            uint32_t row[2] = {(uint32_t)s.n, (uint32_t)(from + texts.n)};
            buf_put(&tables, (str){(const char *)row, sizeof row});
            buf_put(&texts, s);
            buf_byte(&texts, '\0');
        }
    struct buf all = buf_new(test_arena);
    buf_put(&all, (str){(const char *)head, sizeof head});
    buf_put(&all, buf_done(&tables));
    buf_put(&all, buf_done(&texts));
    return buf_done(&all);
}

static const char *const german[][2] = {
    {"", "Language: de\nX-Language-Name: Deutsch\n"},
    {"%lld awards", "%lld Verleihungen"},
    {"Badge", "Abzeichen"},
    {"no key named %s", "es gibt keinen Schlüssel %s"},
};

static struct dictionary opened(void)
{
    struct dictionary d;

    assert_true(dictionary_open(catalogue(german, COUNT(german)), &d));
    return d;
}

TEST(a_sentence_is_found_and_another_is_not)
{
    struct dictionary d = opened();

    assert_string_equal(dictionary_find(&d, "Badge"), "Abzeichen");
    assert_null(dictionary_find(&d, "Badges"));
    assert_null(dictionary_find(&d, ""));
}

TEST(the_head_says_which_language_it_is)
{
    struct dictionary d = opened();

    check_str(dictionary_head(&d, "Language"), S("de"));
    check_str(dictionary_head(&d, "x-language-name"), S("Deutsch"));
    assert_true(str_is_absent(dictionary_head(&d, "X-Direction")));
}

TEST(a_thread_speaks_what_it_was_told_until_told_otherwise)
{
    struct dictionary d = opened();
    struct error err;

    words_speak(&d);
    check_str(said("Badge"), S("Abzeichen"));
    check_str(words_printf(test_arena, "%lld awards", 7LL), S("7 Verleihungen"));
    check_code(fail(&err, NOT_FOUND, "", "no key named %s", "k1"), NOT_FOUND);
    assert_string_equal(err.text, "es gibt keinen Schlüssel k1");
    assert_string_equal(words("Unheard of"), "Unheard of");
    words_speak(NULL);
    check_str(said("Badge"), S("Badge"));
}

TEST(a_sentence_that_asks_for_other_values_is_said_in_english_and_the_others_are_not)
{
    static const char *const there[] = {"%s Verleihungen", "%lld %lld", "Verleihungen", "%lld % d", "%n%lld"};
    struct dictionary d;

    for (size_t i = 0; i < COUNT(there); i++) {
        const char *const pairs[][2] = {{"%lld awards", there[i]}, {"Badge", "Abzeichen"}};
        assert_true(dictionary_open(catalogue(pairs, 2), &d));
        assert_null(dictionary_find(&d, "%lld awards"));
        assert_string_equal(dictionary_find(&d, "Badge"), "Abzeichen");
    }
}

TEST(a_percent_that_asks_for_nothing_is_text)
{
    const char *const pairs[][2] = {{"at least 80 %.", "mindestens 80 %."}};
    struct dictionary d;

    assert_true(dictionary_open(catalogue(pairs, 1), &d));
    assert_string_equal(dictionary_find(&d, "at least 80 %."), "mindestens 80 %.");
}

/* Whatever is cut off or changed: refused, or every lookup stays inside (the
 * sanitizer build would tell). */
TEST(a_damaged_catalogue_is_refused_or_harmless)
{
    str whole = catalogue(german, COUNT(german));
    struct dictionary d;

    for (size_t n = 0; n < whole.n; n++)
        assert_false(dictionary_open(str_copy(test_arena, str_slice(whole, 0, n)), &d));
    for (size_t i = 0; i < whole.n; i++) {
        str copy = str_copy(test_arena, whole);
        ((char *)(uintptr_t)copy.p)[i] ^= (char)0x81;
        if (dictionary_open(copy, &d)) {
            dictionary_find(&d, "Badge");
            dictionary_head(&d, "Language");
        }
    }
}
