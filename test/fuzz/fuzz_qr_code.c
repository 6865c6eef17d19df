#include "format/qr_code.h"
#include "fuzz/fuzz.h"

/* Modules from the bits of the input, the version from its first byte: whatever is
 * read of them is no longer than a code can be. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    int side = n ? 21 + 4 * (p[0] % 40) : 21;
    uint8_t *modules = NEW_ARRAY(a, (size_t)side * (size_t)side, uint8_t);
    str text;

    for (size_t i = 0; i < (size_t)side * (size_t)side; i++)
        modules[i] = n > 1 ? p[1 + i / 8 % (n - 1)] >> (i % 8) & 1 : 0;
    if (qr_code_read(a, modules, side, &text, NULL) == OK)
        REQUIRE(text.n <= 7089);
    arena_free(a);
    return 0;
}
