#include "unit/badge/world.h"

/* Hosted badges of the versions 0.5, 1.0 and 1.1. */

#define ASSERTION "https://acme.test/a/1"
#define CLASS     "https://acme.test/b/1"
#define ISSUER    "https://acme.test/issuer"
#define PICTURE   "https://acme.test/p.png"
#define CONTEXT   "\"@context\":\"https://w3id.org/openbadges/v1\","

static const char v1_assertion[] =
    "{\"uid\":\"u1\",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},"
    "\"badge\":\"" CLASS "\",\"verify\":{\"type\":\"hosted\",\"url\":\"" ASSERTION "\"},\"issuedOn\":\"2025-12-02\"}";
static const char v1_class[] =
    "{\"name\":\"Ladder safety\",\"description\":\"Safe use of ladders\",\"image\":\"" PICTURE "\","
    "\"criteria\":\"https://acme.test/c\",\"issuer\":\"" ISSUER "\"}";
static const char v1_issuer[] = "{\"name\":\"Acme Training\",\"url\":\"https://acme.test\"}";
static const char v0[] =
    "{\"recipient\":\"ada@example.org\",\"issued_on\":\"2025-12-02\",\"badge\":{\"version\":\"0.5.0\",\"name\":\"Ladder safety\","
    "\"image\":\"/p.png\",\"description\":\"D\",\"criteria\":\"/c\",\"issuer\":{\"origin\":\"https://acme.test\",\"name\":\"Acme\"}}}";

static void put_all(void)
{
    crypto_start();
    world_clear();
    world_put(S(ASSERTION), 200, cstr(v1_assertion));
    world_put(S(CLASS), 200, cstr(v1_class));
    world_put(S(ISSUER), 200, cstr(v1_issuer));
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
}

TEST(a_badge_of_1_0_holds_by_address_and_by_text)
{
    put_all();
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, NULL);
    check_str(cstr(r.anchor.kind), S("https"));
    check_str(r.anchor.value, S("acme.test"));
    check_str(r.badge.id, S(ASSERTION));
    check_str(r.badge.achievement.id, S(CLASS));
    check_str(r.badge.issuer.id, S(ISSUER));
    check_str(r.badge.issuer.name, S("Acme Training"));
    assert_int_equal(r.documents.n, 3);                       /* the host may go, the badge stays */
    check_str(r.documents.items[0].text, cstr(v1_assertion));
    check_str(r.documents.items[1].text, cstr(v1_class));
    check_str(r.documents.items[2].url, S(ISSUER));
    r = judge(cstr(v1_assertion));
    check_verdict(r, VALID, NULL);
    check_str(r.badge.original, cstr(v1_assertion));
    r = judge_in(test_arena, S(ASSERTION), &(struct verify_options){.recipient = S("ada@example.org")});
    check_verdict(r, VALID, NULL);
    r = judge_in(test_arena, S(ASSERTION), &(struct verify_options){.recipient = S("eve@example.org")});
    check_verdict(r, INVALID, "recipient-mismatch");
}

