#include "unit/badge/world.h"

#include "badge/bake.h"

#define ASSERTION "https://acme.test/a/1"
#define CLASS     "https://acme.test/b/1"
#define ISSUER    "https://acme.test/issuer"
#define PICTURE   "https://acme.test/b/1.png"
#define CONTEXT   "\"@context\":\"https://w3id.org/openbadges/v2\""

static const struct v2_urls urls = {S(ASSERTION), S(CLASS), S(ISSUER)};

static str assertion_json(void)
{
    struct badge b = sample_badge(S(ISSUER));
    struct identity id = {.type = S("emailAddress"), .hashed = true, .salt = S("salt"),
                          .value = recipient_hash(test_arena, S("ada@example.org"), S("salt"))};
    struct error err;
    str json;

    b.identities.items = &id;
    b.identities.n = 1;
    check_ok(write_v2_assertion(test_arena, &b, &urls, &json, &err), &err);
    return json;
}

static str class_json(void)
{
    struct badge b = sample_badge(S(ISSUER));

    b.achievement.image.id = S(PICTURE);
    return write_v2_badge_class(test_arena, &b.achievement, &urls);
}

static str issuer_json(void)
{
    struct profile p = {.name = S("Acme Training"), .url = S("https://acme.test"), .email = S("badges@acme.test")};

    return write_v2_issuer(test_arena, &p, &urls);
}

static void put_all(void)
{
    crypto_start();
    world_clear();
    world_put(S(ASSERTION), 200, assertion_json());
    world_put(S(CLASS), 200, class_json());
    world_put(S(ISSUER), 200, issuer_json());
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
}

TEST(a_hosted_badge_is_valid_by_address_and_by_text)
{
    put_all();
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, NULL);
    check_str(cstr(r.anchor.kind), S("https"));
    check_str(r.anchor.value, S("acme.test"));
    check_str(r.badge.name, S("Ladder safety"));
    check_str(r.badge.issuer.name, S("Acme Training"));
    assert_int_equal(the_world.asked, 4);
    r = judge(assertion_json());
    check_verdict(r, VALID, NULL);
    r = judge_in(test_arena, S(ASSERTION), &(struct verify_options){.recipient = S("ada@example.org")});
    check_verdict(r, VALID, NULL);
    r = judge_in(test_arena, S(ASSERTION), &(struct verify_options){.recipient = S("eve@example.org")});
    check_verdict(r, INVALID, "recipient-mismatch");
}

TEST(only_the_copy_on_the_host_is_judged)
{
    put_all();
    world_put(S(ASSERTION), 200, replaced(assertion_json(), "2026-01-31", "2025-12-31"));
    struct report r = judge(assertion_json());
    check_verdict(r, INVALID, "expired");
    put_all();
    r = judge(replaced(assertion_json(), "2026-01-31", "2025-12-31"));
    check_verdict(r, VALID, NULL);
}

