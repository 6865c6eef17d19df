#include "unit/badge/world.h"

#include "unit/badge/keys.h"

/* Signed badges of 1.0 and 2.0, and the lists of those revoked. */

#define CLASS   "https://acme.test/b/1"
#define ISSUER  "https://acme.test/issuer"
#define KEY     "https://acme.test/key"
#define LIST_AT "https://acme.test/revoked"
#define PICTURE "https://acme.test/p.png"
#define V2      "\"@context\":\"https://w3id.org/openbadges/v2\","

static const char v2_assertion[] =
    "{" V2 "\"type\":\"Assertion\",\"id\":\"urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72\","
    "\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},\"badge\":\"" CLASS "\","
    "\"verification\":{\"type\":\"SignedBadge\",\"creator\":\"" KEY "\"},\"issuedOn\":\"2025-12-02T00:00:00Z\"}";
static const char v2_class[] =
    "{" V2 "\"type\":\"BadgeClass\",\"id\":\"" CLASS "\",\"name\":\"Ladder safety\",\"description\":\"D\",\"image\":\"" PICTURE "\","
    "\"criteria\":\"https://acme.test/c\",\"issuer\":\"" ISSUER "\"}";
static const char v2_issuer[] =
    "{" V2 "\"type\":\"Issuer\",\"id\":\"" ISSUER "\",\"name\":\"Acme\",\"url\":\"https://acme.test\",\"email\":\"a@acme.test\","
    "\"publicKey\":\"" KEY "\",\"revocationList\":\"" LIST_AT "\"}";
static const char v2_list[] = "{" V2 "\"type\":\"RevocationList\",\"id\":\"" LIST_AT "\",\"issuer\":\"" ISSUER "\",\"revokedAssertions\":[]}";

static const char v1_assertion[] =
    "{\"uid\":\"u1\",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},"
    "\"badge\":\"" CLASS "\",\"verify\":{\"type\":\"signed\",\"url\":\"" KEY "\"},\"issuedOn\":\"2025-12-02\"}";
static const char v1_class[] =
    "{\"name\":\"Ladder safety\",\"description\":\"D\",\"image\":\"" PICTURE "\",\"criteria\":\"https://acme.test/c\",\"issuer\":\"" ISSUER "\"}";
static const char v1_issuer[] = "{\"name\":\"Acme\",\"url\":\"https://acme.test\",\"revocationList\":\"" LIST_AT "\"}";

static str signed_by(const char *secret, str payload)
{
    struct key *key;
    struct error err;
    str token;

    check_ok(key_from_pem(cstr(secret), &key, &err), &err);
    check_ok(jws_sign(test_arena, key, &(struct jws_header){0}, payload, &token, &err), &err);
    key_close(key);
    return token;
}

static str key_document(const char *pem, const char *owner)
{
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "@context", S("https://w3id.org/openbadges/v2"));
    json_put_member(&w, "type", S("CryptographicKey"));
    json_put_member(&w, "id", S(KEY));
    json_put_member(&w, "owner", cstr(owner));
    json_put_member(&w, "publicKeyPem", cstr(pem));
    json_close_object(&w);
    return buf_done(&b);
}

static void put_v2(void)
{
    crypto_start();
    world_clear();
    world_put(S(CLASS), 200, cstr(v2_class));
    world_put(S(ISSUER), 200, cstr(v2_issuer));
    world_put(S(KEY), 200, key_document(RSA_PUBLIC, ISSUER));
    world_put(S(LIST_AT), 200, cstr(v2_list));
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
}

static void put_v1(void)
{
    put_v2();
    world_put(S(CLASS), 200, cstr(v1_class));
    world_put(S(ISSUER), 200, cstr(v1_issuer));
    world_put(S(KEY), 200, S(RSA_PUBLIC));
    world_put(S(LIST_AT), 200, S("{\"other\":\"gone\",\"found\":true}"));
}

