#include "unit/badge/world.h"

#include "format/jsonld.h"
#include "format/multikey.h"

TEST(a_credential_is_written_in_the_order_of_the_examples)
{
    struct badge b = sample_badge(S("https://acme.test/issuer"));
    struct error err;
    str json;

    check_ok(write_v3(test_arena, &b, &json, &err), &err);
    check_str(json, S("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
        "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
        "\"id\":\"urn:uuid:7d1c5f6e-0000-4000-8000-000000000001\","
        "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
        "\"issuer\":{\"id\":\"https://acme.test/issuer\",\"type\":[\"Profile\"],\"name\":\"Acme Training\"},"
        "\"validFrom\":\"2025-12-02T00:00:00Z\",\"validUntil\":\"2026-01-31T00:00:00Z\","
        "\"name\":\"Ladder safety\",\"credentialSubject\":{\"id\":\"did:example:ada\","
        "\"type\":[\"AchievementSubject\"],\"achievement\":{\"id\":\"https://acme.test/b/1\","
        "\"type\":[\"Achievement\"],\"criteria\":{\"narrative\":\"Pass the test.\"},"
        "\"description\":\"Safe use of ladders\",\"name\":\"Ladder safety\"}}}"));
}

static struct badge full_badge(void)
{
    static struct identity ids[] = {{S("emailAddress"), S("sha256$" "b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"), S("salt"), true}};
    static struct alignment als[] = {{.target_name = S("Ladders"), .target_url = S("https://x.test/l"),
                                      .target_type = S("CTDL"), .target_code = S("L1")}};
    static struct evidence ev[] = {{.id = S("https://x.test/e"), .name = S("Photo")}};
    static struct status_ref st[] = {{.id = S("https://x.test/s#7"), .purpose = S("revocation"),
                                      .list_url = S("https://x.test/s"), .index = 7, .size = 1}};
    static str tags[] = {S("safety"), S("height")};
    struct badge b = sample_badge(S("https://acme.test/issuer"));

    b.identities.items = ids; b.identities.n = 1;
    b.achievement.alignments.items = als; b.achievement.alignments.n = 1;
    b.achievement.tags.items = tags; b.achievement.tags.n = 2;
    b.achievement.image = (struct image){S("https://x.test/i.png"), S("A ladder")};
    b.achievement.achievement_type = S("Certification");
    b.achievement.creator = (struct profile){.id = S("https://x.test/c"), .name = S("Creator")};
    b.issuer.url = S("https://acme.test"); b.issuer.email = S("a@acme.test");
    b.evidence.items = ev; b.evidence.n = 1;
    b.status.items = st; b.status.n = 1;
    b.narrative = S("Well \"done\"");
    b.has_awarded = true; b.awarded = NOW - 31 * DAY;
    return b;
}

TEST(what_is_written_is_read_again)
{
    struct badge b = full_badge(), r;
    struct error err;
    str json;

    check_ok(write_v3(test_arena, &b, &json, &err), &err);
    check_ok(badge_read(test_arena, json, &r, &err), &err);
    assert_int_equal(r.version, OB_3_0);
    check_str(r.id, b.id);
    check_str(r.subject_id, b.subject_id);
    check_str(r.issuer.id, b.issuer.id);
    check_str(r.issuer.email, b.issuer.email);
    check_str(r.identities.items[0].value, S("sha256$" "b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"));
    check_str(r.identities.items[0].salt, S("salt"));
    assert_true(r.identities.items[0].hashed);
    check_str(r.achievement.alignments.items[0].target_code, S("L1"));
    check_str(r.achievement.tags.items[1], S("height"));
    check_str(r.achievement.image.caption, S("A ladder"));
    check_str(r.achievement.creator.name, S("Creator"));
    check_str(r.evidence.items[0].name, S("Photo"));
    check_str(r.narrative, b.narrative);
    assert_int_equal(r.status.items[0].index, 7);
    check_str(r.status.items[0].list_url, S("https://x.test/s"));
    assert_true(r.valid_from == b.valid_from && r.valid_until == b.valid_until && r.awarded == b.awarded);
}

TEST(a_full_credential_is_valid)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = full_badge();

    b.issuer.id = s.did;
    b.status.n = 0;
    world_clear();
    struct report r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, VALID, NULL);
    key_close(s.key);
}

TEST(what_a_badge_cannot_be_without_is_asked_for)
{
    struct badge whole = sample_badge(S("https://acme.test/issuer"));
    str json;

    for (size_t i = 0; i < 9; i++) {
        struct badge b = whole;
        struct error err = {0};
        str *texts[] = {&b.id, &b.issuer.id, &b.achievement.id, &b.achievement.name,
                        &b.achievement.description, &b.achievement.criteria_narrative, &b.subject_id};
        if (i < COUNT(texts))
            *texts[i] = (str){0};
        else if (i == 7)
            b.has_valid_from = false;
        else
            b.valid_until = b.valid_from - 1;
        check_code_at(i, write_v3(test_arena, &b, &json, &err), BAD_INPUT);
        check_at(i, err.where[0] && err.text[0]);
    }
}

