#include "base/codec.h"
#include "fuzz/fuzz.h"

typedef str convert(struct arena *a, str s);

/* Both ways round: bytes come back from their text, and text that is accepted
 * is the only text for its bytes. */
static void check_codec(struct arena *a, str s, convert *encode, convert *decode)
{
    str bytes = decode(a, s);

    if (bytes.p)
        REQUIRE(str_eq_nocase(encode(a, bytes), s) && (encode == hex_encode || str_eq(encode(a, bytes), s)));
    str again = decode(a, encode(a, s));
    REQUIRE(again.p && str_eq(again, s));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str s = {(const char *)p, n < 2000 ? n : 2000}, out;

    check_codec(a, s, hex_encode, hex_decode);
    check_codec(a, s, base32_encode, base32_decode);
    check_codec(a, s, base64_encode, base64_decode);
    check_codec(a, s, base64url_encode, base64url_decode);
    check_codec(a, s, base58_encode, base58_decode);
    if (multibase_decode(a, s, &out, NULL) == OK)
        REQUIRE(str_eq(str_from(s, 1), s.p[0] == 'z' ? base58_encode(a, out) : base64url_encode(a, out)));
    arena_free(a);
    return 0;
}
