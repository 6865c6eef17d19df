#include "unit/badge/world.h"

#include "badge/sign.h"

static const char credential[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"urn:uuid:1\",\"type\":\"VerifiableCredential\","
    "\"issuer\":{\"id\":\"did:web:x.test\"},\"validFrom\":\"2026-01-01T00:00:00Z\",\"credentialSubject\":{\"id\":\"did:x:y\"}%s}";

static str with(const char *more)
{
    return str_printf(test_arena, credential, more);
}

TEST(a_token_repeats_what_its_claims_are)
{
    str payload;
    struct error err;

    check_ok(vcjwt_payload_of(test_arena, with(""), &payload, &err), &err);
    assert_true(str_ends(payload, S("\"credentialSubject\":{\"id\":\"did:x:y\"},\"iss\":\"did:web:x.test\","
                                    "\"jti\":\"urn:uuid:1\",\"sub\":\"did:x:y\",\"nbf\":1767225600}")));
    check_ok(vcjwt_payload_of(test_arena, with(",\"validUntil\":\"2026-01-01T00:01:00Z\"\n"), &payload, &err), &err);
    assert_true(str_ends(payload, S("\"nbf\":1767225600,\"exp\":1767225660}")));
}

TEST(what_names_no_issuer_or_no_time_is_not_signed)
{
    static const char *const bad[] = {
        "{}", "[]", "", "{\"id\":\"urn:uuid:1\"}", "{\"id\":\"urn:uuid:1\",\"issuer\":\"did:web:x.test\"}",
        "{\"id\":\"urn:uuid:1\",\"issuer\":\"did:web:x.test\",\"validFrom\":\"today\"}",
        "{\"id\":\"urn:uuid:1\",\"issuer\":\"did:web:x.test\",\"validFrom\":\"2026-01-01T00:00:00Z\",\"validUntil\":7}",
    };
    struct issuer s = issuer_new(KEY_ED25519);
    str out;

    for (size_t i = 0; i < COUNT(bad); i++)
        check_code_at(i, sign_credential(test_arena, cstr(bad[i]), &(struct proof_terms){.key = s.sign}, &out, NULL),
                      BAD_INPUT);
    key_close(s.key);
}

TEST(any_credential_is_signed_as_a_token_or_with_a_proof)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str json, out;
    struct error err;

    check_ok(write_v3(test_arena, &b, &json, &err), &err);
    check_ok(sign_credential(test_arena, json, &(struct proof_terms){.key = s.sign}, &out, &err), &err);
    check_str(out, signed_badge(&b, &s.sign));
    struct proof_terms t = {.suite = suite_for(KEY_ED25519), .key = s.sign, .created = NOW - DAY};
    check_ok(sign_credential(test_arena, json, &t, &out, &err), &err);
    struct report r = judge(out);
    check_verdict(r, VALID, NULL);
    t.key.key = NULL;
    check_code(sign_credential(test_arena, json, &t, &out, NULL), BAD_INPUT);
    t.suite = NULL;
    check_code(sign_credential(test_arena, json, &t, &out, NULL), BAD_INPUT);
    key_close(s.key);
}
