#include "base/utf8.h"
#include "format/regexp.h"
#include "fuzz/fuzz.h"

/* 0 no, 1 yes, 2 not to be had. */
static int find(struct arena *a, str pattern, str text)
{
    struct regexp *re;
    size_t budget = 2000000;
    bool found;

    if (regexp_read(a, pattern, &re, NULL) != OK || regexp_find(re, text, &budget, &found, NULL) != OK)
        return 2;
    return found;
}

/* The input is a pattern, a NUL, and a text. Writing the same pattern another
 * way changes no answer, and text around a match does not undo it. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n}, pattern;
    int plain = 2, group, twice, longer;

    if (str_cut(&text, '\0', &pattern) && text.p && utf8_is_valid(text))
        plain = find(a, pattern, text);
    if (plain != 2) {
        group = find(a, str_printf(a, "(?:" STR_FMT ")", STR_ARG(pattern)), text);
        twice = find(a, str_printf(a, STR_FMT "|" STR_FMT, STR_ARG(pattern), STR_ARG(pattern)), text);
        longer = find(a, str_printf(a, "^[^]*(?:" STR_FMT ")[^]*$", STR_ARG(pattern)), text);
        REQUIRE(group == plain || group == 2);   /* 2: larger than a limit */
        REQUIRE(twice == plain || twice == 2);
        REQUIRE(longer == plain || longer == 2);
    }
    arena_free(a);
    return 0;
}
