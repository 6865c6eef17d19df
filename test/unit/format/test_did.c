#include "base/clock.h"
#include "format/did.h"
#include "unit/vectors.h"

TEST(dids_are_taken_apart)
{
    struct did_url d;
    struct error err;

    check_ok(did_parse(S("did:web:example.org:i:7/p/q?service=x#key-1"), &d, &err), &err);
    check_str(d.did, S("did:web:example.org:i:7"));
    check_str(d.method, S("web"));
    check_str(d.id, S("example.org:i:7"));
    check_str(d.path, S("/p/q"));
    check_str(d.query, S("service=x"));
    check_str(d.fragment, S("key-1"));
    check_ok(did_parse(S("did:example:ada"), &d, &err), &err);
    check_str(d.path, (str){0});
    check_str(d.fragment, (str){0});
}

TEST(broken_dids_are_refused)
{
    static const char *const t[] = {
        "", "did", "did:", "did:web", "did:web:", "did::x", "DID:web:x.org", "did:WEB:x.org", "did:we b:x",
        "did:web:x y", "did:web:x%", "did:web:x%4", "did:web:x%zz", "did:web:x:", "did:web:x\n",
        "did:web:x#a#b", "did:web:x#a b", "did:web:\xC3\xA9", "did:web:a\"b", " did:web:x.org",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct did_url d;
        check_code_at(i, did_parse(cstr(t[i]), &d, NULL), BAD_INPUT);
    }
    struct did_url d;
    check_code(did_parse(S("did:web:x\0.evil"), &d, NULL), BAD_INPUT);
    char *many = arena_alloc(test_arena, 2050, 1);
    memset(many, 'a', 2049);
    memcpy(many, "did:a:", 6);
    check_code(did_parse((str){many, 2048}, &d, NULL), OK);
    check_code(did_parse((str){many, 2049}, &d, NULL), LIMIT);
}

