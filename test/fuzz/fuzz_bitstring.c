#include <string.h>
#include "base/codec.h"
#include "format/bitstring.h"
#include "format/flate.h"
#include "fuzz/fuzz.h"

/* A list that is read is the same after writing and reading; the input as
 * text, as compressed bytes and as the bits themselves. */
static void check(struct arena *a, str text)
{
    struct bitstring b, again;
    uint64_t v;

    if (bitstring_decode(a, text, &b, NULL) != OK || b.bits > 1 << 20)
        return;
    REQUIRE(bitstring_get(&b, b.bits - 1, 1, &v) && v <= 1);
    REQUIRE(!bitstring_get(&b, b.bits, 1, &v));
    REQUIRE(bitstring_decode(a, bitstring_encode(a, &b), &again, NULL) == OK);
    REQUIRE(again.bits == b.bits && memcmp(b.bytes, again.bytes, b.bits / 8) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};

    check(a, in);
    check(a, str_join(a, S("u"), base64url_encode(a, in)));
    check(a, str_join(a, S("u"), base64url_encode(a, flate_gzip(a, in))));
    arena_free(a);
    return 0;
}
