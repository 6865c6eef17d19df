#include "base/codec.h"
#include "format/did.h"
#include "format/jose.h"
#include "unit/vectors.h"

static const struct json *parse(struct arena *a, str text)
{
    const struct json *v = NULL;
    struct error err;

    check_ok(json_parse(a, text, NULL, &v, &err), &err);
    return v;
}

static str token_of(const char *header, const char *payload, const char *signature)
{
    return str_printf(test_arena, "%s.%s.%s", base64url_encode(test_arena, cstr(header)).p,
                      base64url_encode(test_arena, cstr(payload)).p,
                      base64url_encode(test_arena, cstr(signature)).p);
}

static struct key *new_key(enum key_kind kind)
{
    struct key *k = NULL;
    struct error err;

    check_ok(key_generate(kind, &k, &err), &err);
    return k;
}

static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384, KEY_RSA};

TEST(what_is_signed_verifies_and_what_is_changed_does_not)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = new_key(kinds[i]);
        struct jws_header h = {.kid = S("did:web:example.org#key-1"), .typ = S("JWT")};
        struct error err;
        struct jws jws;
        str token;

        check_ok(jws_sign(test_arena, k, &h, S("{\"a\":1}"), &token, &err), &err);
        check_at(i, jws_looks_like(token));
        check_ok(jws_parse(test_arena, token, &jws, &err), &err);
        check_str_at(i, jws.payload, S("{\"a\":1}"));
        check_str_at(i, jws.kid, h.kid);
        check_str_at(i, jws.typ, S("JWT"));
        check_str_at(i, jws.alg, cstr(jose_alg_of(kinds[i])));
        check_at(i, jws_verify(&jws, k));
        str other = str_join(test_arena, str_slice(jws.signing_input, 0, jws.signing_input.n - 1), S("A"));
        jws.signing_input = other;
        check_at(i, !jws_verify(&jws, k));
        key_close(k);
    }
}

TEST(the_key_decides_the_algorithm)
{
    struct key *k = new_key(KEY_ED25519);
    static const char *const algs[] = {"none", "nOnE", "eddsa", "EdDSA ", "ES256", "HS256", "RS256", ""};

    for (size_t i = 0; i < COUNT(algs); i++) {
        str input = str_printf(test_arena, "%s.e30",
            base64url_encode(test_arena, str_printf(test_arena, "{\"alg\":\"%s\"}", algs[i])).p);
        str signature;
        struct jws jws;
        assert_int_equal(key_sign(test_arena, k, input, &signature, NULL), OK);
        check_code_at(i, jws_parse(test_arena, jws_join(test_arena, input, signature), &jws, NULL), OK);
        check_at(i, !jws_verify(&jws, k));
    }
    key_close(k);
}

TEST(the_same_inputs_give_the_same_bytes)
{
    struct jws_header h = {.kid = S("k"), .typ = S("JWT")};

    check_str(jws_signing_input(test_arena, KEY_P256, &h, S("{}")),
              S("eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsifQ.e30"));
    check_str(jws_join(test_arena, S("a.b"), S("\x01")), S("a.b.AQ"));
}

