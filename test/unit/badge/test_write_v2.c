#include "unit/badge/world.h"

static const struct v2_urls urls = {S("https://acme.test/a/1"), S("https://acme.test/b/1"), S("https://acme.test/i")};

TEST(the_recipient_is_named_as_version_2_names_it)
{
    static const struct { struct identity id; const char *subject, *want; } t[] = {
        {{S("emailAddress"), S("sha256$00"), S("s"), true}, NULL,
         "\"recipient\":{\"type\":\"email\",\"hashed\":true,\"salt\":\"s\",\"identity\":\"sha256$00\"}"},
        {{S("emailAddress"), S("a@x.org"), {0}, false}, "did:example:a",
         "\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"a@x.org\"}"},
        {{S("userName"), S("ada"), {0}, false}, "https://x.org/ada",
         "\"recipient\":{\"type\":\"url\",\"hashed\":false,\"identity\":\"https://x.org/ada\"}"},
        {{S("userName"), S("ada"), {0}, false}, "did:example:a",
         "\"recipient\":{\"type\":\"id\",\"hashed\":false,\"identity\":\"did:example:a\"}"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct badge b = sample_badge(S("https://acme.test/i"));
        struct identity id = t[i].id;
        struct error err;
        str json;
        b.subject_id = cstr(t[i].subject);
        b.identities.items = &id;
        b.identities.n = 1;
        check_ok(write_v2_assertion(test_arena, &b, &urls, &json, &err), &err);
        check_at(i, str_contains(json, cstr(t[i].want)));
    }
}

TEST(an_assertion_needs_address_recipient_and_date)
{
    struct badge b = sample_badge(S("https://acme.test/i"));
    struct v2_urls none = {0};
    str json;

    check_code(write_v2_assertion(test_arena, &b, &none, &json, NULL), BAD_INPUT);
    b.has_valid_from = false;
    check_code(write_v2_assertion(test_arena, &b, &urls, &json, NULL), BAD_INPUT);
    b.has_valid_from = true;
    b.subject_id = (str){0};
    check_code(write_v2_assertion(test_arena, &b, &urls, &json, NULL), BAD_INPUT);
}

TEST(the_objects_link_each_other_by_address)
{
    struct badge b = sample_badge(S("https://acme.test/i"));
    struct profile p = {.name = S("Acme \"A\""), .url = S("https://acme.test"), .email = S("a@acme.test")};

    assert_true(str_contains(write_v2_badge_class(test_arena, &b.achievement, &urls), S("\"issuer\":\"https://acme.test/i\"")));
    str issuer = write_v2_issuer(test_arena, &p, &urls);
    assert_true(str_contains(issuer, S("\"id\":\"https://acme.test/i\"")));
    assert_true(str_contains(issuer, S("\"name\":\"Acme \\\"A\\\"\"")));
    check_str(write_v2_revoked(test_arena, urls.assertion, S("Mistake")),
              S("{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assertion\","
                "\"id\":\"https://acme.test/a/1\",\"revoked\":true,\"revocationReason\":\"Mistake\"}"));
}

TEST(a_picture_inside_the_award_is_not_written)
{
    struct badge b = sample_badge(S("https://acme.test/i"));
    struct error err;
    str json;

    b.image.id = S("data:image/png;base64,AAAA");
    check_ok(write_v2_assertion(test_arena, &b, &urls, &json, &err), &err);
    assert_false(str_contains(json, S("data:")));
}

TEST(a_signed_assertion_names_the_key_and_may_have_any_id)
{
    struct badge b = sample_badge(S("https://acme.test/i"));
    struct v2_urls u = urls;
    struct error err;
    str json;

    u.assertion = S("urn:uuid:5cbd9b3c-6a9f-4b3b-9a57-0c0f6c3f1f0e");
    check_code(write_v2_assertion(test_arena, &b, &u, &json, NULL), BAD_INPUT);
    u.creator = S("https://acme.test/i/keys/1");
    check_ok(write_v2_assertion(test_arena, &b, &u, &json, &err), &err);
    assert_true(str_contains(json, S("\"verification\":{\"type\":\"SignedBadge\",\"creator\":\"https://acme.test/i/keys/1\"}")));
    u.assertion = (str){0};
    check_code(write_v2_assertion(test_arena, &b, &u, &json, NULL), BAD_INPUT);
}

TEST(the_issuer_lists_its_keys_and_each_says_whose_it_is)
{
    struct issuer s = issuer_new(KEY_RSA);
    struct profile p = {.name = S("Acme"), .url = S("https://acme.test"), .email = S("a@acme.test")};
    struct issue_key k = {s.key, S("https://acme.test/i/keys/1")};
    struct v2_urls u = urls;
    const struct json *doc;
    struct error err;
    str json, pem;

    *list_add(test_arena, &u.keys) = k.id;
    *list_add(test_arena, &u.keys) = S("https://acme.test/i/keys/2");
    assert_true(str_contains(write_v2_issuer(test_arena, &p, &u),
                             S("\"publicKey\":[\"https://acme.test/i/keys/1\",\"https://acme.test/i/keys/2\"]")));
    check_ok(write_v2_key(test_arena, &k, urls.issuer, &json, &err), &err);
    check_ok(json_parse(test_arena, json, NULL, &doc, &err), &err);
    check_ok(key_public_pem(test_arena, s.key, &pem, &err), &err);
    check_str(json_str(json_get(doc, "publicKeyPem")), pem);
    check_str(json_str(json_get(doc, "owner")), urls.issuer);
    assert_false(str_contains(json, S("PRIVATE")));
    key_close(s.key);
}
