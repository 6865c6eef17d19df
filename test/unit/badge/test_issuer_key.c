#include "unit/badge/world.h"

#define WEB     "did:web:acme.test"
#define WEB_DOC "https://acme.test/.well-known/did.json"
#define HTTPS   "https://acme.test/issuers/7"
#define JWKS    "https://acme.test/.well-known/jwks.json"

static str jwk_of(const struct key *key, const char *more)
{
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    jwk_write(test_arena, &w, key, (str){0});
    str jwk = buf_done(&b);
    return str_printf(test_arena, STR_FMT "%s}", STR_ARG(str_slice(jwk, 0, jwk.n - 1)), more);
}

static str signed_by(const char *issuer, const struct key *key, const char *kid)
{
    struct badge b = sample_badge(cstr(issuer));

    return signed_badge(&b, &(struct issue_key){key, cstr(kid)});
}

/* A token whose header has the key itself and no kid. */
static str signed_with_jwk(const char *issuer, const struct key *key)
{
    struct badge b = sample_badge(cstr(issuer));
    struct jws_header h = {.typ = S("JWT"), .jwk = key};
    struct error err;
    str token;

    check_ok(jws_sign(test_arena, key, &h, payload_of(&b), &token, &err), &err);
    return token;
}

static void put_did_document(const struct key *key)
{
    struct issue_key k = {key, S(WEB "#1")};

    world_put(S(WEB_DOC), 200, write_did_document(test_arena, S(WEB), S(HTTPS), &k, 1));
}

static void put_profile(const struct key *key)
{
    struct issue_key k = {key, S(HTTPS "#1")};
    struct profile p = {.id = S(HTTPS), .name = S("Acme")};

    world_put(S(HTTPS), 200, write_profile(test_arena, &p, &k, key ? 1 : 0));
}

TEST(a_did_web_issuer_vouches_by_its_document)
{
    struct issuer s = issuer_new(KEY_P256);
    world_clear();
    put_did_document(s.key);
    struct report r = judge(signed_by(WEB, s.key, WEB "#1"));
    check_verdict(r, VALID, NULL);
    check_str(cstr(r.anchor.kind), S("did:web"));
    check_str(r.anchor.value, S("acme.test"));
    assert_int_equal(the_world.asked, 1);
    r = judge(signed_with_jwk(WEB, s.key));
    check_verdict(r, VALID, NULL);
    key_close(s.key);
}