TEST(did_web_names_one_https_address)
{
    static const struct { const char *did; bool local; const char *want; } t[] = {
        {"did:web:example.org", false, "https://example.org/.well-known/did.json"},
        {"did:web:example.org:i:7", false, "https://example.org/i/7/did.json"},
        {"did:web:example.org%3A8443:a:b", false, "https://example.org:8443/a/b/did.json"},
        {"did:web:example.org%3a443", false, "https://example.org:443/.well-known/did.json"},
        {"did:web:EXAMPLE.org", false, "https://example.org/.well-known/did.json"},
        {"did:web:xn--bcher-kva.example", false, "https://xn--bcher-kva.example/.well-known/did.json"},
        {"did:web:localhost%3A8080", true, "https://localhost:8080/.well-known/did.json"},
        {"did:web:localhost%3A8080", false, NULL},
        {"did:web:example.org%3A80", false, NULL},
        {"did:web:example.org%3A25", false, NULL},
        {"did:web:example.org%3A0443", false, NULL},
        {"did:web:example.org%3A", false, NULL},
        {"did:web:example.org%3A70000", false, NULL},
        {"did:web:example.org%2Fx", false, NULL},
        {"did:web:u%40example.org", false, NULL},
        {"did:web:example.org:a%2Fb", false, NULL},
        {"did:web:example.org::b", false, NULL},
        {"did:web:example.org:..", false, NULL},
        {"did:web:127.0.0.1", false, NULL},
        {"did:web:127.1", true, NULL},
        {"did:web:1.2.3.0x4", false, NULL},
        {"did:web:example.org.", false, NULL},
        {"did:web:-a.org", false, NULL},
        {"did:web:a_b.org", false, NULL},
        {"did:web:intranet", true, NULL},
        {"did:web:x.localhost", true, NULL},
        {"did:web:example.org#k", false, NULL},
        {"did:key:z6Mk", false, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str url = {0};
        code c = did_web_url(test_arena, cstr(t[i].did), t[i].local, &url, NULL);
        check_at(i, (c == OK) == (t[i].want != NULL));
        check_str_at(i, url, cstr(t[i].want));
    }
}

TEST(an_address_becomes_the_did_that_leads_back_to_it)
{
    static const struct { const char *url, *want; } t[] = {
        {"https://example.org:8443/i/7", "did:web:example.org%3A8443:i:7"},
        {"https://Example.org", "did:web:example.org"},
        {"https://example.org:443/", "did:web:example.org"},
        {"https://example.org/i/", "did:web:example.org:i"},
        {"http://example.org/", NULL},
        {"https://example.org/?x", NULL},
        {"https://example.org/#x", NULL},
        {"https://u@example.org/", NULL},
        {"https://127.0.0.1/", NULL},
        {"https://example.org//x", NULL},
        {"https://example.org/a:b", "did:web:example.org:a:b"},
        {"not an address", NULL},
    };
    for (size_t i = 0; i < COUNT(t) - 2; i++) {
        str did = {0};
        check_at(i, (did_web_from_url(test_arena, cstr(t[i].url), &did, NULL) == OK) == (t[i].want != NULL));
        if (t[i].want)
            check_str_at(i, did, cstr(t[i].want));
    }
}

TEST(a_did_that_carries_its_key_gives_it)
{
    static const struct { const char *in; code want; } t[] = {
        {"did:key:z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH", OK},
        {"did:key:z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH#z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH", OK},
        {"did:key:z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH#z6MkwBmiANGWuDuuwNxBbnc98XrY5f6AmVDcC7ej58SLNsDH", BAD_INPUT},
        {"did:key:z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH#", BAD_INPUT},
        {"did:key:z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH?x", BAD_INPUT},
        {"did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ#0", OK},
        {"did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ", OK},
        {"did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ#1", BAD_INPUT},
        {"did:jwk:e30", BAD_INPUT},
        {"did:jwk:!", BAD_INPUT},
        {"did:web:example.org", UNSUPPORTED},
        {"did:example:ada", UNSUPPORTED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        check_code_at(i, did_embedded_key(test_arena, cstr(t[i].in), &k, NULL), t[i].want);
        key_close(k);
    }
}

TEST(a_key_makes_the_did_that_gives_it_back)
{
    struct key *k = NULL, *again = NULL;
    struct error err;

    check_ok(key_generate(KEY_P384, &k, &err), &err);
    check_ok(did_embedded_key(test_arena, did_key_from(test_arena, k), &again, &err), &err);
    assert_true(key_same_public(k, again));
    key_close(k);
    key_close(again);
}

#define DID    "did:web:issuer.test"
#define ID     "\"id\":\"" DID "\""
#define JWK    "\"publicKeyJwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define METHOD "{\"id\":\"" DID "#k\",\"type\":\"JsonWebKey\",\"controller\":\"" DID "\"," JWK "}"
#define USE    "\"assertionMethod\":[\"" DID "#k\"]"

static const struct did_use for_assertions = {.purpose = "assertionMethod"};

TEST(a_document_gives_a_key_for_its_purpose_only)
{
    static const struct { const char *in; code want; } t[] = {
        {"{" ID ",\"verificationMethod\":[" METHOD "]," USE "}", OK},
        {"{" ID ",\"verificationMethod\":" METHOD ",\"assertionMethod\":\"" DID "#k\"}", OK},
        {"{" ID ",\"assertionMethod\":[" METHOD "]}", OK},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":[\"x\",\"JsonWebKey2020\"],\"controller\":\"" DID "\"," JWK
         "}],\"assertionMethod\":[\"#k\"]}", OK},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"Multikey\",\"controller\":\"" DID "\",\"publicKeyMultibase\":"
         "\"z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH\"}],\"assertionMethod\":[\"#k\"]}", OK},
        {"{" ID ",\"verificationMethod\":[" METHOD "],\"assertionMethod\":[]}", DENIED},
        {"{" ID ",\"verificationMethod\":[" METHOD "],\"authentication\":[\"" DID "#k\"]}", DENIED},
        {"{" ID ",\"verificationMethod\":[]," USE "}", NOT_FOUND},
        {"{" ID ",\"authentication\":[" METHOD "]}", NOT_FOUND},
        {"{" ID ",\"verificationMethod\":[" METHOD "," METHOD "]," USE "}", BAD_INPUT},
        {"{" ID ",\"verificationMethod\":[" METHOD "],\"assertionMethod\":[" METHOD "]}", BAD_INPUT},
        {"{\"id\":\"did:web:evil.test\",\"verificationMethod\":[" METHOD "]," USE "}", DENIED},
        {"{" ID ",\"deactivated\":true,\"verificationMethod\":[" METHOD "]," USE "}", DENIED},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"controller\":\"did:web:evil.test\"," JWK "}]," USE "}", DENIED},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\"," JWK "}]," USE "}", DENIED},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"Other\",\"controller\":\"" DID "\"," JWK "}]," USE "}", UNSUPPORTED},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"Multikey\",\"controller\":\"" DID "\"," JWK "}]," USE "}", BAD_INPUT},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"revoked\":\"2020-01-01T00:00:00Z\",\"controller\":\"" DID "\"," JWK "}]," USE "}", DENIED},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"revoked\":\"never\",\"controller\":\"" DID "\"," JWK "}]," USE "}", BAD_INPUT},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"expires\":\"2020-01-01T00:00:00Z\",\"controller\":\"" DID "\"," JWK "}]," USE "}", DENIED},
        {"{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"expires\":\"2999-01-01T00:00:00Z\",\"controller\":\"" DID "\"," JWK "}]," USE "}", OK},
        {"{\"verificationMethod\":[" METHOD "]," USE "}", BAD_INPUT},
        {"[]", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct json *doc;
        struct key *k = NULL;
        assert_int_equal(json_parse(test_arena, cstr(t[i].in), NULL, &doc, NULL), OK);
        check_code_at(i, did_document_key(test_arena, doc, S(DID "#k"), &for_assertions, &k, NULL), t[i].want);
        key_close(k);
    }
}

