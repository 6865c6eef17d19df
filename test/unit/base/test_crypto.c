#include <pthread.h>
#include "unit/test.h"
#include "base/codec.h"
#include "base/crypto.h"

static str hex(const char *text)
{
    str s = hex_decode(test_arena, cstr(text));

    assert_non_null(s.p);
    return s;
}

static str bytes_hex(const uint8_t *p, size_t n)
{
    return hex_encode(test_arena, (str){(const char *)p, n});
}

TEST(hashes_have_their_published_values)
{
    struct arena *a = test_arena;

    check_str(sha256_hex(a, S("abc")), S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    check_str(sha256_hex(a, S("")), S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    check_str(sha256_hex(a, (str){NULL, 0}), sha256_hex(a, S("")));
    check_str(bytes_hex(sha256(S("abc")).b, 32), sha256_hex(a, S("abc")));
    check_str(hex_encode(a, sha384(a, S("abc"))),
              S("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                "8086072ba1e7cc2358baeca134c825a7"));
    check_str(hex_encode(a, sha512(a, S("abc"))),
              S("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"));
    check_str(sha1_hex(a, S("abc")), S("a9993e364706816aba3e25717850c26c9cd0d89d"));
    check_str(md5_hex(a, S("abc")), S("900150983cd24fb0d6963f7d28e17f72"));
}

TEST(a_hash_in_pieces_is_the_hash_of_the_whole)
{
    uint8_t in_pieces[SHA_MAX], whole[SHA_MAX];
    char *text = NEW_ARRAY(test_arena, 3000, char);

    for (size_t i = 0; i < 3000; i++)
        text[i] = (char)(i * 7);
    for (size_t step = 1; step < 3000; step = step * 3 + 1) {
        sha_begin(SHA_384);                      /* forgotten by the next one */
        sha_begin(SHA_256);
        for (size_t i = 0; i < 3000; i += step) {
            sha_add(str_slice((str){text, 3000}, i, i + step));
            (void)sha256(S("another hash meanwhile"));
        }
        sha_end(in_pieces);
        assert_memory_equal(in_pieces, sha256((str){text, 3000}).b, SHA_256);
    }
    sha_into(SHA_384, S("abc"), whole);
    check_str(((str){(char *)whole, SHA_384}), sha384(test_arena, S("abc")));
    sha_begin(SHA_384);
    sha_add((str){NULL, 0});
    sha_add(S("abc"));
    sha_end(in_pieces);
    assert_memory_equal(in_pieces, whole, SHA_384);
}

TEST(hmac_has_the_vectors_of_rfc_4231)
{
    char *key = memset(NEW_ARRAY(test_arena, 131, char), 0xaa, 131);

    check_str(bytes_hex(hmac_sha256(S("Jefe"), S("what do ya want for nothing?")).b, 32),
              S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    check_str(bytes_hex(hmac_sha256((str){key, 131}, S("Test Using Larger Than Block-Size Key - Hash Key First")).b, 32),
              S("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TEST(hmac_sha1_has_the_vectors_of_rfc_2202)
{
    char *key = memset(NEW_ARRAY(test_arena, 80, char), 0xaa, 80);

    check_str(bytes_hex(hmac_sha1(S("Jefe"), S("what do ya want for nothing?")).b, 20), S("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
    check_str(bytes_hex(hmac_sha1((str){key, 80}, S("Test Using Larger Than Block-Size Key - Hash Key First")).b, 20),
              S("aa4ae5e15272d00e95705637ce8a3b55ed402112"));
    check_str(bytes_hex(hmac_sha1(S(""), S("")).b, 20), S("fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"));
}

TEST(random_bytes_differ_and_stay_below_the_limit)
{
    assert_false(str_eq(random_token(test_arena, 16), random_token(test_arena, 16)));
    assert_int_equal(random_token(test_arena, 16).n, 22);
    assert_int_equal(random_below(1), 0);
    unsigned seen = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t r = random_below(5);
        assert_true(r < 5);
        seen |= 1u << r;
    }
    assert_int_equal(seen, 31);
}

TEST(comparison_needs_equal_length_and_bytes)
{
    assert_true(crypto_equal(S("abc"), S("abc")) && crypto_equal(S(""), (str){NULL, 0}));
    assert_false(crypto_equal(S("abc"), S("abd")) || crypto_equal(S("abc"), S("ab")));
    char secret[] = "secret";
    crypto_wipe(secret, sizeof secret);
    assert_memory_equal(secret, "\0\0\0\0\0\0\0", sizeof secret);
}

/* RFC 8032 §7.1. */
TEST(ed25519_accepts_the_vectors_of_rfc_8032)
{
    static const struct { const char *key, *text, *signature; } t[] = {
        {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
         "d25bf5f0595bbe24655141438e7a100b"},
        {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
         "387b2eaeb4302aeeb00d291612bb0c00"},
        {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
         "4a7c15e9716ed28dc027beceea1ec40a"},
    };
    struct error err;
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        check_ok(key_from_ed25519(hex(t[i].key), &k, &err), &err);
        check_at(i, key_verify(k, hex(t[i].text), hex(t[i].signature)));
        check_at(i, !key_verify(k, S("another text"), hex(t[i].signature)));
        check_str_at(i, key_public_bytes(test_arena, k), hex(t[i].key));
        check_at(i, key_kind(k) == KEY_ED25519 && !key_has_secret(k));
        key_close(k);
    }
}

TEST(ed25519_refuses_a_signature_with_the_order_added_to_s)
{
    struct key *k = NULL;

    check_code(key_from_ed25519(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), &k, NULL), OK);
    assert_false(key_verify(k, S(""), hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                                          "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b")));
    key_close(k);
}

/* Every encoding of the eight points whose order divides 8, and y >= p. Under
 * such keys OpenSSL accepts signatures that nobody with a secret ever made. */
TEST(ed25519_refuses_small_order_and_non_canonical_keys)
{
    static const char *const t[] = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        check_code_at(i, key_from_ed25519(hex(t[i]), &k, NULL), BAD_INPUT);
        check_at(i, k == NULL);
    }
}

TEST(a_key_has_the_length_of_its_kind)
{
    struct key *k = NULL;
    char *bytes = memset(NEW_ARRAY(test_arena, 600, char), 7, 600);

    for (size_t n = 0; n < 140; n++) {
        if (n != 32)
            check_code_at(n, key_from_ed25519((str){bytes, n}, &k, NULL), BAD_INPUT);
        check_code_at(n, key_from_ec(KEY_P256, (str){bytes, n}, &k, NULL), BAD_INPUT);
        check_code_at(n, key_from_ec(KEY_P384, (str){bytes, n}, &k, NULL), BAD_INPUT);
    }
    check_code(key_from_ec(KEY_RSA, (str){bytes, 65}, &k, NULL), UNSUPPORTED);
    check_code(key_from_ec(KEY_ED25519, (str){bytes, 32}, &k, NULL), UNSUPPORTED);
}

/* RFC 7515 appendix A.3: an ES256 signature made by somebody else. */
TEST(p256_accepts_the_signature_of_rfc_7515)
{
    str x = base64url_decode(test_arena, S("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"));
    str y = base64url_decode(test_arena, S("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
    str text = S("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                 "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
    str signature = base64url_decode(test_arena, S("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8IS"
                                                   "lSApmWQxfKTUJqPP3-Kg6NU1Q"));
    str point = str_join(test_arena, S("\x04"), str_join(test_arena, x, y));
    struct key *k = NULL, *compressed = NULL;

    check_code(key_from_ec(KEY_P256, point, &k, NULL), OK);
    assert_true(key_verify(k, text, signature));
    check_str(key_public_bytes(test_arena, k), point);
    check_code(key_from_ec(KEY_P256, str_join(test_arena, S("\x03"), x), &compressed, NULL), OK);
    assert_true(key_same_public(k, compressed));
    assert_true(key_verify(compressed, text, signature));
    key_close(k);
    key_close(compressed);

    k = NULL;
    check_code(key_from_ec(KEY_P256, str_join(test_arena, S("\x06"), str_join(test_arena, x, y)), &k, NULL), BAD_INPUT);
    check_code(key_from_ec(KEY_P256, str_join(test_arena, S("\x04"), str_join(test_arena, y, x)), &k, NULL), BAD_INPUT);
    check_code(key_from_ec(KEY_P256, S("\0"), &k, NULL), BAD_INPUT);
}

TEST(ecdsa_refuses_r_and_s_out_of_range)
{
    static const struct { enum key_kind kind; const char *order; } t[] = {
        {KEY_P256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
        {KEY_P384, "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                   "581a0db248b0a77aecec196accc52973"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        str order = hex(t[i].order), zero = {NEW_ARRAY(test_arena, order.n, char), order.n}, good;
        check_code(key_generate(t[i].kind, &k, NULL), OK);
        check_code(key_sign(test_arena, k, S("text"), &good, NULL), OK);
        str r = str_slice(good, 0, order.n), s = str_from(good, order.n);
        check_at(i, key_verify(k, S("text"), str_join(test_arena, r, s)));
        const str wrong[] = {zero, order};
        for (size_t w = 0; w < COUNT(wrong); w++) {
            check_at(i, !key_verify(k, S("text"), str_join(test_arena, wrong[w], s)));
            check_at(i, !key_verify(k, S("text"), str_join(test_arena, r, wrong[w])));
            check_at(i, !key_verify(k, S("text"), str_join(test_arena, wrong[w], wrong[w])));
        }
        key_close(k);
    }
}

static const struct { enum key_kind kind; size_t public_n, signature_n; } kinds[] = {
    {KEY_ED25519, 32, 64}, {KEY_P256, 65, 64}, {KEY_P384, 97, 96}, {KEY_RSA, 256, 256}};

static str flipped(str s, size_t at)
{
    char *p = memcpy(NEW_ARRAY(test_arena, s.n, char), s.p, s.n);

    p[at] ^= 1;
    return (str){p, s.n};
}

TEST(each_kind_signs_and_refuses_what_was_changed)
{
    str text = S("what was signed"), signature;
    struct error err;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = NULL, *other = NULL;
        check_ok(key_generate(kinds[i].kind, &k, &err), &err);
        check_ok(key_generate(kinds[i].kind, &other, &err), &err);
        check_ok(key_sign(test_arena, k, text, &signature, &err), &err);
        check_at(i, signature.n == kinds[i].signature_n);
        check_at(i, key_public_bytes(test_arena, k).n == kinds[i].public_n);
        check_at(i, key_verify(k, text, signature));
        check_at(i, !key_verify(other, text, signature) && !key_same_public(k, other));
        for (size_t at = 0; at < signature.n; at += 7)
            check_at(i, !key_verify(k, text, flipped(signature, at)));
        for (size_t at = 0; at < text.n; at++)
            check_at(i, !key_verify(k, flipped(text, at), signature));
        for (size_t n = 0; n < signature.n; n += 9)
            check_at(i, !key_verify(k, text, str_slice(signature, 0, n)));
        check_at(i, !key_verify(k, text, str_join(test_arena, signature, S("\0"))));
        check_at(i, !key_verify(k, text, str_join(test_arena, S("\0"), signature)));
        check_at(i, !key_verify(k, text, (str){NULL, 0}));
        key_close(k);
        key_close(other);
    }
}

TEST(the_empty_text_can_be_signed)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = NULL;
        str signature;
        check_code(key_generate(kinds[i].kind, &k, NULL), OK);
        check_code(key_sign(test_arena, k, (str){NULL, 0}, &signature, NULL), OK);
        check_at(i, key_verify(k, S(""), signature));
        key_close(k);
    }
}

TEST(a_key_comes_back_from_pem)
{
    struct error err;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = NULL, *again = NULL;
        str pem, pem2, signature;
        check_ok(key_generate(kinds[i].kind, &k, &err), &err);
        check_ok(key_to_pem(test_arena, k, &pem, &err), &err);
        check_at(i, str_starts(pem, S("-----BEGIN PRIVATE KEY-----\n")));
        check_ok(key_from_pem(pem, &again, &err), &err);
        check_at(i, key_has_secret(again) && key_kind(again) == kinds[i].kind);
        check_at(i, key_same_public(k, again));
        check_ok(key_sign(test_arena, again, S("x"), &signature, &err), &err);
        check_at(i, key_verify(k, S("x"), signature));
        check_ok(key_to_pem(test_arena, again, &pem2, &err), &err);
        check_str_at(i, pem2, pem);
        check_ok(key_public_pem(test_arena, k, &pem, &err), &err);
        check_at(i, str_starts(pem, S("-----BEGIN PUBLIC KEY-----\n")));
        key_close(again);
        check_ok(key_from_pem(pem, &again, &err), &err);
        check_at(i, !key_has_secret(again) && key_same_public(k, again));
        check_ok(key_public_pem(test_arena, again, &pem2, &err), &err);
        check_str_at(i, pem2, pem);
        key_close(k);
        key_close(again);
    }
}

/* Made by `openssl genpkey`; RFC 8410 §10.3 has the first. */
/* With a line more than we would write it goes the long way. */
TEST(a_key_under_a_passphrase_opens_by_it_alone)
{
    static const enum key_kind t[] = {KEY_ED25519, KEY_P256, KEY_RSA};
    struct key *k, *again = NULL;
    str pem, open;

    for (size_t i = 0; i < COUNT(t); i++) {
        check_ok(key_generate(t[i], &k, NULL), NULL);
        check_ok(key_to_locked_pem(test_arena, k, S("correct horse battery"), &pem, NULL), NULL);
        check_at(i, str_starts(pem, S("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")));
        check_ok(key_from_locked_pem(pem, S("correct horse battery"), &again, NULL), NULL);
        check_at(i, key_same_public(k, again) && key_has_secret(again));
        key_close(again);
        check_code_at(i, key_from_locked_pem(pem, S("correct horse"), &again, NULL), DENIED);
        check_code_at(i, key_from_locked_pem(str_slice(pem, 0, pem.n / 2), S("correct horse battery"), &again, NULL), BAD_INPUT);
        check_ok(key_to_pem(test_arena, k, &open, NULL), NULL);
        check_code_at(i, key_from_locked_pem(open, S("x"), &again, NULL), BAD_INPUT);
        check_code_at(i, key_to_locked_pem(test_arena, k, S(""), &pem, NULL), BAD_INPUT);
        key_close(k);
    }
}

TEST(an_ed25519_secret_is_the_same_however_it_is_wrapped)
{
    for (int i = 0; i < 20; i++) {
        struct key *k, *ours, *theirs;
        struct error err;
        str pem, pem2, pem3;
        check_ok(key_generate(KEY_ED25519, &k, &err), &err);
        check_ok(key_to_pem(test_arena, k, &pem, &err), &err);
        check_ok(key_from_pem(pem, &ours, &err), &err);
        check_ok(key_from_pem(str_join(test_arena, S("a key\n"), pem), &theirs, &err), &err);
        check_at(i, key_same_public(k, ours) && key_same_public(k, theirs));
        check_ok(key_to_pem(test_arena, ours, &pem2, &err), &err);
        check_ok(key_to_pem(test_arena, theirs, &pem3, &err), &err);
        check_str_at(i, pem2, pem);
        check_str_at(i, pem3, pem);
        key_close(k);
        key_close(ours);
        key_close(theirs);
    }
}

TEST(pem_from_elsewhere_is_read)
{
    static const struct { const char *pem; code want; bool has_secret; } t[] = {
        {"-----BEGIN PRIVATE KEY-----\n"
         "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
         "-----END PRIVATE KEY-----\n", OK, true},
        {"-----BEGIN PUBLIC KEY-----\n"
         "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
         "-----END PUBLIC KEY-----\n", OK, false},
        /* The identity point as a key. */
        {"-----BEGIN PUBLIC KEY-----\n"
         "MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
         "-----END PUBLIC KEY-----\n", BAD_INPUT, false},
        /* X25519 is for agreement, not for signatures. */
        {"-----BEGIN PUBLIC KEY-----\n"
         "MCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
         "-----END PUBLIC KEY-----\n", UNSUPPORTED, false},
        {"-----BEGIN PRIVATE KEY-----\n"
         "MC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
         "-----END PRIVATE KEY-----\n", UNSUPPORTED, false},
        {"-----BEGIN PRIVATE KEY-----\n"
         "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK!bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
         "-----END PRIVATE KEY-----\n", BAD_INPUT, false},
        {"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n", BAD_INPUT, false},
        {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", BAD_INPUT, false},
        {"no key at all", BAD_INPUT, false}, {"", BAD_INPUT, false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        check_code_at(i, key_from_pem(cstr(t[i].pem), &k, NULL), t[i].want);
        check_at(i, (k != NULL) == (t[i].want == OK));
        check_at(i, !k || key_has_secret(k) == t[i].has_secret);
        key_close(k);
    }
    struct key *k = NULL;
    check_code(key_from_pem((str){NEW_ARRAY(test_arena, 9000, char), 9000}, &k, NULL), LIMIT);
}

TEST(a_public_key_neither_signs_nor_shows_a_secret)
{
    struct key *k = NULL, *half = NULL;
    str out;

    check_code(key_generate(KEY_P256, &k, NULL), OK);
    check_code(key_from_ec(KEY_P256, key_public_bytes(test_arena, k), &half, NULL), OK);
    assert_true(key_same_public(k, half) && !key_has_secret(half));
    check_code(key_sign(test_arena, half, S("x"), &out, NULL), BAD_INPUT);
    check_code(key_to_pem(test_arena, half, &out, NULL), BAD_INPUT);
    check_str(key_rsa_exponent(test_arena, k), cstr(NULL));
    key_close(k);
    key_close(half);
    key_close(NULL);
}

static str number(size_t bits, bool is_odd)
{
    size_t n = (bits + 7) / 8;
    char *p = memset(NEW_ARRAY(test_arena, n, char), 0x5A, n);

    p[0] = (char)(1 << (bits + 7) % 8);
    p[n - 1] = (char)(0x5A | is_odd);
    return (str){p, n};
}

TEST(rsa_keys_have_sane_sizes_and_exponents)
{
    static const struct { size_t bits; bool is_odd; str exponent; code want; } t[] = {
        {2048, true, S("\x01\x00\x01"), OK},   {4096, true, S("\x01\x00\x01"), OK},
        {2048, true, S("\x03"), OK},           {2049, true, S("\x00\x01\x00\x01"), OK},
        {2047, true, S("\x01\x00\x01"), BAD_INPUT}, {4097, true, S("\x01\x00\x01"), BAD_INPUT},
        {512, true, S("\x01\x00\x01"), BAD_INPUT},  {131072, true, S("\x01\x00\x01"), BAD_INPUT},
        {2048, false, S("\x01\x00\x01"), BAD_INPUT}, {2048, true, S("\x01"), BAD_INPUT},
        {2048, true, S("\x11"), BAD_INPUT}, {2048, true, S(""), BAD_INPUT},
        {2048, true, S("\x01\x00\x00\x00\x00\x00\x01\x00\x01"), BAD_INPUT},
        {2048, true, S("\x01\x00\x00\x00\x00\x00\x00\x03"), BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        str n = number(t[i].bits, t[i].is_odd);
        check_code_at(i, key_from_rsa(n, t[i].exponent, &k, NULL), t[i].want);
        if (k)
            check_str_at(i, key_public_bytes(test_arena, k), n);
        key_close(k);
    }
    struct key *k = NULL;
    check_code(key_from_rsa(S("\0\0"), S("\x03"), &k, NULL), BAD_INPUT);
}

TEST(an_rsa_key_comes_back_from_its_numbers)
{
    struct key *k = NULL, *half = NULL;
    str signature;

    check_code(key_generate(KEY_RSA, &k, NULL), OK);
    str e = key_rsa_exponent(test_arena, k);
    check_str(e, S("\x01\x00\x01"));
    check_code(key_from_rsa(key_public_bytes(test_arena, k), e, &half, NULL), OK);
    check_code(key_sign(test_arena, k, S("x"), &signature, NULL), OK);
    assert_true(key_same_public(k, half) && key_verify(half, S("x"), signature));
    key_close(k);
    key_close(half);
}

TEST(passwords_match_only_themselves)
{
    str hash, again;

    password_set_cheap(true);
    check_code(password_hash(test_arena, S("correct horse"), &hash, NULL), OK);
    check_code(password_hash(test_arena, S("correct horse"), &again, NULL), OK);
    assert_true(str_starts(hash, S("$argon2id$")) && !str_eq(hash, again));
    assert_true(password_matches(hash, S("correct horse")));
    assert_false(password_matches(hash, S("correct horse ")));
    assert_false(password_matches(hash, S("correct horse\0")));
    assert_false(password_matches(hash, S("")));
    assert_false(password_matches(S(""), S("")));
    assert_false(password_matches((str){NULL, 0}, S("x")));
    assert_false(password_matches(S("$argon2id$v=19$nonsense"), S("x")));
    assert_false(password_matches((str){NEW_ARRAY(test_arena, 999, char), 999}, S("x")));
    check_code(password_hash(test_arena, (str){NULL, 0}, &hash, NULL), OK);
    assert_true(password_matches(hash, S("")));
    password_set_cheap(false);
}

TEST(passwords_cost_what_they_should)
{
    str hash;

    check_code(password_hash(test_arena, S("x"), &hash, NULL), OK);
    assert_true(str_starts(hash, S("$argon2id$v=19$m=65536,t=3,p=1$")));
    assert_true(password_matches(hash, S("x")));
}

TEST(a_sealed_text_opens_only_unchanged_and_with_its_key)
{
    str key = S("0123456789abcdef0123456789abcdef"), other = S("0123456789abcdef0123456789abcdeF"), out;
    str box = seal(test_arena, key, S("a secret"));
    struct error err;

    check_ok(unseal(test_arena, key, box, &out, &err), &err);
    check_str(out, S("a secret"));
    assert_false(str_eq(box, seal(test_arena, key, S("a secret"))));
    check_code(unseal(test_arena, other, box, &out, NULL), DENIED);
    for (size_t i = 0; i < box.n; i++)
        check_code_at(i, unseal(test_arena, key, flipped(box, i), &out, NULL), DENIED);
    for (size_t n = 0; n < box.n; n++)
        check_at(n, unseal(test_arena, key, str_slice(box, 0, n), &out, NULL) != OK);
    check_ok(unseal(test_arena, key, seal(test_arena, key, (str){NULL, 0}), &out, &err), &err);
    check_str(out, S(""));
}

static void use_key(struct arena *a, void *ctx)
{
    struct key *k = ctx;
    str out, key = S("0123456789abcdef0123456789abcdef");

    if (key_sign(a, k, S("x"), &out, NULL) != OK || key_to_pem(a, k, &out, NULL) != OK ||
        unseal(a, key, seal(a, key, out), &out, NULL) != OK)
        abort();
    key_public_bytes(a, k);
    sha256_hex(a, out);
    random_token(a, 16);
}

TEST(keys_survive_memory_that_runs_out)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = NULL;
        check_code(key_generate(kinds[i].kind, &k, NULL), OK);
        check_at(i, check_each_allocation(use_key, k) >= 8);
        key_close(k);
    }
}

/* Points that were found good are remembered by the thread, in few places. */
static void *read_keys_again(void *ctx)
{
    enum { KEYS = 40 };
    static const enum key_kind points_of[] = {KEY_ED25519, KEY_P256, KEY_P384};
    struct arena *a = arena_new(0);
    struct key *made[KEYS], *read = NULL;
    str points[KEYS];

    for (size_t i = 0; i < KEYS; i++) {
        assert_int_equal(key_generate(points_of[i % COUNT(points_of)], &made[i], NULL), OK);
        points[i] = key_public_bytes(a, made[i]);
    }
    for (size_t i = 0; i < 4 * KEYS; i++) {
        size_t k = i * 7 % KEYS;
        enum key_kind kind = key_kind(made[k]);
        code c = kind == KEY_ED25519 ? key_from_ed25519(points[k], &read, NULL) : key_from_ec(kind, points[k], &read, NULL);
        check_at(i, c == OK && key_same_public(read, made[k]) && !key_has_secret(read));
        str signature;
        assert_int_equal(key_sign(a, made[k], S("text"), &signature, NULL), OK);
        check_at(i, key_verify(read, S("text"), signature) && !key_verify(read, S("texT"), signature));
        key_close(read);
    }
    for (size_t i = 0; i < KEYS; i++)
        key_close(made[i]);
    arena_free(a);
    return ctx;
}

TEST(a_key_is_read_again_as_it_was_and_a_thread_takes_its_memory_with_it)
{
    pthread_t t;

    read_keys_again(NULL);
    assert_int_equal(pthread_create(&t, NULL, read_keys_again, NULL), 0);
    assert_int_equal(pthread_join(t, NULL), 0);
}

TEST(signing_into_room_of_ones_own_is_the_same_signature)
{
    static const struct { enum key_kind kind; size_t n; } t[] = {{KEY_ED25519, 64}, {KEY_P256, 64}, {KEY_P384, 96}, {KEY_RSA, 256}};
    uint8_t room[512], public_half[512];

    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        assert_int_equal(key_generate(t[i].kind, &k, NULL), OK);
        check_at(i, key_sign_into(k, S("text"), room) == t[i].n);
        check_at(i, key_verify(k, S("text"), (str){(const char *)room, t[i].n}));
        str point = key_public_bytes(test_arena, k);
        check_at(i, key_public_into(k, public_half) == point.n && memcmp(public_half, point.p, point.n) == 0);
        key_close(k);
    }
}
