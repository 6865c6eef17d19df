#include "unit/format/authenticator.h"

static code read_hex(const char *hex, enum cose_alg *alg)
{
    const struct cbor *map;
    struct key *key = NULL;

    check_ok(cbor_parse(test_arena, hex_decode(test_arena, cstr(hex)), NULL, &map, NULL), NULL);
    code c = cose_key_read(test_arena, map, alg, &key, NULL);
    key_close(key);
    return c;
}

TEST(keys_of_the_three_kinds_are_written_and_read_again)
{
    static const struct { enum key_kind kind; enum cose_alg alg; } t[] = {
        {KEY_P256, COSE_ES256}, {KEY_ED25519, COSE_EDDSA}, {KEY_RSA, COSE_RS256},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *key = new_key(t[i].kind), *again;
        const struct cbor *map;
        enum cose_alg alg;
        check_ok(cbor_parse(test_arena, cose_key_write(test_arena, key), NULL, &map, NULL), NULL);
        check_ok(cose_key_read(test_arena, map, &alg, &again, NULL), NULL);
        check_at(i, alg == t[i].alg && key_same_public(key, again));
        key_close(key);
        key_close(again);
    }
}

#define P256_X "21582065eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
#define Z31 "00000000000000000000000000000000000000000000000000000000000000"
#define P256_Y "2258201e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"

TEST(keys_that_are_broken_secret_or_of_other_kinds_are_refused)
{
    static const struct { const char *hex; code want; } t[] = {
        {"a5010203262001" P256_X P256_Y, OK},                     /* RFC 9052 appendix C.7.1 */
        {"a401020326" P256_X P256_Y, BAD_INPUT},                  /* no curve */
        {"a5010203262002" P256_X P256_Y, UNSUPPORTED},            /* P-384 */
        {"a5010203262001" "2141ff" P256_Y, BAD_INPUT},
        {"a5010203262001" "215820" Z31 "00" "225820" Z31 "01", BAD_INPUT}, /* not on the curve */
        {"a6010203262001" P256_X P256_Y "234101", BAD_INPUT},     /* with its secret */
        {"a4010103272006" "215820" "01" Z31, BAD_INPUT},          /* of small order */
        {"a4010103272004" "215820" "09" Z31, UNSUPPORTED},        /* X25519 */
        {"a5010203272001" P256_X P256_Y, UNSUPPORTED},            /* EdDSA with a key for ES256 */
        {"a501020338222001" P256_X P256_Y, UNSUPPORTED},          /* ES384 */
        {"a401030339010020" "41ff" "2143010001", BAD_INPUT},      /* RSA of one byte */
        {"a501030339010020" "41ff" "2143010001" "224101", BAD_INPUT},
        {"a3010220012141" "01", BAD_INPUT}, {"a0", BAD_INPUT}, {"80", BAD_INPUT}, {"01", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        enum cose_alg alg;
        check_code_at(i, read_hex(t[i].hex, &alg), t[i].want);
    }
}

TEST(signatures_in_der_have_one_spelling)
{
    static const struct { const char *der, *pair; } t[] = {
        {"3006020101020102", "00000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000002"},
        {"3008020200ff02020080", "00000000000000000000000000000000000000000000000000000000000000ff0000000000000000000000000000000000000000000000000000000000000080"},
        {"3006020100020100", "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"},
        {"3006020181020102", NULL},              /* below zero */
        {"300702020001020102", NULL},            /* a zero too many */
        {"3006020101020102" "00", NULL}, {"3007020101020102" "00", NULL}, {"30060201010201", NULL}, {"3005020101020102", NULL},
        {"308106020101020102", NULL}, {"3006030101020102", NULL}, {"300602010102", NULL}, {"3005020002010200", NULL}, {"", NULL},
        {"302702220000000000000000000000000000000000000000000000000000000000000000000001020102", NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str der = hex_decode(test_arena, cstr(t[i].der)), pair = ecdsa_from_der(test_arena, der);
        check_str_at(i, pair, t[i].pair ? hex_decode(test_arena, cstr(t[i].pair)) : (str){0});
        if (pair.p)
            check_str_at(i, ecdsa_to_der(test_arena, pair), der);
    }
}

struct given { const struct key *key; str bytes; };

static void write_and_read(struct arena *a, void *ctx)
{
    const struct given *g = ctx;
    const struct cbor *map;
    struct key *again = NULL;
    enum cose_alg alg;

    check_str(cose_key_write(a, g->key), g->bytes);
    check_code(cbor_parse(a, g->bytes, NULL, &map, NULL), OK);
    check_code(cose_key_read(a, map, &alg, &again, NULL), OK);
    assert_true(key_same_public(g->key, again));
    key_close(again);
    check_str(ecdsa_to_der(a, ecdsa_from_der(a, S("\x30\x06\x02\x01\x01\x02\x01\x02"))), S("\x30\x06\x02\x01\x01\x02\x01\x02"));
}

TEST(memory_may_run_out_anywhere)
{
    struct key *key = new_key(KEY_P256);
    struct given g = {key, cose_key_write(test_arena, key)};

    assert_true(check_each_allocation(write_and_read, &g) > 3);
    key_close(key);
}
