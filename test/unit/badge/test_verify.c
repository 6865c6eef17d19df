#include "unit/badge/world.h"

static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384, KEY_RSA};

TEST(a_badge_signed_with_any_kind_of_key_is_valid)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct issuer s = issuer_new(kinds[i]);
        struct badge b = sample_badge(s.did);
        struct report r = judge(signed_badge(&b, &s.sign));
        check_verdict_at(i, r, VALID, "key-not-anchored");
        check_str(r.badge.achievement.name, S("Ladder safety"));
        check_str(r.badge.issuer.name, S("Acme Training"));
        check_str(cstr(r.anchor.kind), S("did:key"));
        check_str(r.anchor.value, s.did);
        key_close(s.key);
    }
}

TEST(the_same_fields_and_signature_rebuild_the_same_token)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct issuer s = issuer_new(kinds[i]);
        struct badge b = sample_badge(s.did);
        str payload = payload_of(&b), signature, token;
        struct error err;
        check_ok(vcjwt_sign(test_arena, payload, &s.sign, &signature, &token, &err), &err);
        check_str(payload_of(&b), payload);
        check_str_at(i, vcjwt_rebuild(test_arena, payload, kinds[i], s.sign.id, signature), token);
        key_close(s.key);
    }
}

TEST(every_changed_character_is_refused)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str token = signed_badge(&b, &s.sign);
    struct arena *a = arena_new(0);

    for (size_t i = 0; i < token.n; i++) {
        str changed = str_copy(a, token);
        ((char *)changed.p)[i] = token.p[i] == 'A' ? 'B' : 'A';
        struct report r = judge_in(a, changed, NULL);
        check_at(i, r.verdict != VALID);
        arena_reset(a);
    }
    arena_free(a);
    key_close(s.key);
}

TEST(every_cut_is_refused)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str token = signed_badge(&b, &s.sign);
    struct arena *a = arena_new(0);

    for (size_t n = 0; n < token.n; n++) {
        struct report r = judge_in(a, str_slice(token, 0, n), NULL);
        check_at(n, r.verdict != VALID);
        arena_reset(a);
    }
    arena_free(a);
    key_close(s.key);
}

