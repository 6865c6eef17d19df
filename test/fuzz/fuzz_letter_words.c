#include "app/mail/letter.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

static bool is_hole(const struct letter_kind *k, str name)
{
    str all = cstr(k->holes), one;

    while (str_cut(&all, '|', &one))
        if (name.n && str_eq(one, name))
            return true;
    return false;
}

static void require_known_holes(const struct letter_kind *k, str words)
{
    for (size_t i = 0, end; i < words.n; i++)
        if (words.p[i] == '{') {
            for (end = i; end < words.n && words.p[end] != '}'; end++)
                ;
            REQUIRE(end < words.n && is_hole(k, str_slice(words, i + 1, end)));
            i = end;
        }
}

/* A kind by the first byte, a line for the subject, the rest for the opening. What is
 * taken is of bounded size, has a subject of one line, and no hole that the kind does
 * not fill; what is refused names the field. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    size_t n_kinds;
    const struct letter_kind *kinds = letter_kinds(&n_kinds), *k = &kinds[n ? p[0] % n_kinds : 0];
    str in = {(const char *)p, n}, rest = str_from(in, n > 0);
    struct letter_words w = {0};
    struct error err = {0};

    (void)str_cut(&rest, '\n', &w.subject);
    w.opening = rest;
    if (letter_words_check(a, k, &w, &err) == OK) {
        REQUIRE(w.subject.n <= LETTER_SUBJECT_MOST && w.opening.n <= LETTER_OPENING_MOST);
        REQUIRE(!str_is_empty(str_trim(w.subject)) && !utf8_has_controls(w.subject));
        require_known_holes(k, w.subject);
        require_known_holes(k, w.opening);
    } else {
        REQUIRE(str_eq(cstr(err.where), S("subject")) || str_eq(cstr(err.where), S("opening")));
        REQUIRE(err.text[0]);
    }
    arena_free(a);
    return 0;
}