TEST(a_did_web_document_that_is_not_right_is_no_yes)
{
    static const struct { int status; const char *from, *to, *flaw; enum verdict want; } t[] = {
        {404, "", "", "key-unresolvable", UNVERIFIED},
        {500, "", "", "key-unresolvable", UNVERIFIED},
        {200, "\"id\":\"did:web:acme.test\"", "\"id\":\"did:web:evil.test\"", "controller-mismatch", INVALID},
        {200, "\"id\":\"did:web:acme.test\"", "\"deactivated\":true,\"id\":\"did:web:acme.test\"", "key-not-authorised", INVALID},
        {200, "\"controller\":\"did:web:acme.test\"", "\"controller\":\"did:web:evil.test\"", "controller-mismatch", INVALID},
        {200, "assertionMethod", "authentication", "key-not-authorised", INVALID},
        {200, "\"assertionMethod\":[\"did:web:acme.test#1\"]", "\"assertionMethod\":[]", "key-not-authorised", INVALID},
        {200, "{", "<html>", "key-unresolvable", INVALID},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct issue_key k = {s.key, S(WEB "#1")};
    str doc = write_did_document(test_arena, S(WEB), (str){0}, &k, 1);

    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(WEB_DOC), t[i].status, replaced(doc, t[i].from, t[i].to));
        struct report r = judge(signed_by(WEB, s.key, WEB "#1"));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

TEST(an_https_issuer_vouches_by_profile_key_address_or_key_set)
{
    struct issuer s = issuer_new(KEY_RSA);
    struct report r;

    world_clear();
    put_profile(s.key);
    r = judge(signed_by(HTTPS, s.key, HTTPS "#1"));
    check_verdict(r, VALID, NULL);
    check_str(r.anchor.value, S("acme.test"));
    r = judge(signed_with_jwk(HTTPS, s.key));
    check_verdict(r, VALID, NULL);

    world_clear();
    put_profile(NULL);
    world_put(S("https://acme.test/keys/1"), 200, jwk_of(s.key, ",\"iss\":\"" HTTPS "\""));
    r = judge(signed_by(HTTPS, s.key, "https://acme.test/keys/1"));
    check_verdict(r, VALID, NULL);

    world_clear();
    put_profile(NULL);
    world_put(S(JWKS), 200, str_printf(test_arena, "{\"keys\":[" STR_FMT "]}",
                                       STR_ARG(jwk_of(s.key, ",\"kid\":\"k1\",\"iss\":\"" HTTPS "\""))));
    r = judge(signed_by(HTTPS, s.key, "k1"));
    check_verdict(r, VALID, NULL);
    r = judge(signed_with_jwk(HTTPS, s.key));
    check_verdict(r, VALID, NULL);
    r = judge(signed_by(HTTPS, s.key, "k2"));
    check_verdict(r, INVALID, "key-unresolvable");
    key_close(s.key);
}

/* On a host of many tenants the neighbour's key must not speak for us. */
TEST(a_key_on_the_same_host_needs_a_tie_to_the_issuer)
{
    static const struct { const char *kid, *more, *flaw; enum verdict want; } t[] = {
        {"https://acme.test/keys/1", "", "key-not-anchored", UNVERIFIED},
        {"https://acme.test/keys/1", ",\"iss\":\"https://acme.test/issuers/8\"", NULL, INVALID},
        {HTTPS "/keys/1", "", NULL, VALID},
        {HTTPS "/../8/keys/1", "", "key-not-anchored", UNVERIFIED},
        {HTTPS "1/keys/1", "", "key-not-anchored", UNVERIFIED},
        {"https://evil.test/keys/1", ",\"iss\":\"" HTTPS "\"", "key-not-authorised", INVALID},
    };
    struct issuer s = issuer_new(KEY_ED25519);

    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        put_profile(NULL);
        world_put(S(JWKS), 404, S(""));
        world_put(cstr(t[i].kid), 200, jwk_of(s.key, t[i].more));
        struct report r = judge(signed_by(HTTPS, s.key, t[i].kid));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

TEST(the_key_that_a_badge_brings_along_is_never_enough)
{
    struct issuer mine = issuer_new(KEY_ED25519), theirs = issuer_new(KEY_ED25519);
    struct report r;

    world_clear();
    r = judge(signed_with_jwk(HTTPS, theirs.key));               /* nobody answers */
    check_verdict(r, UNVERIFIED, "key-not-anchored");
    r = judge(signed_with_jwk(str_z(test_arena, mine.did), theirs.key));
    check_verdict(r, INVALID, NULL);
    put_did_document(mine.key);
    r = judge(signed_with_jwk(WEB, theirs.key));
    check_verdict(r, INVALID, NULL);
    key_close(mine.key);
    key_close(theirs.key);
}

TEST(a_kid_never_leads_to_another_party)
{
    struct issuer mine = issuer_new(KEY_ED25519), theirs = issuer_new(KEY_ED25519);
    struct report r;

    world_clear();
    put_did_document(mine.key);
    r = judge(signed_by(WEB, theirs.key, str_z(test_arena, theirs.sign.id)));
    check_verdict(r, INVALID, "key-not-authorised");
    assert_int_equal(the_world.asked, 0);
    r = judge(signed_by(str_z(test_arena, mine.did), theirs.key, str_z(test_arena, theirs.sign.id)));
    check_verdict(r, INVALID, "key-not-authorised");
    r = judge(signed_by(WEB, theirs.key, WEB "#1"));
    check_verdict(r, INVALID, "signature-invalid");
    key_close(mine.key);
    key_close(theirs.key);
}

TEST(a_controller_document_at_the_keys_address_speaks_for_the_issuer_it_names)
{
    static const struct { const char *from, *to, *flaw; enum verdict want; } t[] = {
        {"", "", NULL, VALID},
        {"\"id\":\"" HTTPS "\"", "\"id\":\"https://acme.test/issuers/8\"", "controller-mismatch", INVALID},
        {"\"controller\":\"" HTTPS "\"", "\"controller\":\"https://acme.test/issuers/8\"", "controller-mismatch", INVALID},
        {"assertionMethod", "authentication", "key-not-authorised", INVALID},
        {"\"controller\"", "\"revoked\":\"2025-01-01T00:00:00Z\",\"controller\"", "key-not-authorised", INVALID},
        {"\"controller\"", "\"revoked\":\"2027-01-01T00:00:00Z\",\"controller\"", NULL, VALID},
    };
    struct issuer s = issuer_new(KEY_P384);
    struct issue_key k = {s.key, S("https://acme.test/keys#1")};
    struct profile p = {.id = S(HTTPS), .name = S("Acme")};
    str doc = write_profile(test_arena, &p, &k, 1);

    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        put_profile(NULL);
        world_put(S(JWKS), 404, S(""));
        world_put(S("https://acme.test/keys"), 200, replaced(doc, t[i].from, t[i].to));
        struct report r = judge(signed_by(HTTPS, s.key, "https://acme.test/keys#1"));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

/* secp256k1; points of order 1 and 2, under which one signature fits all texts. */
TEST(a_key_that_cannot_be_used_is_told_as_such)
{
    static const char *const dids[] = {
        "did:key:zQ3shVc2UkAfJCdc1TR8E66J85h48P43r93q8jGPkPpjF9Ef9",
        "did:key:z6MkeXATEjyXENzBXBxgC5EHk2JE5aqd7qMGGtDpLUH1e2Sj",
        "did:key:z6MkvQQfodDS9hpfvSLcFA5f2iCB9tBXk3PE5b1P8VVsjtRt",
    };
    struct issuer s = issuer_new(KEY_ED25519);

    world_clear();
    for (size_t i = 0; i < COUNT(dids); i++) {
        struct report r = judge(signed_by(dids[i], s.key, dids[i]));
        check_verdict_at(i, r, INVALID, "key-unsupported");
    }
    key_close(s.key);
}

TEST(an_issuer_that_cannot_be_asked_leaves_it_open)
{
    static const char *const issuers[] = {"did:example:acme", "http://acme.test/issuer", "urn:uuid:1"};
    struct issuer s = issuer_new(KEY_ED25519);

    world_clear();
    for (size_t i = 0; i < COUNT(issuers); i++) {
        struct report r = judge(signed_by(issuers[i], s.key, "did:example:acme#1"));
        check_verdict_at(i, r, UNVERIFIED, "key-unresolvable");
        check_at(i, the_world.asked == 0);
    }
    key_close(s.key);
}

TEST(a_local_issuer_holds_only_where_local_hosts_are_allowed)
{
    static const char did[] = "did:web:localhost%3A8080";
    struct issuer s = issuer_new(KEY_ED25519);
    struct issue_key k = {s.key, S("did:web:localhost%3A8080#1")};
    struct loader local = {.get = world_get, .ctx = &the_world, .allow_local_web = true};
    struct report r;
    struct error err;

    world_clear();
    world_put(S("http://localhost:8080/.well-known/did.json"), 200,
              write_did_document(test_arena, cstr(did), (str){0}, &k, 1));
    str token = signed_by(did, s.key, "did:web:localhost%3A8080#1");
    r = judge(token);
    assert_true(r.verdict != VALID);
    check_ok(badge_verify(test_arena, token, &(struct verify_options){.loader = &local, .at = NOW}, &r, &err), &err);
    check_verdict(r, VALID, NULL);
    check_str(r.anchor.value, S("localhost:8080"));
    key_close(s.key);
}

TEST(no_request_that_fails_leaves_a_yes)
{
    struct issuer s = issuer_new(KEY_ED25519);

    world_clear();
    put_profile(NULL);
    world_put(S("https://acme.test/keys/1"), 200, jwk_of(s.key, ",\"iss\":\"" HTTPS "\""));
    the_world.fail_at = 2;                       /* the key itself */
    struct report r = judge(signed_by(HTTPS, s.key, "https://acme.test/keys/1"));
    check_verdict(r, UNVERIFIED, "key-unresolvable");
    world_clear();
    put_did_document(s.key);
    check_never_yes_when_silent(signed_by(WEB, s.key, WEB "#1"));
    check_never_yes_when_dry(signed_by(WEB, s.key, WEB "#1"));
    key_close(s.key);
}