TEST(signing_needs_a_secret_and_an_address_of_the_key)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct key *half = NULL;
    struct error err;
    str signature, token;

    check_ok(key_from_ed25519(key_public_bytes(test_arena, s.key), &half, &err), &err);
    struct issue_key no_secret = {half, s.sign.id}, no_id = {s.key, (str){0}}, nothing = {0};
    check_code(vcjwt_sign(test_arena, S("{}"), &no_secret, &signature, &token, NULL), BAD_INPUT);
    check_code(vcjwt_sign(test_arena, S("{}"), &no_id, &signature, &token, NULL), BAD_INPUT);
    check_code(vcjwt_sign(test_arena, S("{}"), &nothing, &signature, &token, NULL), BAD_INPUT);
    key_close(half);
    key_close(s.key);
}

static const struct did_use for_assertions = {.purpose = "assertionMethod"};

TEST(profile_and_did_document_list_the_keys)
{
    struct issuer s = issuer_new(KEY_P256);
    struct profile p = {.id = S("https://acme.test/i"), .name = S("Acme")};
    struct issue_key k = {s.key, S("https://acme.test/i#1")};
    struct key *found = NULL;
    const struct json *doc;
    struct error err;

    check_ok(json_parse(test_arena, write_profile(test_arena, &p, &k, 1), NULL, &doc, &err), &err);
    check_ok(did_document_key(test_arena, doc, k.id, &for_assertions, &found, &err), &err);
    assert_true(key_same_public(found, s.key));
    key_close(found);
    k.id = S("did:web:acme.test#1");
    str text = write_did_document(test_arena, S("did:web:acme.test"), S("https://acme.test/i"), &k, 1);
    check_ok(json_parse(test_arena, text, NULL, &doc, &err), &err);
    check_ok(did_document_key(test_arena, doc, k.id, &for_assertions, &found, &err), &err);
    assert_true(key_same_public(found, s.key));
    key_close(found);
    key_close(s.key);
}

TEST(a_key_is_written_as_multikey_and_one_that_was_revoked_asserts_nothing)
{
    struct issuer s = issuer_new(KEY_P256);
    struct profile p = {.id = S("https://acme.test/i"), .name = S("Acme")};
    struct issue_key k[] = {{s.key, S("https://acme.test/i/keys/1"), .as_multikey = true},
                            {s.key, S("https://acme.test/i/keys/2"), .as_multikey = true, .revoked = 1700000000000},
                            {s.key, S("https://acme.test/i/keys/3")}};
    static const code want[] = {OK, DENIED, OK};
    struct key *found = NULL;
    const struct json *doc;
    struct error err;

    check_ok(json_parse(test_arena, write_profile(test_arena, &p, k, COUNT(k)), NULL, &doc, &err), &err);
    for (size_t i = 0; i < COUNT(k); i++) {
        check_code_at(i, did_document_key(test_arena, doc, k[i].id, &for_assertions, &found, NULL), want[i]);
        if (want[i] == OK)
            key_close(found);
    }
    str text = write_multikey(test_arena, &k[0], p.id);
    check_str(text, str_printf(test_arena, "{\"@context\":\"https://w3id.org/security/multikey/v1\",\"id\":\"https://acme.test/i/keys/1\","
                               "\"type\":\"Multikey\",\"controller\":\"https://acme.test/i\",\"publicKeyMultibase\":\"" STR_FMT "\"}",
                               STR_ARG(multikey_write(test_arena, s.key))));
    key_close(s.key);
}

/* Else a reader of linked data would find an issuer without keys. */
TEST(the_linked_data_of_a_profile_loses_no_method)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct profile p = {.id = S("https://acme.test/i"), .name = S("Acme"), .url = S("https://acme.test"),
                        .email = S("a@acme.test"), .image = {.id = S("https://acme.test/logo.png")}};
    struct issue_key k = {s.key, S("https://acme.test/i/keys/1"), .as_multikey = true};
    const struct jsonld_options safe = {.safe = true};
    const struct json *doc;
    struct rdf *statements;
    struct error err;

    check_ok(json_parse(test_arena, write_profile(test_arena, &p, &k, 1), NULL, &doc, &err), &err);
    check_ok(jsonld_to_rdf(test_arena, doc, &safe, &statements, &err), &err);
    assert_true(str_contains(nquads_write(test_arena, statements),
                             S("<https://acme.test/i> <https://w3id.org/security#assertionMethod> <https://acme.test/i/keys/1> .")));
    key_close(s.key);
}