/* RFC 8037 §A.4: the example that every implementation must agree on. */
TEST(the_example_of_rfc_8037_verifies)
{
    const char *token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
                        "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    struct key *k = NULL;
    struct error err;
    struct jws jws;

    check_ok(jwk_read(test_arena, parse(test_arena, S("{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
             "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}")), &k, &err), &err);
    check_ok(jws_parse(test_arena, cstr(token), &jws, &err), &err);
    assert_true(jws_verify(&jws, k));
    check_str(jwk_thumbprint(test_arena, k), S("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    key_close(k);
}

TEST(headers_that_change_the_meaning_are_refused)
{
    static const struct { const char *header; code want; } t[] = {
        {"{\"alg\":\"EdDSA\"}", OK},
        {"{\"alg\":\"EdDSA\",\"b64\":true}", OK},
        {"{\"alg\":\"EdDSA\",\"b64\":false}", UNSUPPORTED},
        {"{\"alg\":\"EdDSA\",\"b64\":0}", UNSUPPORTED},
        {"{\"alg\":\"EdDSA\",\"crit\":[\"exp\"],\"exp\":1}", UNSUPPORTED},
        {"{\"alg\":\"EdDSA\",\"crit\":[]}", UNSUPPORTED},
        {"{\"alg\":\"EdDSA\",\"zip\":\"DEF\"}", UNSUPPORTED},
        {"{\"alg\":\"EdDSA\",\"cty\":\"jwt\"}", UNSUPPORTED},
        {"{\"alg\":\"none\",\"alg\":\"EdDSA\"}", BAD_INPUT},
        {"{\"alg\":\"EdDSA\",\"\\u0061lg\":\"none\"}", BAD_INPUT},
        {"{\"alg\":[\"EdDSA\"]}", BAD_INPUT},
        {"{\"alg\":0}", BAD_INPUT},
        {"{}", BAD_INPUT},
        {"{\"alg\":\"EdDSA\",\"kid\":\"\"}", BAD_INPUT},
        {"{\"alg\":\"EdDSA\",\"kid\":{\"$gt\":\"\"}}", BAD_INPUT},
        {"{\"alg\":\"EdDSA\",\"typ\":1}", BAD_INPUT},
        {"{\"alg\":\"EdDSA\",\"jwk\":\"x\"}", BAD_INPUT},
        {"[\"alg\"]", BAD_INPUT},
        {"\"alg\"", BAD_INPUT},
        {"\xEF\xBB\xBF{\"alg\":\"EdDSA\"}", BAD_INPUT},
        {"", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct jws jws;
        check_code_at(i, jws_parse(test_arena, token_of(t[i].header, "{}", "sig"), &jws, NULL), t[i].want);
    }
}

TEST(tokens_are_three_canonical_parts)
{
    static const struct { const char *in; code want; bool looks; } t[] = {
        {"eyJhbGciOiJFZERTQSJ9.e30.AA", OK, true},
        {" \neyJhbGciOiJFZERTQSJ9.e30.AA\r\n", OK, true},
        {"eyJhbGciOiJFZERTQSJ9.e30.", OK, true},
        {"eyJhbGciOiJFZERTQSJ9.e30", BAD_INPUT, false},
        {"eyJhbGciOiJFZERTQSJ9.e30.AA.AA", BAD_INPUT, false},
        {"eyJhbGciOiJFZERTQSJ9.a.b.c.d", UNSUPPORTED, false},
        {"eyJhbGciOiJFZERTQSJ9.e30.AB", BAD_INPUT, true},
        {"eyJhbGciOiJFZERTQSJ9.e30.AA==", BAD_INPUT, false},
        {"eyJhbGciOiJFZERTQSJ9.e3 0.AA", BAD_INPUT, false},
        {"eyJhbGciOiJFZERTQSJ9.e30.A+", BAD_INPUT, false},
        {"", BAD_INPUT, false},
        {"..", BAD_INPUT, false},
        {"...", BAD_INPUT, false},
        {"www.example.org", BAD_INPUT, false},
        {"https://example.org/a.b.c", BAD_INPUT, false},
        {"eyes.example.org", BAD_INPUT, false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct jws jws;
        check_code_at(i, jws_parse(test_arena, cstr(t[i].in), &jws, NULL), t[i].want);
        check_at(i, jws_looks_like(cstr(t[i].in)) == t[i].looks);
    }
}

TEST(sizes_are_limited)
{
    char *long_text = arena_alloc(test_arena, (1 << 20) + 2, 1);
    struct jws jws;

    memset(long_text, 'k', (1 << 20) + 1);
    check_code(jws_parse(test_arena, cstr(long_text), &jws, NULL), LIMIT);
    long_text[1025] = '\0';
    str header = str_printf(test_arena, "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", long_text);
    check_code(jws_parse(test_arena, token_of(header.p, "", ""), &jws, NULL), LIMIT);
    long_text[1024] = '\0';
    header = str_printf(test_arena, "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", long_text);
    check_code(jws_parse(test_arena, token_of(header.p, "", ""), &jws, NULL), OK);
}

TEST(keys_come_back_from_their_jwk)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = new_key(kinds[i]), *again = NULL;
        struct buf b = buf_new(test_arena);
        struct json_writer w = json_writer(&b);
        struct error err;

        jwk_write(test_arena, &w, k, S("key-1"));
        const struct json *jwk = parse(test_arena, buf_done(&b));
        check_ok(jwk_read(test_arena, jwk, &again, &err), &err);
        check_at(i, key_same_public(k, again) && !key_has_secret(again));
        check_at(i, !json_get(jwk, "d"));
        check_str_at(i, json_str(json_get(jwk, "kid")), S("key-1"));
        check_str_at(i, json_str(json_get(jwk, "alg")), cstr(jose_alg_of(kinds[i])));
        check_str_at(i, jwk_thumbprint(test_arena, k), jwk_thumbprint(test_arena, again));
        key_close(k);
        key_close(again);
    }
}

/* RFC 7638 §3.1. */
TEST(the_thumbprint_is_that_of_rfc_7638)
{
    struct key *k = NULL;
    struct error err;

    check_ok(jwk_read(test_arena, parse(test_arena, S(
        "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
        "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
        "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}")),
        &k, &err), &err);
    check_str(jwk_thumbprint(test_arena, k), S("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    key_close(k);
}

TEST(keys_that_are_private_broken_or_for_something_else_are_refused)
{
#define X "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
    static const struct { const char *in; code want; } t[] = {
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X "}", OK},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X ",\"use\":\"sig\",\"alg\":\"EdDSA\"}", OK},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}", BAD_INPUT},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X ",\"d\":null}", BAD_INPUT},
        {"{\"kty\":\"oct\",\"k\":\"AAAA\"}", BAD_INPUT},
        {"{\"kty\":\"oct\"}", UNSUPPORTED},
        {"{\"kty\":\"OKP\",\"crv\":\"X25519\"," X "}", UNSUPPORTED},
        {"{\"kty\":\"EC\",\"crv\":\"secp256k1\"," X "," "\"y\":\"AA\"}", UNSUPPORTED},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X ",\"use\":\"enc\"}", BAD_INPUT},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X ",\"alg\":\"RS256\"}", UNSUPPORTED},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", BAD_INPUT},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qY\"}", BAD_INPUT},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}", BAD_INPUT},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "}", BAD_INPUT},
        {"{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", BAD_INPUT},
        {"{\"kty\":1}", BAD_INPUT},
        {"[]", BAD_INPUT},
    };
