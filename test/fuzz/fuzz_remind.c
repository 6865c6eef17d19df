#include "app/remind/remind.h"
#include "fuzz/fuzz.h"

/* What is taken are a few different days that fall, and is written and read the
 * same; whenever an award is told of, it has come to one of them. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct remind_steps s, again;
    int64_t step = 0;

    if (remind_steps_read((str){(const char *)p, n}, &s, NULL) == OK) {
        REQUIRE(s.n <= REMIND_STEPS);
        for (size_t i = 0; i < s.n; i++) {
            REQUIRE(s.days[i] >= REMIND_AFTER && s.days[i] <= REMIND_DAYS_MOST);
            REQUIRE(i == 0 || s.days[i] < s.days[i - 1]);
        }
        str text = remind_steps_write(a, &s);
        REQUIRE(remind_steps_read(text, &again, NULL) == OK && str_eq(remind_steps_write(a, &again), text));
        for (int64_t left = -20; left <= REMIND_DAYS_MOST + 1; left++)
            if (remind_step(&s, left, &step)) {
                REQUIRE(left <= step && (left < 0) == (step < 0));
                REQUIRE(s.n && step <= s.days[0] && step >= s.days[s.n - 1]);
            }
    }
    arena_free(a);
    return 0;
}
