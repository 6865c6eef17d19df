#include "format/tzif.h"
#include "fuzz/fuzz.h"

/* No zone is more than a day and some hours away, and a time that its clocks
 * show once is found again. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct tzif *z;

    if (tzif_read(a, (str){(const char *)p, n}, &z, NULL) == OK)
        for (msec t = -60 * 365 * DAY; t < 150 * 365 * DAY; t += 97 * DAY + 7 * HOUR) {
            msec ahead = tzif_ahead(z, t), found = tzif_moment(z, t + ahead);
            REQUIRE(ahead > -27 * HOUR && ahead < 27 * HOUR);
            REQUIRE(found > t - 60 * HOUR && found < t + 60 * HOUR);
        }
    arena_free(a);
    return 0;
}
