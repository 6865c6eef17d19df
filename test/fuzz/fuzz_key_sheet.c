/* Text that is read as the sheet of a key gives a key whose own sheet reads as that key again. */
#include "fuzz.h"
#include "format/key_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static bool started;
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct key *key = NULL, *same = NULL;
    struct key_sheet sheet = {0};
    str pem, whole, again;

    if (!started)
        crypto_start();
    started = true;
    if (n < 20000 && key_sheet_read(a, (str){(const char *)p, n}, &pem, NULL) == OK && key_from_pem(pem, &key, NULL) == OK) {
        REQUIRE(key_to_pem(a, key, &whole, NULL) == OK);
        REQUIRE(key_sheet_write(a, key_kind(key), whole, &sheet, NULL) == OK);
        REQUIRE(key_sheet_read(a, sheet.code, &again, NULL) == OK && key_from_pem(again, &same, NULL) == OK);
        REQUIRE(key_same_public(key, same));
        key_close(same);
    }
    key_close(key);
    arena_free(a);
    return 0;
}