/* One flaw per row in one of the three documents. */
TEST(every_check_of_a_hosted_badge_can_fail)
{
    enum { A, C, I };
    static const struct { int doc; const char *from, *to, *flaw; enum verdict want; } t[] = {
        {A, CONTEXT, "\"@context\":\"https://x.test/c\"", "context-missing", INVALID},
        {A, "\"@context\":\"https://w3id.org/openbadges/v2\"", "\"@context\":[\"https://w3id.org/openbadges/v2\",{}]", NULL, VALID},
        {A, "\"@context\":\"https://w3id.org/openbadges/v2\"", "\"@context\":[\"https://w3id.org/openbadges/v2\",\"https://x.test/c\"]", "context-unknown", UNVERIFIED},
        {A, "\"@context\":\"https://w3id.org/openbadges/v2\"", "\"@context\":[\"https://w3id.org/openbadges/v2\",7]", "context-unknown", UNVERIFIED},
        {C, CONTEXT, "\"@context\":{\"name\":\"https://x.test/n\"}", "id-mismatch", INVALID},
        {C, CONTEXT, "\"@context\":[\"https://w3id.org/openbadges/v2\",{\"name\":\"https://x.test/n\"}]", "required-missing", INVALID},
        {C, "\"name\":", "\"schema:name\":\"Doctor\",\"name\":", "too-many-values", INVALID},
        {C, CONTEXT ",\"type\":\"BadgeClass\",\"id\"", "\"@context\":[\"https://w3id.org/openbadges/v2\",{\"art\":\"@type\",\"wo\":\"@id\"}],\"art\":\"BadgeClass\",\"wo\"", NULL, VALID},
        {C, "\"name\"", "\"schema:name\"", NULL, VALID},
        {C, CONTEXT, "\"@context\":[\"https://w3id.org/openbadges/v2\",{\"@language\":\"es\"}]", NULL, VALID},
        {I, CONTEXT, "\"@context\":\"https://x.test/c\"", "context-missing", INVALID},
        {A, "\"type\":\"Assertion\"", "\"type\":\"Thing\"", "type-wrong", INVALID},
        {C, "\"type\":\"BadgeClass\"", "\"type\":\"Thing\"", "type-wrong", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Thing\"", "type-wrong", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":[\"Profile\",\"https://x.test/Other\"]", NULL, VALID},
        {I, "\"type\":\"Issuer\"", "\"type\":[\"Profile\",\"Other\"]", "type-wrong", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":[]", "required-missing", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Issuer\",\"@language\":\"en_GB\"", "value-type", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Issuer\",\"@language\":\"en-GB\",\"related\":{\"id\":\"https://acme.test/fr\",\"@language\":\"fr\"}", NULL, VALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Issuer\",\"related\":{\"@language\":\"fr\"}", "required-missing", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Issuer\",\"verification\":{\"verificationProperty\":\"email\"}", "value-type", UNVERIFIED},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Issuer\",\"verification\":{\"verificationProperty\":\"id\"}", NULL, VALID},
        {A, "HostedBadge", "hosted", NULL, VALID},
        {A, "HostedBadge", "Hosted", "type-wrong", INVALID},
        {A, "HostedBadge", "SignedBadge", "no-proof", INVALID},
        {A, "\"badge\":", "\"evidence\":[\"https://acme.test/e\",{\"narrative\":\"x\"}],\"badge\":", NULL, VALID},
        {A, "\"badge\":", "\"evidence\":[7,8],\"badge\":", "value-type", INVALID},
        {C, "\"type\":\"BadgeClass\"", "\"type\":\"BadgeClass\",\"alignment\":[null],\"tags\":[]", NULL, VALID},
        {A, "\"id\":\"" ASSERTION "\"", "\"id\":\"https://acme.test/A/1\"", "id-mismatch", INVALID},
        {A, "\"id\":\"" ASSERTION "\"", "\"id\":\"https://other.test/a/1\"", "id-mismatch", INVALID},
        {C, "\"id\":\"" CLASS "\"", "\"id\":\"https://other.test/b/1\"", "id-mismatch", INVALID},
        {I, "\"id\":\"" ISSUER "\"", "\"id\":\"https://other.test/i\"", "id-mismatch", INVALID},
        {A, "HostedBadge", "SignedBadge", "no-proof", INVALID},
        {A, "HostedBadge", "hosted", NULL, VALID},
        {A, "\"verification\":{", "\"verify\":{", NULL, VALID},
        {A, "\"verification\"", "\"other\"", "required-missing", INVALID},
        {A, "\"recipient\"", "\"other\"", "required-missing", INVALID},
        {A, "\"issuedOn\":\"2025-12-02T00:00:00Z\"", "\"issuedOn\":\"2025-12-02\"", "date-malformed", INVALID},
        {A, "\"issuedOn\":\"2025-12-02T00:00:00Z\"", "\"issuedOn\":\"2025-12-02T00:00:00+0100\"", NULL, VALID},
        {A, "\"issuedOn\":\"2025-12-02T00:00:00Z\"", "\"issuedOn\":\"2025-12-02T00:00+01\"", NULL, VALID},
        {A, "\"issuedOn\":\"2025-12-02", "\"issuedOn\":\"2999-12-02", "not-yet-valid", INVALID},
        {A, "\"expires\":\"2026-01-31", "\"expires\":\"2025-11-30", "expires-before-issue", INVALID},
        {A, "\"expires\":\"2026-01-31", "\"expires\":\"2025-12-31", "expired", INVALID},
        {A, "\"badge\":", "\"revoked\":true,\"badge\":", "revoked", INVALID},
        {A, "\"badge\":", "\"revoked\":\"true\",\"badge\":", "revoked", INVALID},
        {A, "\"badge\":", "\"revoked\":\"maybe\",\"badge\":", "value-type", INVALID},
        {A, "\"hashed\":true", "\"hashed\":false", "hash-flag-wrong", INVALID},
        {A, "\"hashed\":true", "\"hashed\":\"yes\"", "value-type", INVALID},
        {A, "sha256$", "sha1$", "hash-unsupported", INVALID},
        {A, "sha256$", "sha256$00", "hash-unsupported", INVALID},
        {A, "\"salt\":\"salt\",", "", "hash-weak", VALID},
        {A, "\"badge\":", "\"image\":\"data:image/png;base64,AAAA\",\"badge\":", "image-type", INVALID},
        {A, "\"badge\":", "\"image\":\"https://acme.test/none.png\",\"badge\":", "image-unreachable", UNVERIFIED},
        {C, "\"" PICTURE "\"", "\"data:image/jpeg;base64,AAAA\"", "image-type", INVALID},
        {C, "\"" PICTURE "\"", "\"data:image/png;base64,iVBORw0KGgo=\"", NULL, VALID},
        {C, "\"" PICTURE "\"", "\"data:image/png;base64,iVBO Rw0K\\nGgo=\"", "id-not-uri", INVALID},
        {C, "\"" PICTURE "\"", "\"data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E\"", NULL, VALID},
        {C, "\"" PICTURE "\"", "\"data:image/png;base64,AAAA\"", "image-type", INVALID},
        {C, "\"image\"", "\"other\"", "required-missing", INVALID},
        {C, "\"name\"", "\"other\"", "required-missing", INVALID},
        {C, "\"criteria\"", "\"other\"", "required-missing", INVALID},
        {C, "\"narrative\":\"Pass the test.\"", "\"x\":1", "required-missing", INVALID},
        {C, "\"criteria\":{\"type\":\"Criteria\",\"narrative\":\"Pass the test.\"}", "\"criteria\":[\"https://x.test/1\",\"https://x.test/2\"]", "too-many-values", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":\"urn:uuid:1\"", "id-not-uri", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":{\"id\":\"urn:uuid:1\",\"type\":\"Issuer\"}", "outside-hosted-scope", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":\"https://other.test/issuer\"", "fetch-failed", UNVERIFIED},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":\"" ASSERTION "\"", "type-wrong", INVALID},
        {I, "badges@acme.test", "badges at acme", "value-type", INVALID},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"acme\"", "value-type", INVALID},
        {I, "\"type\":\"Issuer\"", "\"type\":\"Issuer\",\"telephone\":\"1 (555) 555\"", "value-type", INVALID},
        {C, "\"type\":\"BadgeClass\"", "\"type\":\"BadgeClass\",\"endorsement\":\"https://x.test/e\"", "endorsement-invalid", VALID},
        {A, "\"badge\":", "\"extensions:x\":{\"type\":[\"Extension\",\"x\"]},\"badge\":", "extension-unknown", VALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        if (t[i].doc == A)
            world_put(S(ASSERTION), 200, replaced(assertion_json(), t[i].from, t[i].to));
        else if (t[i].doc == C)
            world_put(S(CLASS), 200, replaced(class_json(), t[i].from, t[i].to));
        else
            world_put(S(ISSUER), 200, replaced(issuer_json(), t[i].from, t[i].to));
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

/* Who reads up to a NUL sees another address than the one that is compared. */
TEST(a_recipient_with_a_part_that_cannot_be_seen_is_none)
{
    struct badge b = sample_badge(S(ISSUER));
    struct identity id = {.type = S("emailAddress"), .value = S("eve@x.test\0ada@example.org")};
    struct error err;
    str json;

    b.identities = (struct identity_list){.items = &id, .n = 1};
    check_ok(write_v2_assertion(test_arena, &b, &urls, &json, &err), &err);
    put_all();
    world_put(S(ASSERTION), 200, json);
    struct report r = judge(S(ASSERTION));
    check_verdict(r, INVALID, "value-type");
}

TEST(the_issuers_policy_names_where_its_badges_live)
{
    static const struct { const char *policy; enum verdict want; } t[] = {
        {"{\"startsWith\":\"https://acme.test/a\"}", VALID},
        {"{\"startsWith\":[\"https://x.test/\",\"https://acme.test/\"]}", VALID},
        {"{\"startsWith\":\"https://acme.test/z\"}", INVALID},
        {"{\"startsWith\":\"https://acme.tes\"}", INVALID},     /* not a whole host */
        {"{\"startsWith\":\"http://acme.test/\"}", INVALID},
        {"{\"allowedOrigins\":\"acme.test\"}", VALID},
        {"{\"allowedOrigins\":[\"x.test\",\"ACME.test\"]}", VALID},
        {"{\"allowedOrigins\":\"x.test\"}", INVALID},
        {"{\"allowedOrigins\":\"https://acme.test\"}", INVALID}, /* an address is no host */
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        world_put(S(ISSUER), 200, replaced(issuer_json(), "\"type\":\"Issuer\"",
                  str_z(test_arena, str_printf(test_arena, "\"type\":\"Issuer\",\"verification\":%s", t[i].policy))));
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].want == VALID ? NULL : "outside-hosted-scope");
    }
}

