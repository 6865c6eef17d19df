/* Any bytes: an accepted head has a size and one of eight ways up, and says the
 * same with anything behind it; nothing shorter than its frame is accepted. */
#include "fuzz/fuzz.h"
#include "format/jpeg.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str file = {(const char *)p, n};
    struct jpeg_info info, again;

    if (jpeg_inspect(file, &info, NULL) == OK) {
        REQUIRE(info.width > 0 && info.height > 0 && info.orientation >= 1 && info.orientation <= 8 && info.metadata < n);
        REQUIRE(jpeg_inspect(str_join(a, file, S("more")), &again, NULL) == OK);
        REQUIRE(again.width == info.width && again.orientation == info.orientation && again.metadata == info.metadata);
        REQUIRE(jpeg_inspect(str_slice(file, 0, 12), &again, NULL) != OK);
    }
    arena_free(a);
    return 0;
}