/* One flaw per row in what is signed; the signature itself is always right. */
TEST(every_check_of_a_signed_badge_can_fail)
{
    static const struct { const char *from, *to, *flaw; enum verdict want; } t[] = {
        {"\"@context\":[", "\"@context\":[\"https://x.test/c\",", "context-order", INVALID},
        {"\"https://www.w3.org/ns/credentials/v2\",", "", "context-missing", INVALID},
        {"context-3.0.3.json", "context-9.9.9.json", "context-unknown", UNVERIFIED},
        {"context-3.0.3.json\"]", "context-3.0.3.json\",\"https://x.test/c\"]", "context-unknown", UNVERIFIED},
        {"context-3.0.3.json\"]", "context-3.0.3.json\",\"https://openbadgespec.org/extensions/applyLinkExtension/context-3.0.0.json\"]", NULL, VALID},
        {"context-3.0.3.json\"]", "context-3.0.3.json\",{\"name\":\"https://x.test/#n\"}]", "context-unknown", UNVERIFIED},
        {"context-3.0.3.json", "context-3.0.2.json", "context-old", VALID},
        {"context-3.0.3.json", "context-3.0.1.json", "version-mismatch", INVALID},   /* written for VCDM 1.1 */
        {"\"OpenBadgeCredential\"", "\"OtherCredential\"", "type-wrong", INVALID},
        {"\"id\":\"urn:uuid:7d1c5f6e-0000-4000-8000-000000000001\",", "", "required-missing", INVALID},
        {"\"id\":\"urn:uuid:7d1c", "\"id\":\"7d1c", "id-not-uri", INVALID},
        {"\"id\":\"did:example:ada\",", "", "subject-unidentified", INVALID},
        {"\"type\":[\"AchievementSubject\"]", "\"type\":[\"Person\"]", "type-wrong", INVALID},
        {"\"type\":[\"Achievement\"]", "\"type\":[\"Thing\"]", "type-wrong", INVALID},
        {"\"type\":[\"Profile\"]", "\"type\":[\"Org\"]", "type-wrong", INVALID},
        {"\"criteria\":{\"narrative\":\"Pass the test.\"}", "\"criteria\":{}", "required-missing", INVALID},
        {"\"description\":\"Safe use of ladders\"", "\"description\":7", "value-type", INVALID},
        {"\"validFrom\":\"2025-12-02T00:00:00Z\"", "\"validFrom\":\"2 December\"", "date-malformed", INVALID},
        {"\"validFrom\"", "\"issuanceDate\"", "data-loss", INVALID},
        {"\"validUntil\":\"2026-01-31T00:00:00Z\"", "\"validUntil\":\"2025-12-31T00:00:00Z\"", "expired", INVALID},
        {"\"validUntil\":\"2026-01-31T00:00:00Z\"", "\"validUntil\":\"2025-11-01T00:00:00Z\"", "expires-before-issue", INVALID},
        {"\"validFrom\":\"2025-12-02T00:00:00Z\"", "\"validFrom\":\"2026-01-02T00:00:00Z\"", "not-yet-valid", INVALID},
        {"\"iss\":\"did:key:", "\"iss\":\"did:kay:", "jwt-claim-mismatch", INVALID},
        {"\"jti\":\"urn:uuid:7", "\"jti\":\"urn:uuid:8", "jwt-claim-mismatch", INVALID},
        {"\"sub\":\"did:example:ada\"", "\"sub\":\"did:example:eve\"", "jwt-claim-mismatch", INVALID},
        {"\"sub\":\"did:example:ada\"", "\"sub\":[\"did:example:ada\"]", "jwt-claim-mismatch", INVALID},
        {"\"sub\":\"did:example:ada\",", "", "jwt-claim-mismatch", VALID},
        {"\"nbf\":1764633600", "\"nbf\":1764633601", "jwt-claim-mismatch", INVALID},
        {"\"nbf\":1764633600", "\"nbf\":\"1764633600\"", "jwt-claim-mismatch", INVALID},
        {"\"nbf\":1764633600", "\"nbf\":1764633600.5", "", VALID},
        {"\"exp\":1769817600", "\"exp\":{\"$gt\":0}", "jwt-claim-mismatch", INVALID},
        {"\"exp\":1769817600", "\"exp\":1767225599", "expired", INVALID},
        {",\"exp\":1769817600", "", "jwt-claim-mismatch", VALID},
        {"\"iss\":", "\"vc\":{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"]},\"iss\":", "version-mismatch", INVALID},
        {"\"iss\":", "\"credentialSchema\":{\"id\":\"https://x.test/s\",\"type\":\"JsonSchema\"},\"iss\":", "schema-unreadable", UNVERIFIED},
        {"\"iss\":", "\"credentialStatus\":{\"type\":\"BitstringStatusList\",\"id\":\"https://x.test/s\"},\"iss\":", "status-list-invalid", UNVERIFIED},
        {"\"iss\":", "\"credentialStatus\":7,\"iss\":", "status-list-invalid", INVALID},
        {"\"issuer\":{", "\"issuer\":[{},{", NULL, INVALID},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str payload = payload_of(&b);

    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(signed_payload(replaced(payload, t[i].from, t[i].to), &s.sign));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

