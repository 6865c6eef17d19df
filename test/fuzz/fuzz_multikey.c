#include "base/codec.h"
#include "format/multikey.h"
#include "fuzz/fuzz.h"

/* There is one text for a key: what is read is written the same. The input as
 * text, and as the bytes behind each prefix. */
static void check(struct arena *a, str text)
{
    struct key *key = NULL;

    if (multikey_read(a, text, &key, NULL) == OK) {
        str again = multikey_write(a, key);
        REQUIRE(str_eq(again, text));
    }
    key_close(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const str prefixes[] = {{"\xed\x01", 2}, {"\x80\x24", 2}, {"\x81\x24", 2}, {"\x85\x24", 2}};
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};

    check(a, in);
    for (size_t i = 0; i < COUNT(prefixes) && n < 2000; i++)
        check(a, str_join(a, S("z"), base58_encode(a, str_join(a, prefixes[i], in))));
    arena_free(a);
    return 0;
}
