#include "base/clock.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n};
    struct date d;
    msec t, again;

    /* An offset can lead out of the years that four digits can write. */
    if (time_parse(text, &t, NULL) == OK && date_of(t).year >= 0 && date_of(t).year <= 9999)
        REQUIRE(time_parse(time_format(a, t), &again, NULL) == OK && again == t);
    if (date_parse(text, &d, NULL) == OK) {
        REQUIRE(str_eq(date_format(a, d), text));
        REQUIRE(str_eq(date_format(a, date_of(date_start(d))), text));
        REQUIRE(date_start(date_add_months(d, 1)) > date_start(d));
    }
    arena_free(a);
    return 0;
}