TEST(a_key_is_judged_at_the_moment_asked_about)
{
    static const char text[] = "{" ID ",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\","
                               "\"revoked\":\"2020-01-01T00:00:00Z\",\"controller\":\"" DID "\"," JWK "}]," USE "}";
    static const struct { const char *at; code want; } t[] = {
        {"2019-12-31T23:59:59Z", OK}, {"2020-01-01T00:00:00Z", DENIED}, {"2026-01-01T00:00:00Z", DENIED}};
    const struct json *doc;

    assert_int_equal(json_parse(test_arena, cstr(text), NULL, &doc, NULL), OK);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct did_use use = for_assertions;
        struct key *k = NULL;
        assert_int_equal(time_parse(cstr(t[i].at), &use.at, NULL), OK);
        check_code_at(i, did_document_key(test_arena, doc, S(DID "#k"), &use, &k, NULL), t[i].want);
        key_close(k);
    }
}

static void read_document(struct arena *a, void *ctx)
{
    const struct json *doc;
    struct key *k = NULL;

    (void)ctx;
    if (json_parse(a, S("{" ID ",\"verificationMethod\":[" METHOD "]," USE "}"), NULL, &doc, NULL) == OK &&
        did_document_key(a, doc, S(DID "#k"), &for_assertions, &k, NULL) == OK)
        key_close(k);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_document, NULL) > 3);
}

static bool resolves(struct arena *a, str did)
{
    struct key *k = NULL;
    str url;

    if (did_web_url(a, did, false, &url, NULL) == OK)
        return true;
    code c = did_embedded_key(a, did, &k, NULL);
    key_close(k);
    return c == OK;
}

static void check_list(const char *name)
{
    struct arena *a = arena_new((size_t)64 << 20);
    const struct json *list = vector_json(a, name);

    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *row = json_item(list, i);
        str did = json_str(json_get(row, "did")), want = json_str(json_get(row, "expected")), url;
        if (str_eq(want, S("policy")))           /* pinned above: ports from 1024 and 443 */
            continue;
        check_at(i, resolves(a, did) == str_eq(want, S("resolve")));
        if (json_get(row, "url")) {
            check_code_at(i, did_web_url(a, did, false, &url, NULL), OK);
            check_str_at(i, url, json_str(json_get(row, "url")));
        }
    }
    arena_free(a);
    if (!list)
        skip();
}

TEST(the_shared_did_keys_resolve_or_are_refused)
{
    check_list("hostile/did/did-key.json");
}

TEST(the_shared_did_webs_resolve_or_are_refused)
{
    check_list("hostile/did/did-web.json");
}

static void check_document(struct arena *a, const struct hostile *h, str bytes)
{
    const struct json *doc;
    struct key *k = NULL;

    if (!str_starts(h->file, S("did/doc-")))
        return;
    code c = json_parse(a, bytes, NULL, &doc, NULL);
    if (c == OK)
        c = did_document_key(a, doc, S("did:web:issuer.lapel.test#ed-1"), &for_assertions, &k, NULL);
    key_close(k);
    if (!str_eq(h->verdict, S("safe")))
        check_hostile(h, (c == OK) == str_eq(h->verdict, S("accept")));
}

TEST(hostile_documents_give_no_key)
{
    each_hostile("did", 0, check_document);
}