TEST(a_signed_badge_of_2_0_holds)
{
    put_v2();
    str token = signed_by(RSA_SECRET, cstr(v2_assertion));
    struct report r = judge(token);
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.kind, KIND_JWS);
    check_str(cstr(r.anchor.kind), S("https"));
    check_str(r.anchor.value, S("acme.test"));
    check_str(r.badge.name, S("Ladder safety"));
    check_str(r.badge.token, token);
    /* What the issuer's key says is the algorithm. */
    world_put(S(KEY), 200, key_document(EC_PUBLIC, ISSUER));
    r = judge(signed_by(EC_SECRET, cstr(v2_assertion)));
    check_verdict(r, VALID, NULL);
    r = judge(signed_by(RSA_SECRET, cstr(v2_assertion)));
    check_verdict(r, INVALID, "signature-invalid");
}

TEST(a_key_may_stand_in_the_issuers_profile)
{
    put_v2();
    str inside = str_printf(test_arena, "\"publicKey\":[\"https://acme.test/old\"," STR_FMT "]", STR_ARG(key_document(RSA_PUBLIC, ISSUER)));
    world_put(S(ISSUER), 200, replaced(cstr(v2_issuer), "\"publicKey\":\"" KEY "\"", str_z(test_arena, inside)));
    world_put(S(KEY), 404, S(""));
    struct report r = judge(signed_by(RSA_SECRET, cstr(v2_assertion)));
    check_verdict(r, VALID, NULL);
    /* Without a creator any key of the issuer will do. */
    r = judge(signed_by(RSA_SECRET, replaced(cstr(v2_assertion), ",\"creator\":\"" KEY "\"", "")));
    check_verdict(r, VALID, NULL);
}

