/* A sheet that is read gives a key whose own sheet reads as that key again. */
#include "fuzz.h"
#include "app/master_key.h"
#include "base/crypto.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static bool started;
    struct arena *a = arena_new(FUZZ_QUOTA);
    str key, again;

    if (!started)
        crypto_start();
    started = true;
    if (n < 100000 && master_key_from_sheet(a, (str){(const char *)p, n}, &key, NULL) == OK) {
        REQUIRE(key.n == MASTER_KEY_BYTES);
        REQUIRE(master_key_from_sheet(a, master_key_sheet(a, key, S("https://b.example"), 0), &again, NULL) == OK);
        REQUIRE(str_eq(key, again));
    }
    arena_free(a);
    return 0;
}
