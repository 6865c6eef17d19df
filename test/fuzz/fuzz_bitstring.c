#include <string.h>
#include "base/codec.h"
#include "format/bitstring.h"
#include "format/flate.h"
#include "fuzz/fuzz.h"

/* What stands at a place is the same, whether the list is kept or goes by. */
static void check_peek(struct arena *a, str text, const struct bitstring *b, unsigned size)
{
    size_t last = b->bits / size - 1, bits;
    uint64_t v, peeked;

    REQUIRE(bitstring_get(b, last, size, &v));
    REQUIRE(bitstring_peek(a, text, last, size, &bits, &peeked, NULL) == OK);
    REQUIRE(bits == b->bits && v == peeked);
    REQUIRE(bitstring_peek(a, text, last + 1, size, &bits, &peeked, NULL) == NOT_FOUND);
}

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
    check_peek(a, text, &b, 1);
    check_peek(a, text, &b, 7);
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
