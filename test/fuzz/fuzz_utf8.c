#include <string.h>
#include "base/utf8.h"
#include "fuzz/fuzz.h"

/* Writing each code point again gives valid text back byte for byte. */
static void check_steps(struct arena *a, str s)
{
    struct buf b = buf_new(a);
    size_t count = 0;

    for (str rest = s; rest.n; count++)
        utf8_put(&b, (uint32_t)utf8_next(&rest));
    REQUIRE(utf8_is_valid(buf_done(&b)));
    REQUIRE(count == utf8_count(s));
    REQUIRE(!utf8_is_valid(s) || str_eq(buf_done(&b), s));
}

static void check_cut(str s, size_t max)
{
    str cut = utf8_cut(s, max);

    REQUIRE(cut.n <= max && str_starts(s, cut));
    REQUIRE(!utf8_is_valid(s) || utf8_is_valid(cut));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str s = {(const char *)p, n};

    check_steps(a, s);
    check_cut(s, n / 2);
    str folded = utf8_fold(a, s);
    REQUIRE(utf8_is_valid(folded) == utf8_is_valid(s));
    utf8_has_controls(s);
    arena_free(a);
    return 0;
}