TEST(a_port_is_part_of_a_host)
{
    static const struct { const char *address, *policy; enum verdict want; } t[] = {
        {"https://acme.test:8443/a/1", "{}", INVALID},
        {"https://acme.test:8443/a/1", "{\"allowedOrigins\":\"acme.test:8443\"}", VALID},
        {"https://acme.test:8443/a/1", "{\"allowedOrigins\":\"acme.test\"}", INVALID},
        {"https://acme.test:443/a/1", "{}", VALID},
        {"https://user@acme.test/a/1", "{}", VALID},
        {"https://acme.test@evil.test/a/1", "{}", INVALID},
        {"https://acme.test/b/../a/1", "{\"startsWith\":\"https://acme.test/b/\"}", INVALID},
        {"https://acme.test/b/1/a", "{\"startsWith\":\"https://acme.test/b/\"}", VALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        world_put(cstr(t[i].address), 200, replaced(assertion_json(), ASSERTION, t[i].address));
        world_put(S(ISSUER), 200, replaced(issuer_json(), "\"type\":\"Issuer\"",
                  str_z(test_arena, str_printf(test_arena, "\"type\":\"Issuer\",\"verification\":%s", t[i].policy))));
        struct report r = judge(cstr(t[i].address));
        check_verdict_at(i, r, t[i].want, t[i].want == VALID ? NULL : "outside-hosted-scope");
    }
}

TEST(a_foreign_host_cannot_borrow_an_issuer)
{
    crypto_start();
    put_all();
    world_put(S("https://evil.test/a/1"), 200,
              replaced(replaced(assertion_json(), ASSERTION, "https://evil.test/a/1"), CLASS, "https://evil.test/b/1"));
    world_put(S("https://evil.test/b/1"), 200, replaced(class_json(), CLASS, "https://evil.test/b/1"));
    struct report r = judge(S("https://evil.test/a/1"));
    check_verdict(r, INVALID, "outside-hosted-scope");

    /* An issuer that stands inside is not believed: its own address is asked. */
    str inside = replaced(issuer_json(), "\"type\":\"Issuer\"",
                          "\"type\":\"Issuer\",\"verification\":{\"allowedOrigins\":\"evil.test\"}");
    world_put(S("https://evil.test/b/1"), 200,
              replaced(replaced(class_json(), CLASS, "https://evil.test/b/1"), "\"" ISSUER "\"", str_z(test_arena, inside)));
    r = judge(S("https://evil.test/a/1"));
    check_verdict(r, INVALID, "outside-hosted-scope");
}

TEST(a_redirect_stays_on_the_host)
{
    put_all();
    the_world.pages[0].final_url = S("https://acme.test/moved/1");
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, "id-mismatch");
    the_world.pages[0].final_url = S("https://evil.test/a/1");
    r = judge(S(ASSERTION));
    check_verdict(r, INVALID, "id-mismatch");
}

