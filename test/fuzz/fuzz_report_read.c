#include "badge/advice.h"
#include "fuzz/fuzz.h"

/* What is read of a report is written and read the same, and it says yes only
 * where the text did. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n}, written;
    struct report r, again;

    if (report_read(a, text, &r, NULL) == OK) {
        written = report_json(a, &r);
        REQUIRE(report_read(a, written, &again, NULL) == OK);
        REQUIRE(str_eq(report_json(a, &again), written));
        REQUIRE(r.verdict != VALID || str_contains(text, S("valid")) || str_contains(text, S("\\")));
        REQUIRE(report_sentence(a, &r).n && report_text(a, &r).n);
    }
    arena_free(a);
    return 0;
}