TEST(every_check_of_a_badge_of_1_x_can_fail)
{
    enum { A, C, I };
    static const struct { int doc; const char *from, *to, *flaw; enum verdict want; } t[] = {
        {A, "\"uid\":\"u1\",", "", "required-missing", INVALID},
        {A, "\"uid\":\"u1\",", "\"uid\":7,", "value-type", INVALID},
        {A, "\"uid\":\"u1\",", CONTEXT "\"type\":\"Assertion\",\"id\":\"" ASSERTION "\",", "required-missing", VALID},
        {A, "\"uid\":\"u1\",", CONTEXT "\"uid\":\"u1\",", "required-missing", VALID},
        {A, "\"uid\":\"u1\",", CONTEXT "\"uid\":\"u1\",\"type\":\"BadgeClass\",", "type-wrong", INVALID},
        {A, "\"uid\":\"u1\",", "\"@context\":[\"https://w3id.org/openbadges/v1\",\"https://x.test/\"],\"uid\":\"u1\",", "context-unknown", UNVERIFIED},
        {A, "\"uid\":\"u1\",", CONTEXT "\"uid\":\"u1\",\"id\":\"https://acme.test/other\",\"type\":\"Assertion\",", "id-mismatch", VALID},
        {A, "\"type\":\"hosted\"", "\"type\":\"HOStED\"", NULL, VALID},
        {A, "\"type\":\"hosted\"", "\"type\":\"hostedX\"", "type-wrong", INVALID},
        {A, "\"type\":\"hosted\"", "\"type\":\"signed\"", "no-proof", INVALID},
        {A, "\"verify\"", "\"other\"", "required-missing", INVALID},
        {A, "\"url\":\"" ASSERTION "\"", "\"url\":\"https://acme.test/a/2\"", "id-mismatch", INVALID},
        {A, "\"url\":\"" ASSERTION "\"", "\"url\":\"http://acme.test/a/1\"", "id-mismatch", VALID},   /* moved to https */
        {A, "\"issuedOn\":\"2025-12-02\"", "\"issuedOn\":1764633600", NULL, VALID},
        {A, "\"issuedOn\":\"2025-12-02\"", "\"issuedOn\":\"yesterday\"", "date-malformed", INVALID},
        {A, "\"issuedOn\":\"2025-12-02\"", "\"issuedOn\":\"2999-12-02\"", "not-yet-valid", INVALID},
        {A, "\"issuedOn\"", "\"expires\":\"2025-12-30\",\"issuedOn\"", "expired", INVALID},
        {A, "\"issuedOn\"", "\"expires\":\"2025-11-30\",\"issuedOn\"", "expires-before-issue", INVALID},
        {A, "\"issuedOn\"", "\"revoked\":true,\"issuedOn\"", "revoked", INVALID},
        {A, "\"issuedOn\"", "\"revoked\":\"true\",\"issuedOn\"", "revoked", INVALID},
        {A, "\"issuedOn\"", "\"revoked\":false,\"issuedOn\"", NULL, VALID},
        {A, "\"issuedOn\"", "\"evidence\":\"/e\",\"issuedOn\"", "value-type", INVALID},
        {A, "\"issuedOn\"", "\"evidence\":\"https://acme.test/gone\",\"issuedOn\"", NULL, VALID},     /* pages are not asked for */
        {A, "\"issuedOn\"", "\"image\":\"https://acme.test/none\",\"issuedOn\"", "image-unreachable", UNVERIFIED},
        {A, "\"issuedOn\"", "\"image\":\"data:image/png;base64,iVBORw0KGgo=\",\"issuedOn\"", NULL, VALID},
        {A, "\"hashed\":false", "\"hashed\":\"false\"", NULL, VALID},
        {A, "\"hashed\":false", "\"hashed\":true", "hash-flag-wrong", INVALID},
        {A, "\"hashed\":false", "\"hashed\":1", "value-type", INVALID},
        {A, "\"type\":\"email\"", "\"type\":\"eMaIl\"", NULL, VALID},
        {A, "\"type\":\"email\"", "\"type\":\"twitter\"", "value-type", INVALID},
        {A, "\"identity\":\"ada@example.org\"", "\"identity\":\"sha1$0000000000000000000000000000000000000000\"", "hash-flag-wrong", INVALID},
        {A, "\"badge\":\"" CLASS "\"", "\"badge\":\"/b/1\"", "id-not-uri", INVALID},
        {A, "\"badge\":\"" CLASS "\"", "\"badge\":\"https://acme.test/none\"", "fetch-failed", UNVERIFIED},
        {C, "\"name\"", "\"other\"", "required-missing", INVALID},
        {C, "\"criteria\":\"https://acme.test/c\"", "\"criteria\":\"/c\"", "value-type", INVALID},
        {C, "\"image\":\"" PICTURE "\"", "\"image\":\"/p.png\"", "image-type", INVALID},
        {C, "\"image\":\"" PICTURE "\"", "\"image\":\"" ISSUER "\"", "image-type", INVALID},
        {C, "\"image\":\"" PICTURE "\"", "\"image\":\"data:image/png;base64,iVBO Rw0K\\nGgo=\"", NULL, VALID},
        {C, "\"image\":\"" PICTURE "\"", "\"image\":\"data:image/jpeg;base64,AAAA\"", "image-type", INVALID},
        {C, "\"name\"", "\"alignment\":[{\"name\":\"A\",\"url\":\"https://x.test/1\"},{\"name\":\"B\"}],\"name\"", "required-missing", INVALID},
        {C, "\"name\"", "\"tags\":[\"a\",false],\"name\"", "value-type", INVALID},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":\"https://acme.test/none\"", "fetch-failed", UNVERIFIED},
        {C, "\"issuer\":\"" ISSUER "\"", "\"issuer\":{\"name\":\"Acme\",\"url\":\"https://acme.test\"}", "id-not-uri", VALID},
        {I, "\"url\":\"https://acme.test\"", "\"other\":1", "required-missing", INVALID},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"https://www.acme.test/x\"", NULL, VALID},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"https://training.acme.test/\"", "issuer-mismatch", UNVERIFIED},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"https://example.org/\"", "issuer-mismatch", INVALID},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"https://evilacme.test/\"", "issuer-mismatch", INVALID},
        {I, "\"url\":\"https://acme.test\"", "\"url\":\"https://test/\"", "issuer-mismatch", INVALID},
        {I, "\"name\"", "\"email\":\"skj@asdk\",\"name\"", "value-type", INVALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        if (t[i].doc == A)
            world_put(S(ASSERTION), 200, replaced(cstr(v1_assertion), t[i].from, t[i].to));
        else if (t[i].doc == C)
            world_put(S(CLASS), 200, replaced(cstr(v1_class), t[i].from, t[i].to));
        else
            world_put(S(ISSUER), 200, replaced(cstr(v1_issuer), t[i].from, t[i].to));
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(documents_elsewhere_do_not_speak_for_the_issuer)
{
    put_all();
    world_put(S("https://evil.test/a"), 200, replaced(cstr(v1_assertion), ASSERTION, "https://evil.test/a"));
    struct report r = judge(S("https://evil.test/a"));
    check_verdict(r, INVALID, "outside-hosted-scope");

    /* All three copied: only its own host is proved. */
    world_put(S("https://evil.test/i"), 200, cstr(v1_issuer));
    world_put(S("https://evil.test/b"), 200, replaced(cstr(v1_class), ISSUER, "https://evil.test/i"));
    world_put(S("https://evil.test/a"), 200,
              replaced(replaced(cstr(v1_assertion), ASSERTION, "https://evil.test/a"), CLASS, "https://evil.test/b"));
    r = judge(S("https://evil.test/a"));
    check_verdict(r, INVALID, "issuer-mismatch");
    assert_true(str_contains(r.checks.items[3].message, S("evil.test")));
}

TEST(a_redirect_may_go_over_to_https_and_to_no_other_host)
{
    static const struct { size_t page; const char *to, *flaw; enum verdict want; } t[] = {
        {0, "https://acme.test/moved", "id-mismatch", VALID},     {0, "https://evil.test/a", "id-mismatch", INVALID},
        {0, "http://acme.test/a/1", "id-mismatch", INVALID},      {1, "https://acme.test/b/one", NULL, VALID},
        {1, "https://evil.test/b", "id-mismatch", INVALID},       {2, "https://evil.test/i", "id-mismatch", INVALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        the_world.pages[t[i].page].final_url = cstr(t[i].to);
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(a_badge_over_plain_http_is_marked)
{
    static const struct { const char *url, *to; } docs[] = {
        {ASSERTION, v1_assertion}, {CLASS, v1_class}, {ISSUER, v1_issuer}};

    put_all();
    for (size_t i = 0; i < COUNT(docs); i++) {
        str text = cstr(docs[i].to);
        while (str_contains(text, S("https://acme")))
            text = replaced(text, "https://acme", "http://acme");
        world_put(replaced(cstr(docs[i].url), "https", "http"), 200, text);
    }
    world_put(replaced(S(PICTURE), "https", "http"), 200, S("\x89PNG\r\n\x1a\n"));
    struct report r = judge(S("http://acme.test/a/1"));
    check_verdict(r, VALID, "key-not-anchored");
    check_str(cstr(r.anchor.kind), S("http"));
}

TEST(what_is_handed_in_must_be_what_is_hosted)
{
    static const struct { const char *from, *to, *where; } t[] = {
        {"\"uid\":\"u1\"", "\"uid\":\"u2\"", "/uid"},
        {"\"issuedOn\":\"2025-12-02\"", "\"issuedOn\":\"2025-12-03\"", "/issuedOn"},
        {"ada@example.org", "eve@example.org", "/recipient"},
        {"\"uid\"", "\"more\":1,\"uid\"", "/more"},
        {",\"issuedOn\":\"2025-12-02\"", "", "/issuedOn"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        struct report r = judge(replaced(cstr(v1_assertion), t[i].from, t[i].to));
        check_verdict_at(i, r, INVALID, "id-mismatch");
        check_str_at(i, r.checks.items[1].where, cstr(t[i].where));
        check_str_at(i, r.badge.uid, S("u1"));                 /* the host's words are shown */
    }
    put_all();
    struct report r = judge(replaced(cstr(v1_assertion), "{\"uid\":\"u1\",", " { \"uid\" : \"\\u00751\" , "));
    check_verdict(r, VALID, NULL);                            /* the same, written otherwise */
}

TEST(the_backpacks_own_form_only_leads_to_the_original)
{
    str flat = S("{\"uid\":\"u1\",\"recipient\":\"eve@example.org\",\"verify\":{\"type\":\"hosted\",\"url\":\"" ASSERTION "\"},"
                 "\"badge\":{\"name\":\"Doctor of Medicine\",\"issuer\":{\"name\":\"University\",\"url\":\"https://acme.test\",\"origin\":\"https://acme.test\"}},"
                 "\"issuedOn\":1361561067,\"issued_on\":1361561067}");

    put_all();
    struct report r = judge(flat);
    check_verdict(r, VALID, "id-mismatch");
    check_str(r.badge.name, S("Ladder safety"));
    check_str(r.badge.identities.items[0].value, S("ada@example.org"));
    check_str(r.badge.original, flat);
    world_put(S(ASSERTION), 404, S(""));
    r = judge(flat);
    check_verdict(r, UNVERIFIED, "fetch-failed");
    world_put(S(ASSERTION), 200, flat);                       /* hosted in that form: no badge of any version */
    r = judge(flat);
    check_verdict(r, INVALID, "required-missing");
}

TEST(a_host_that_went_over_to_2_0_is_believed)
{
    put_all();
    world_put(S(ASSERTION), 200, S("{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assertion\",\"id\":\"" ASSERTION "\","
              "\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},\"badge\":\"" CLASS "\","
              "\"verification\":{\"type\":\"HostedBadge\"},\"issuedOn\":\"2025-12-02T00:00:00Z\"}"));
    world_put(S(CLASS), 200, S("{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"BadgeClass\",\"id\":\"" CLASS "\",\"name\":\"N\","
              "\"description\":\"D\",\"image\":\"" PICTURE "\",\"criteria\":\"https://acme.test/c\",\"issuer\":\"" ISSUER "\"}"));
    world_put(S(ISSUER), 200, S("{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Issuer\",\"id\":\"" ISSUER "\",\"name\":\"I\","
              "\"url\":\"https://acme.test\",\"email\":\"a@acme.test\"}"));
    struct report r = judge(cstr(v1_assertion));
    check_verdict(r, VALID, "version-mismatch");
    assert_int_equal(r.badge.version, OB_2_0);
}

TEST(revocation_is_a_status_or_a_word)
{
    static const struct { int status; const char *body, *flaw; enum verdict want; } t[] = {
        {410, "", "revoked", INVALID},   {410, "{\"revoked\":true}", "revoked", INVALID},
        {200, "{\"revoked\":true}", "revoked", INVALID}, {404, "", "fetch-failed", UNVERIFIED},
        {500, "", "fetch-failed", UNVERIFIED}, {200, "<html>", NULL, INVALID}, {200, "{}", "not-a-badge", INVALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        world_put(S(ASSERTION), t[i].status, cstr(t[i].body));
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        r = judge(cstr(v1_assertion));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

/* ---- 0.5 ---- */

TEST(a_badge_of_0_5_holds_by_its_address_alone)
{
    put_all();
    world_put(S(ASSERTION), 200, cstr(v0));
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.version, OB_0_5);
    check_str(r.badge.id, S(ASSERTION));
    check_str(r.anchor.value, S("acme.test"));
    r = judge(cstr(v0));
    check_verdict(r, UNVERIFIED, "not-a-badge");
    str with_address = replaced(cstr(v0), "\"issued_on\"", "\"verify\":{\"type\":\"hosted\",\"url\":\"" ASSERTION "\"},\"issued_on\"");
    r = judge(with_address);                                  /* as the Backpack's baker wrote it */
    check_verdict(r, VALID, "id-mismatch");
    /* Who knows where the bytes were found can say so. */
    struct verify_options found = {.found_at = S(ASSERTION)};
    r = judge_in(test_arena, cstr(v0), &found);
    check_verdict(r, VALID, NULL);
    r = judge_in(test_arena, replaced(cstr(v0), "ada@", "eve@"), &found);
    check_verdict(r, INVALID, "id-mismatch");
    found.found_at = S("badge.json");
    r = judge_in(test_arena, cstr(v0), &found);
    check_verdict(r, UNVERIFIED, "not-a-badge");
}

TEST(every_check_of_a_badge_of_0_5_can_fail)
{
    static const struct { const char *from, *to, *flaw; enum verdict want; } t[] = {
        {"\"version\":\"0.5.0\",", "", NULL, VALID},
        {"\"version\":\"0.5.0\"", "\"version\":\"v100\"", "value-type", INVALID},
        {"\"issued_on\":\"2025-12-02\",", "", NULL, VALID},
        {"\"issued_on\":\"2025-12-02\"", "\"issued_on\":\"soon\"", "date-malformed", INVALID},
        {"\"issued_on\":\"2025-12-02\"", "\"expires\":\"2025-12-31\"", "expired", INVALID},
        {"\"issued_on\":\"2025-12-02\"", "\"evidence\":\"/e\"", NULL, VALID},
        {"\"issued_on\":\"2025-12-02\"", "\"evidence\":\"not a url\"", "value-type", INVALID},
        {"\"issued_on\":\"2025-12-02\"", "\"salt\":\"s\"", "hash-flag-wrong", INVALID},
        {"ada@example.org", "sha256$8f0e05590e2335853044e4ec212978013a9a416a4a711a0813ce1f97574e4d54\",\"salt\":\"x", NULL, VALID},
        {"ada@example.org", "sha1$c0b19425e0f2c8021ab06c79b19144e127b0f2cb\",\"salt\":\"x", "hash-weak", VALID},
        {"ada@example.org", "md5$c0b19425e0f2c8021ab06c79b19144e1\",\"salt\":\"x", "hash-weak", VALID},
        {"ada@example.org", "sha256$8f0e05590e2335853044e4ec212978013a9a416a4a711a0813ce1f97574e4d54", "hash-weak", VALID},
        {"ada@example.org", "bcrypt$5$something", "hash-unsupported", INVALID},
        {"ada@example.org", "sha1stuff", "hash-unsupported", INVALID},
        {"\"recipient\":\"ada@example.org\"", "\"other\":1", "required-missing", INVALID},
        {"\"criteria\":\"/c\"", "\"criteria\":\"c d\"", "value-type", INVALID},
        {"\"criteria\":\"/c\",", "", "required-missing", INVALID},
        {"\"image\":\"/p.png\"", "\"image\":\"/none\"", "image-unreachable", UNVERIFIED},
        {"\"image\":\"/p.png\"", "\"image\":\"" PICTURE "\"", NULL, VALID},
        {"https://acme.test", "https://acme.test/", NULL, VALID},
        {"https://acme.test", "https://acme.test/x", "value-type", INVALID},
        {"https://acme.test", "http://acme.test", "image-unreachable", UNVERIFIED},  /* the pictures stand against it */
        {"https://acme.test", "https://example.org", "outside-hosted-scope", INVALID},
        {"https://acme.test", "https://acme.test:8443", "outside-hosted-scope", INVALID},
        {"\"name\":\"Acme\"", "\"name\":\"Acme\",\"contact\":\"909090\"", "value-type", INVALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        world_put(S(ASSERTION), 200, replaced(cstr(v0), t[i].from, t[i].to));
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(a_badge_of_0_5_on_http_cannot_name_an_https_issuer)
{
    put_all();
    world_put(S("http://acme.test/a/1"), 200, cstr(v0));
    struct report r = judge(S("http://acme.test/a/1"));
    check_verdict(r, INVALID, "outside-hosted-scope");
}

TEST(no_request_or_allocation_that_fails_leaves_a_yes)
{
    put_all();
    check_never_yes_when_silent(S(ASSERTION));
    check_never_yes_when_silent(cstr(v1_assertion));
    check_never_yes_when_dry(cstr(v1_assertion));
    world_put(S(ASSERTION), 200, cstr(v0));
    check_never_yes_when_silent(S(ASSERTION));
    check_never_yes_when_dry(S(ASSERTION));
}