TEST(every_check_of_a_signed_badge_of_2_0_can_fail)
{
    enum { A, I, K, C };
    static const struct { int doc; const char *from, *to, *flaw; enum verdict want; } t[] = {
        {A, "SignedBadge", "signed", NULL, VALID},
        {A, "SignedBadge", "HostedBadge", "type-wrong", INVALID},
        {A, "\"creator\":\"" KEY "\"", "\"creator\":\"https://acme.test/other\"", "key-not-authorised", INVALID},
        {A, "\"creator\":\"" KEY "\"", "\"creator\":\"https://evil.test/key\"", "key-not-authorised", INVALID},
        {A, "\"issuedOn\":\"2025", "\"issuedOn\":\"2999", "not-yet-valid", INVALID},
        {A, "\"issuedOn\"", "\"expires\":\"2025-12-30T00:00:00Z\",\"issuedOn\"", "expired", INVALID},
        {A, "\"issuedOn\"", "\"revoked\":true,\"issuedOn\"", "revoked", INVALID},
        {A, "\"recipient\"", "\"other\"", "required-missing", INVALID},
        {A, "urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72", "urn:uuid:1", "id-not-uri", INVALID},
        {I, "\"publicKey\":\"" KEY "\",", "", "key-not-authorised", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Criteria\"", "type-wrong", INVALID},
        {I, "\"revocationList\":\"" LIST_AT "\"", "\"description\":\"D\"", NULL, VALID},
        {K, "\"owner\":\"" ISSUER "\"", "\"owner\":\"https://evil.test/issuer\"", "controller-mismatch", INVALID},
        {K, "\"owner\"", "\"other\"", "required-missing", INVALID},
        {K, "\"publicKeyPem\"", "\"other\"", "required-missing", INVALID},
        {K, "\"id\":\"" KEY "\"", "\"id\":\"https://acme.test/other\"", "id-mismatch", INVALID},
        {K, "BEGIN PUBLIC", "BEGIN PRIVATE", "key-unsupported", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":{\"type\":\"Issuer\",\"name\":\"Acme\",\"publicKey\":\"" KEY "\"}", "key-not-authorised", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":\"https://acme.test/none\"", "fetch-failed", UNVERIFIED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_v2();
        str payload = cstr(v2_assertion);
        if (t[i].doc == A)
            payload = replaced(payload, t[i].from, t[i].to);
        else if (t[i].doc == I)
            world_put(S(ISSUER), 200, replaced(cstr(v2_issuer), t[i].from, t[i].to));
        else if (t[i].doc == C)
            world_put(S(CLASS), 200, replaced(cstr(v2_class), t[i].from, t[i].to));
        else
            world_put(S(KEY), 200, replaced(key_document(RSA_PUBLIC, ISSUER), t[i].from, t[i].to));
        struct report r = judge(signed_by(RSA_SECRET, payload));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(keys_that_are_not_to_be_had_or_not_the_right_ones)
{
    static const struct { int status; const char *pem, *flaw; enum verdict want; } t[] = {
        {200, RSA_OTHER_PUBLIC, "signature-invalid", INVALID}, {200, RSA_SMALL_PUBLIC, "key-unsupported", INVALID},
        {200, RSA_SECRET, "key-unsupported", INVALID},        {200, "rubbish", "key-unsupported", INVALID},
        {404, RSA_PUBLIC, "key-unresolvable", UNVERIFIED},    {500, RSA_PUBLIC, "key-unresolvable", UNVERIFIED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_v2();
        world_put(S(KEY), t[i].status, key_document(t[i].pem, ISSUER));
        struct report r = judge(signed_by(RSA_SECRET, cstr(v2_assertion)));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        put_v1();
        world_put(S(KEY), t[i].status, cstr(t[i].pem));
        r = judge(signed_by(RSA_SECRET, cstr(v1_assertion)));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

/* The token with another header. */
static str with_header(str token, const char *header)
{
    ptrdiff_t dot = str_find_byte(token, '.');

    return str_join(test_arena, base64url_encode(test_arena, cstr(header)), str_from(token, (size_t)dot));
}

/* Signed anew under a misspelt header. */
static str signed_as(const char *alg, str payload)
{
    str header = base64url_encode(test_arena, str_printf(test_arena, "{\"alg\":\"%s\"}", alg));
    str input = str_printf(test_arena, STR_FMT "." STR_FMT, STR_ARG(header), STR_ARG(base64url_encode(test_arena, payload)));
    struct key *key;
    struct error err;
    str signature;

    check_ok(key_from_pem(S(RSA_SECRET), &key, &err), &err);
    check_ok(key_sign(test_arena, key, input, &signature, &err), &err);
    key_close(key);
    return jws_join(test_arena, input, signature);
}

TEST(only_signatures_of_the_issuers_key_count)
{
    static const struct { const char *header, *flaw; } t[] = {
        {"{\"alg\":\"none\"}", "alg-not-allowed"},  {"{\"alg\":\"HS256\"}", "alg-not-allowed"},
        {"{\"alg\":\"RS1\"}", "alg-not-allowed"},   {"{\"alg\":\"RS512\"}", "alg-not-allowed"},
        {"{\"alg\":\"ES256\"}", "signature-invalid"}, {"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "signature-invalid"},
        {"{}", NULL},
    };
    put_v2();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(with_header(signed_by(RSA_SECRET, cstr(v2_assertion)), t[i].header));
        check_verdict_at(i, r, INVALID, t[i].flaw);
    }
    struct report r = judge(signed_as("rs256", cstr(v2_assertion)));
    check_verdict(r, INVALID, "alg-not-allowed");
    put_v1();
    r = judge(signed_as("rs256", cstr(v1_assertion)));        /* Mozilla's own samples */
    check_verdict(r, VALID, "alg-not-allowed");
    r = judge(signed_as("NONE", cstr(v1_assertion)));
    check_verdict(r, INVALID, "alg-not-allowed");
}

TEST(a_list_of_revoked_badges_is_read_in_every_form)
{
    static const struct { const char *entries, *flaw, *reason; enum verdict want; } t[] = {
        {"[]", NULL, NULL, VALID},
        {"[\"urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72\"]", "revoked", NULL, INVALID},
        {"\"urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72\"", "revoked", NULL, INVALID},
        {"{\"id\":\"urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72\",\"revocationReason\":\"Oh\"}", "revoked", "Oh", INVALID},
        {"[\"urn:x:1\",{\"id\":\"urn:x:2\"},{\"id\":\"urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72\"}]", "revoked", NULL, INVALID},
        {"[\"urn:x:1\",{\"id\":\"urn:x:2\"}]", NULL, NULL, VALID},
        {"[{\"uid\":\"u1\"}]", NULL, NULL, VALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_v2();
        world_put(S(LIST_AT), 200, replaced(cstr(v2_list), "[]", t[i].entries));
        struct report r = judge(signed_by(RSA_SECRET, cstr(v2_assertion)));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        check_at(i, r.badge.is_revoked == (t[i].want == INVALID));
        if (t[i].reason)
            check_str_at(i, r.badge.revocation_reason, cstr(t[i].reason));
    }
}

TEST(a_list_that_is_none_leaves_the_question_open)
{
    static const struct { int status; const char *body, *flaw; } t[] = {
        {404, "{}", "status-unreachable"}, {500, "", "status-unreachable"}, {200, "", "status-list-invalid"},
        {200, "[]", "status-list-invalid"}, {200, "{\"revokedAssertions\":[],\"revokedAssertions\":[]}", "status-list-invalid"},
        {200, "{\"other\":1}", "status-list-invalid"},
        {200, "{\"issuer\":\"https://evil.test/\",\"revokedAssertions\":[]}", "status-list-invalid"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_v2();
        world_put(S(LIST_AT), t[i].status, cstr(t[i].body));
        struct report r = judge(signed_by(RSA_SECRET, cstr(v2_assertion)));
        check_verdict_at(i, r, UNVERIFIED, t[i].flaw);
    }
    put_v2();
    for (size_t i = 0; i < the_world.n; i++)
        if (str_eq(the_world.pages[i].url, S(LIST_AT)))
            the_world.pages[i].final_url = S("https://evil.test/list");
    struct report r = judge(signed_by(RSA_SECRET, cstr(v2_assertion)));
    check_verdict(r, UNVERIFIED, "status-list-invalid");
}

/* ---- 1.x ---- */

TEST(a_signed_badge_of_1_0_holds)
{
    put_v1();
    struct report r = judge(signed_by(RSA_SECRET, cstr(v1_assertion)));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.version, OB_1_0);
    check_str(r.badge.id, S("uid:u1"));
    check_str(r.anchor.value, S("acme.test"));
    r = judge(signed_by(RSA_SECRET, replaced(cstr(v1_assertion), "\"uid\"", "\"@context\":\"https://w3id.org/openbadges/v1\",\"type\":\"Assertion\",\"id\":\"urn:x:1\",\"uid\"")));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.version, OB_1_1);
    check_str(r.badge.id, S("urn:x:1"));
}

TEST(every_check_of_a_signed_badge_of_1_0_can_fail)
{
    enum { A, C, I, L };
    static const struct { int doc; const char *from, *to, *flaw; enum verdict want; } t[] = {
        {A, "\"type\":\"signed\"", "\"type\":\"SIgnED\"", NULL, VALID},
        {A, "\"type\":\"signed\"", "\"type\":\"Xsigned\"", "type-wrong", INVALID},
        {A, "\"type\":\"signed\"", "\"type\":\"hosted\"", "type-wrong", INVALID},
        {A, "\"url\":\"" KEY "\"", "\"url\":\"https://evil.test/key\"", "key-not-authorised", INVALID},
        {A, "\"url\":\"" KEY "\"", "\"url\":\"key\"", "value-type", INVALID},
        {A, "\"uid\":\"u1\"", "\"uid\":\"other\"", "revoked", INVALID},
        {A, "\"uid\":\"u1\",", "", "required-missing", INVALID},
        {C, "\"criteria\"", "\"other\"", "required-missing", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":\"https://other.test/issuer\"", "fetch-failed", UNVERIFIED},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"https://example.org\"", "issuer-mismatch", INVALID},
        {I, ",\"revocationList\":\"" LIST_AT "\"", "", NULL, VALID},
        {L, "", "{\"u1\":\"my bad\"}", "revoked", INVALID},
        {L, "", "{\"u1\":\"\"}", "revoked", INVALID},
        {L, "", "{\"u2\":\"x\"}", NULL, VALID},
        {L, "", "{\"revokedAssertions\":[{\"uid\":\"u1\"}]}", "revoked", INVALID},
        {L, "", "{\"revokedAssertions\":[\"uid:u1\"]}", "revoked", INVALID},
        {L, "", "[\"u1\"]", "status-list-invalid", UNVERIFIED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_v1();
        str payload = cstr(v1_assertion);
        if (t[i].doc == A)
            payload = replaced(payload, t[i].from, t[i].to);
        else if (t[i].doc == C)
            world_put(S(CLASS), 200, replaced(cstr(v1_class), t[i].from, t[i].to));
        else if (t[i].doc == I)
            world_put(S(ISSUER), 200, replaced(cstr(v1_issuer), t[i].from, t[i].to));
        else
            world_put(S(LIST_AT), 200, cstr(t[i].to));
        struct report r = judge(signed_by(RSA_SECRET, payload));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(a_reason_is_told)
{
    put_v1();
    world_put(S(LIST_AT), 200, S("{\"u1\":\"my bad\"}"));
    struct report r = judge(signed_by(RSA_SECRET, cstr(v1_assertion)));
    check_str(r.badge.revocation_reason, S("my bad"));
    check_str(report_sentence(test_arena, &r), S("Not valid. The issuer has revoked this badge: \"my bad\"."));
}

TEST(documents_of_an_honest_issuer_do_not_lend_their_name)
{
    put_v1();
    world_put(S("https://evil.test/key"), 200, S(RSA_PUBLIC));
    world_put(S("https://evil.test/i"), 200, cstr(v1_issuer));
    world_put(S("https://evil.test/b"), 200, replaced(cstr(v1_class), ISSUER, "https://evil.test/i"));
    str copied = replaced(replaced(cstr(v1_assertion), KEY, "https://evil.test/key"), CLASS, "https://evil.test/b");
    struct report r = judge(signed_by(RSA_SECRET, copied));
    check_verdict(r, INVALID, "issuer-mismatch");
    assert_true(str_is_empty(r.anchor.value));
}

TEST(a_key_over_plain_http_is_marked)
{
    put_v2();
    world_put(S("http://acme.test/key"), 200, replaced(key_document(RSA_PUBLIC, ISSUER), "https://acme.test/key", "http://acme.test/key"));
    world_put(S(ISSUER), 200, replaced(cstr(v2_issuer), "\"publicKey\":\"https", "\"publicKey\":\"http"));
    struct report r = judge(signed_by(RSA_SECRET, replaced(cstr(v2_assertion), "\"creator\":\"https", "\"creator\":\"http")));
    check_verdict(r, VALID, "key-not-anchored");
    check_str(cstr(r.anchor.kind), S("http"));
}

TEST(every_changed_character_of_the_payload_is_refused)
{
    put_v2();
    str token = signed_by(RSA_SECRET, cstr(v2_assertion));
    for (size_t i = (size_t)str_find_byte(token, '.') + 1; i < token.n; i += 7) {
        char *p = (char *)str_copy(test_arena, token).p;
        p[i] = p[i] == 'A' ? 'B' : 'A';
        struct report r = judge((str){p, token.n});
        check_at(i, r.verdict == INVALID);
    }
}

TEST(no_request_or_allocation_that_fails_leaves_a_yes)
{
    put_v2();
    check_never_yes_when_silent(signed_by(RSA_SECRET, cstr(v2_assertion)));
    check_never_yes_when_dry(signed_by(RSA_SECRET, cstr(v2_assertion)));
    put_v1();
    check_never_yes_when_silent(signed_by(RSA_SECRET, cstr(v1_assertion)));
    check_never_yes_when_dry(signed_by(RSA_SECRET, cstr(v1_assertion)));
}