TEST(dates_are_judged_at_the_moment_given)
{
    static const struct { msec at; enum verdict want; const char *flaw; } t[] = {
        {NOW - 30 * DAY, VALID, NULL},
        {NOW - 30 * DAY - 4 * MINUTE, VALID, NULL},         /* clocks differ a little */
        {NOW - 30 * DAY - 6 * MINUTE, INVALID, "not-yet-valid"},
        {NOW + 30 * DAY, VALID, NULL},
        {NOW + 30 * DAY + SECOND, INVALID, "expired"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str token = signed_badge(&b, &s.sign);

    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge_in(test_arena, token, &(struct verify_options){.at = t[i].at});
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

TEST(a_recipient_is_asked_for_only_when_given)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    struct identity id = {.type = S("emailAddress"), .salt = S("salt"), .hashed = true,
                          .value = recipient_hash(test_arena, S("ada@example.org"), S("salt"))};
    str two[] = {S("eve@example.org"), S("ada@example.org")};

    b.identities.items = &id;
    b.identities.n = 1;
    str token = signed_badge(&b, &s.sign);
    struct report r = judge(token);
    check_verdict(r, VALID, NULL);
    assert_false(r.has_recipient_match);
    r = judge_in(test_arena, token, &(struct verify_options){.recipient = S("eve@example.org")});
    check_verdict(r, INVALID, "recipient-mismatch");
    r = judge_in(test_arena, token, &(struct verify_options){.recipients = {.items = two, .n = 2}});
    check_verdict(r, VALID, NULL);
    assert_true(r.has_recipient_match && r.recipient_matches);
    key_close(s.key);
}

TEST(a_vcdm_1_1_token_holds_in_its_own_form_only)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str json, v1, claims;
    struct error err;

    check_ok(write_v3(test_arena, &b, &json, &err), &err);
    v1 = replaced(json, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1");
    v1 = replaced(replaced(v1, "validFrom", "issuanceDate"), "validUntil", "expirationDate");
    claims = str_printf(test_arena, "{\"vc\":" STR_FMT ",\"iss\":\"" STR_FMT "\"}", STR_ARG(v1), STR_ARG(s.did));
    struct report r = judge(signed_payload(claims, &s.sign));
    check_verdict(r, VALID, "jwt-claim-mismatch");

    r = judge(signed_payload(v1, &s.sign));
    check_verdict(r, INVALID, "version-mismatch");
    claims = str_printf(test_arena, "{\"vc\":" STR_FMT ",\"iss\":\"" STR_FMT "\"}", STR_ARG(json), STR_ARG(s.did));
    r = judge(signed_payload(claims, &s.sign));
    check_verdict(r, INVALID, "version-mismatch");
    key_close(s.key);
}

TEST(an_enveloped_credential_is_judged_as_the_token_in_it)
{
    struct issuer s = issuer_new(KEY_P256);
    struct badge b = sample_badge(s.did);
    str token = signed_badge(&b, &s.sign);
    str envelope = str_printf(test_arena, "{\"@context\":\"https://www.w3.org/ns/credentials/v2\","
                              "\"id\":\"data:application/vc+jwt," STR_FMT "\","
                              "\"type\":\"EnvelopedVerifiableCredential\"}", STR_ARG(token));
    struct report r = judge(envelope);
    check_verdict(r, VALID, NULL);
    check_str(r.badge.token, token);
    check_str(r.badge.original, envelope);
    r = judge(replaced(envelope, "data:application/vc+jwt,ey", "data:application/vc+jwt,ez"));
    check_verdict(r, INVALID, "jws-malformed");
    key_close(s.key);
}

TEST(what_is_not_verified_says_so_and_is_no_yes)
{
    static const struct { const char *json, *flaw; enum verdict want; } t[] = {
        {"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:key:z6Mk\",\"proof\":{}}", "no-proof", INVALID},
        {"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\"]}", "no-proof", INVALID},
        {"{\"recipient\":\"a@x.org\",\"badge\":{\"issuer\":{}}}", "not-a-badge", INVALID},
        {"{\"uid\":\"1\",\"recipient\":{},\"badge\":\"https://x.test/b\"}", "required-missing", INVALID},
        {"{\"@context\":\"https://w3id.org/openbadges/v1\",\"type\":\"Assertion\"}", "required-missing", INVALID},
    };
    crypto_start();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(cstr(t[i].json));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(what_is_no_badge_is_bad_input_with_its_reason)
{
    static const struct { const char *input, *flaw; } t[] = {
        {"", "no-badge-data"}, {"   \n", "no-badge-data"}, {"hello", "not-a-badge"},
        {"{", "json-syntax"}, {"[]", "not-a-badge"}, {"{\"a\":1}", "not-a-badge"},
        {"<html></html>", "not-a-badge"}, {"\"text\"", "not-a-badge"},
    };
    crypto_start();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r;
        struct error err = {0};
        check_code_at(i, badge_verify(test_arena, cstr(t[i].input), NULL, &r, &err), BAD_INPUT);
        check_at(i, err.text[0] && r.verdict != VALID && report_has(&r, t[i].flaw));
    }
}

TEST(a_broken_token_is_an_invalid_badge)
{
    static const char *const t[] = {"eyJhbGciOiJub25lIn0.e30.", "ey", "a.b.c", "ey.ey.ey.ey"};
    crypto_start();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(cstr(t[i]));
        check_verdict_at(i, r, INVALID, NULL);
    }
}

TEST(a_token_behind_an_address_is_fetched_and_judged)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);

    world_clear();
    world_put(S("https://acme.test/x.jwt"), 200, signed_badge(&b, &s.sign));
    world_put(S("https://acme.test/gone"), 410, S("gone"));
    world_put(S("https://acme.test/none"), 404, S("none"));
    world_put(S("https://acme.test/sick"), 500, signed_badge(&b, &s.sign));
    world_put(S("https://acme.test/again"), 200, S("https://acme.test/x.jwt"));
    struct report r = judge(S("https://acme.test/x.jwt"));
    check_verdict(r, VALID, NULL);
    r = judge(S("https://acme.test/gone"));
    check_verdict(r, INVALID, "revoked");
    r = judge(S("https://acme.test/none"));
    check_verdict(r, UNVERIFIED, "fetch-failed");
    r = judge(S("https://acme.test/sick"));
    check_verdict(r, UNVERIFIED, "fetch-failed");
    r = judge(S("https://acme.test/silent"));
    check_verdict(r, UNVERIFIED, "fetch-failed");
    r = judge(S("https://acme.test/again"));
    check_verdict(r, INVALID, "not-a-badge");
    key_close(s.key);
}

TEST(no_allocation_that_fails_leaves_a_yes)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);

    check_never_yes_when_dry(signed_badge(&b, &s.sign));
    key_close(s.key);
}