TEST(the_hosts_answer_decides)
{
    static const struct { int status; const char *body, *flaw; enum verdict want; } t[] = {
        {404, NULL, "fetch-failed", UNVERIFIED}, {410, NULL, "revoked", INVALID},
        {410, "", "revoked", INVALID},         {500, NULL, "fetch-failed", UNVERIFIED},
        {403, NULL, "fetch-failed", UNVERIFIED}, {301, NULL, "fetch-failed", UNVERIFIED},
        {200, "<html></html>", NULL, INVALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        world_put(S(ASSERTION), t[i].status, t[i].body ? cstr(t[i].body) : assertion_json());
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        r = judge(assertion_json());
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(a_revoked_copy_gives_its_reason)
{
    put_all();
    world_put(S(ASSERTION), 200, write_v2_revoked(test_arena, S(ASSERTION), S("Issued in error")));
    struct report r = judge(assertion_json());
    check_verdict(r, INVALID, "revoked");
    assert_true(r.badge.is_revoked);
    check_str(r.badge.revocation_reason, S("Issued in error"));
    check_str(report_sentence(test_arena, &r), S("Not valid. The issuer has revoked this badge: \"Issued in error\"."));
}

TEST(no_request_or_allocation_that_fails_leaves_a_yes)
{
    put_all();
    check_never_yes_when_silent(S(ASSERTION));
    check_never_yes_when_silent(assertion_json());
    check_never_yes_when_dry(S(ASSERTION));
}

TEST(a_picture_with_two_forms_holds_only_if_both_do)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str svg = S("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"), one, two;
    struct error err;

    put_all();
    check_ok(bake(test_arena, svg, OB_2_0, assertion_json(), &one, &err), &err);
    check_ok(bake_beside(test_arena, one, OB_3_0, signed_badge(&b, &s.sign), &two, &err), &err);
    struct report r = judge(two);
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.version, OB_3_0);

    b.achievement.name = b.name = S("Doctor of Medicine");
    check_ok(bake_beside(test_arena, one, OB_3_0, signed_badge(&b, &s.sign), &two, &err), &err);
    r = judge(two);
    check_verdict(r, INVALID, "baked-twice");
    world_clear();
    r = judge(two);
    check_verdict(r, UNVERIFIED, "baked-twice");
    world_put(S(ASSERTION), 410, S(""));
    r = judge(two);
    check_verdict(r, INVALID, "baked-twice");
    key_close(s.key);
}

TEST(offline_a_hosted_badge_stays_open)
{
    struct report r;
    struct error err;

    crypto_start();
    check_ok(badge_verify(test_arena, assertion_json(), &(struct verify_options){.at = NOW}, &r, &err), &err);
    check_verdict(r, UNVERIFIED, "fetch-failed");
}
