#include "unit/badge/world.h"

#include "badge/sign.h"
#include "badge/write.h"
#include "format/json.h"

static struct clr a_record(struct issuer *s)
{
    struct clr c = {.id = S("https://badges.test/records/1"), .name = S("Safety \"2026\" & <more>"), .valid_from = NOW - DAY,
                    .issuer = {.id = s->did, .name = S("Acme")}};

    *list_add(test_arena, &c.credentials) = S("  {\"id\":\"urn:uuid:1\",\"type\":[\"VerifiableCredential\"]}\n");
    *list_add(test_arena, &c.identities) = (struct identity){
        .type = S("emailAddress"), .hashed = true, .salt = S("pepper"), .value = recipient_hash(test_arena, S("ada@acme.test"), S("pepper"))};
    return c;
}

static const struct json *written(const struct clr *c)
{
    const struct json *json;
    struct error err = {0};
    str text;

    check_ok(write_clr(test_arena, c, &text, &err), &err);
    check_ok(json_parse(test_arena, text, NULL, &json, &err), &err);
    return json;
}

TEST(a_learner_record_says_who_what_and_how_it_belongs_together)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct clr c = a_record(&s);

    *list_add(test_arena, &c.credentials) = S("{\"id\":\"urn:uuid:2\"}");
    *list_add(test_arena, &c.associations) = (struct clr_association){"precedes", S("urn:a:1"), S("urn:a:2")};
    const struct json *json = written(&c), *subject = json_get(json, "credentialSubject"), *inside = json_get(subject, "verifiableCredential");
    check_str(json_str(json_item(json_get(json, "type"), 1)), S("ClrCredential"));
    check_str(json_str(json_item(json_get(json, "@context"), 1)), S(CONTEXT_CLR));
    check_str(json_str(json_get(json, "name")), c.name);
    check_str(json_str(json_get(json, "validFrom")), S("2025-12-31T00:00:00Z"));
    assert_int_equal(json_count(inside), 2);
    check_str(json_str(json_get(json_item(inside, 0), "id")), S("urn:uuid:1"));
    const struct json *who = json_item(json_get(subject, "identifier"), 0), *tie = json_item(json_get(subject, "association"), 0);
    check_str(json_str(json_get(who, "salt")), S("pepper"));
    assert_true(str_starts(json_str(json_get(who, "identityHash")), S("sha256$")));
    check_str(json_str(json_get(tie, "associationType")), S("precedes"));
    check_str(json_str(json_get(tie, "sourceId")), S("urn:a:1"));
    check_str(json_str(json_get(tie, "targetId")), S("urn:a:2"));
    key_close(s.key);
}

TEST(what_a_learner_record_has_not_is_not_said)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct clr c = a_record(&s);
    const struct json *subject = json_get(written(&c), "credentialSubject");

    assert_null(json_get(subject, "association"));
    assert_null(json_get(subject, "id"));
    assert_null(json_get(written(&c), "description"));
    c.identities.n = 0;
    c.subject_id = S("did:example:ada");
    subject = json_get(written(&c), "credentialSubject");
    assert_null(json_get(subject, "identifier"));
    check_str(json_str(json_get(subject, "id")), S("did:example:ada"));
    key_close(s.key);
}

TEST(a_learner_record_without_what_it_needs_is_not_written)
{
    struct issuer s = issuer_new(KEY_ED25519);
    const struct clr whole = a_record(&s);
    struct error err;
    str text;

    for (int i = 0; i < 6; i++) {
        struct clr c = whole;
        static const char *const where[] = {"id", "name", "issuer.id", "valid_from", "subject", "credentials"};
        switch (i) {
        case 0: c.id = S(""); break;
        case 1: c.name = (str){NULL, 0}; break;
        case 2: c.issuer.id = S(""); break;
        case 3: c.valid_from = 0; break;
        case 4: c.identities.n = 0; break;
        default: c.credentials.n = 0; break;
        }
        err = (struct error){0};
        assert_int_equal(write_clr(test_arena, &c, &text, &err), BAD_INPUT);
        assert_string_equal(err.where, where[i]);
    }
    key_close(s.key);
}

/* Signed in both ways and read again by our own verifier, with its parts. */
TEST(a_learner_record_that_was_written_and_signed_holds)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct clr c = a_record(&s);
    str json, token, text;
    struct error err = {0};

    c.credentials.items[0] = str_printf(test_arena, "{\"@context\":[\"" CONTEXT_VC2 "\",\"" CONTEXT_OB3 "\"],\"id\":\"urn:uuid:1\","
        "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"name\":\"Ladders\",\"issuer\":{\"id\":\"" STR_FMT "\",\"type\":[\"Profile\"]},"
        "\"validFrom\":\"2025-12-02T00:00:00Z\",\"credentialSubject\":{\"id\":\"did:example:ada\",\"type\":[\"AchievementSubject\"],\"achievement\":{"
        "\"id\":\"urn:a:1\",\"type\":[\"Achievement\"],\"name\":\"Ladders\",\"description\":\"D\",\"criteria\":{\"narrative\":\"C\"}}}}", STR_ARG(s.did));
    token = signed_payload(c.credentials.items[0], &s.sign);
    c.credentials.items[0] = str_printf(test_arena, "{\"@context\":\"" CONTEXT_VC2 "\",\"type\":\"EnvelopedVerifiableCredential\","
                                                    "\"id\":\"data:application/vc+jwt," STR_FMT "\"}", STR_ARG(token));
    world_clear();
    check_ok(write_clr(test_arena, &c, &json, &err), &err);
    const struct suite *suites[] = {NULL, suite_for(KEY_ED25519), suite_named(S("eddsa-jcs-2022"))};
    for (size_t i = 0; i < COUNT(suites); i++) {
        const struct proof_terms t = {.suite = suites[i], .key = s.sign, .created = NOW - DAY};
        check_ok(sign_credential(test_arena, json, &t, &text, &err), &err);
        struct report r = judge(text);
        check_verdict_at(i, r, VALID, NULL);
        check_at(i, r.badge.version == CLR_2_0 && r.nested.n == 1);
        check_at(i, recipient_matches(test_arena, &r.badge, S("ada@acme.test")));
        check_at(i, !recipient_matches(test_arena, &r.badge, S("eve@acme.test")));
    }
    key_close(s.key);
}