#undef X
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        check_code_at(i, jwk_read(test_arena, parse(test_arena, cstr(t[i].in)), &k, NULL), t[i].want);
        key_close(k);
    }
}

static void take_apart(struct arena *a, void *key)
{
    struct jws_header h = {.kid = S("k"), .jwk = key};
    struct jws jws;
    str token;

    if (jws_sign(a, key, &h, S("{}"), &token, NULL) == OK && jws_parse(a, token, &jws, NULL) == OK)
        assert_true(jws_verify(&jws, key));
}

TEST(memory_may_run_out_anywhere)
{
    struct key *k = new_key(KEY_ED25519);

    assert_true(check_each_allocation(take_apart, k) > 3);
    key_close(k);
}

/* Keys that a token carries itself: by did:key in kid, or as jwk. Whether
 * they are the issuer's is asked elsewhere. */
static struct key *own_key(struct arena *a, const struct jws *jws)
{
    struct key *k = NULL;

    if (jws->kid.p && did_embedded_key(a, jws->kid, &k, NULL) == OK)
        return k;
    return jws->jwk && jwk_read(a, jws->jwk, &k, NULL) == OK ? k : NULL;
}

static void check_token(struct arena *a, const struct hostile *h, str bytes)
{
    static const char *const broken[] = {
        "jose/alg-array.jwt", "jose/alg-bool.jwt", "jose/alg-dup.jwt", "jose/alg-missing.jwt",
        "jose/alg-none-two-parts.jwt", "jose/alg-number.jwt", "jose/b64-false.jwt",
        "jose/b64-fullwidth-dot.jwt", "jose/b64-noncanonical.jwt", "jose/b64-nul.jwt",
        "jose/b64-padding.jwt", "jose/b64-space.jwt", "jose/b64-standard-alphabet.jwt",
        "jose/crit-absent-header.jwt", "jose/crit-string.jwt", "jose/crit-unknown.jwt",
        "jose/huge-header-350k.jwt", "jose/json-general-two.json", "jose/jwe.jwt",
        "jose/kid-huge.jwt", "jose/kid-object.jwt", "jose/parts-dots-2.jwt", "jose/parts-dots-3.jwt",
        "jose/parts-empty.jwt", "jose/parts-one-part.jwt", "jose/shape-header-array.jwt",
        "jose/shape-header-bom.jwt", "jose/shape-header-string.jwt", "jose/zip-bomb.jwt",
    };
    struct jws jws;
    code c = jws_parse(a, bytes, &jws, NULL);

    check_hostile(h, c == OK || c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED);
    if (file_is_one_of(h, broken, COUNT(broken)))
        check_hostile(h, c != OK);
    if (str_eq(h->verdict, S("accept")))
        check_hostile(h, c == OK);
    struct key *k = c == OK ? own_key(a, &jws) : NULL;
    if (str_starts(h->file, S("jose/ed25519-smallorder")) || str_starts(h->file, S("jose/rsa-512")))
        check_hostile(h, !k);
    if (str_starts(h->file, S("jose/alg-")) || str_starts(h->file, S("jose/hs")))
        check_hostile(h, !k || !jws_verify(&jws, k));
    if (str_starts(h->file, S("jose/control-didkey")))
        check_hostile(h, k && jws_verify(&jws, k));
    key_close(k);
}

TEST(hostile_tokens_are_refused_and_controls_accepted)
{
    each_hostile("jose", 0, check_token);
}
