#include "format/webauthn.h"
#include "fuzz/fuzz.h"

static const struct webauthn_asked asked = {S("Y2hhbGxlbmdl"), S("https://badges.example.org"), S("badges.example.org")};
static const str made = {"{\"type\":\"webauthn.create\",\"challenge\":\"Y2hhbGxlbmdl\",\"origin\":\"https://badges.example.org\"}", 93};
static const str used = {"{\"type\":\"webauthn.get\",\"challenge\":\"Y2hhbGxlbmdl\",\"origin\":\"https://badges.example.org\"}", 90};

/* The key of a passkey that was taken is the same when written and read again. */
static void check_key(struct arena *a, str cose_key)
{
    const struct cbor *map;
    struct key *key, *again;
    enum cose_alg alg, alg_again;

    REQUIRE(cbor_parse(a, cose_key, NULL, &map, NULL) == OK);
    REQUIRE(cose_key_read(a, map, &alg, &key, NULL) == OK);
    REQUIRE(cbor_parse(a, cose_key_write(a, key), NULL, &map, NULL) == OK);
    REQUIRE(cose_key_read(a, map, &alg_again, &again, NULL) == OK);
    REQUIRE(alg == alg_again && key_same_public(key, again));
    key_close(key);
    key_close(again);
}

/* No answer counts without a signature, whatever the bytes say; what is taken
 * for a passkey lies within the bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str bytes = {(const char *)p, n};
    struct webauthn_passkey key;
    struct webauthn_state state;

    if (webauthn_read_passkey(a, made, bytes, &asked, &key, NULL) == OK) {
        REQUIRE(key.id.n > 0 && key.id.p >= bytes.p && key.id.p + key.id.n <= bytes.p + n);
        REQUIRE(key.cose_key.p >= bytes.p && key.cose_key.p + key.cose_key.n <= bytes.p + n);
        check_key(a, key.cose_key);
    }
    REQUIRE(webauthn_check(a, &(struct webauthn_answer){used, bytes, bytes}, bytes, &asked, &state, NULL) != OK);
    REQUIRE(webauthn_read_passkey(a, bytes, bytes, &asked, &key, NULL) != OK);
    str pair = ecdsa_from_der(a, bytes);
    REQUIRE(!pair.p || str_eq(ecdsa_to_der(a, pair), bytes));
    arena_free(a);
    return 0;
}
