#include "badge/bake.h"
#include "fuzz/fuzz.h"

/* Whatever unbake accepts, bake puts back, and it comes out unchanged. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str image = {(const char *)p, n}, baked;
    struct unbaked first, again;

    if (unbake(a, image, &first, NULL) == OK) {
        str payload = str_trim(first.payload);
        REQUIRE(first.place);
        if (bake(a, image, OB_3_0, payload, &baked, NULL) == OK) {
            REQUIRE(unbake(a, baked, &again, NULL) == OK);
            REQUIRE(!again.twice);
            REQUIRE(str_eq(str_trim(again.payload), payload));
        }
    }
    arena_free(a);
    return 0;
}
