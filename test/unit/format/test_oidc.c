#include "base/codec.h"
#include "base/list.h"
#include "format/jose.h"
#include "format/oidc.h"
#include "unit/test.h"

#define NOW (1750000000LL * SECOND)

/* ---- the provider's description ---- */

TEST(an_issuer_is_taken_as_people_paste_it)
{
    static const struct { const char *typed, *want; } t[] = {
        {"https://id.example.org", "https://id.example.org"},
        {"  https://id.example.org/realms/acme ", "https://id.example.org/realms/acme"},
        {"https://id.example.org/.well-known/openid-configuration", "https://id.example.org"},
        {"https://tenant.example.org/", "https://tenant.example.org/"},
        {"id.example.org", "https://id.example.org"},
        {"http://id.example.org", NULL}, {"https://id.example.org?x=1", NULL}, {"https://a@id.example.org", NULL},
        {"javascript:alert(1)", NULL}, {"", NULL}, {"acme", NULL}, {"ftp://id.example.org", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        str out = {0};
        code c = oidc_issuer_read(test_arena, cstr(t[i].typed), false, &out, NULL);
        check_str_at(i, c == OK ? out : (str){0}, cstr(t[i].want));
    }
}

#define GOOD "\"issuer\":\"https://id.example.org\",\"authorization_endpoint\":\"https://id.example.org/a\"," \
             "\"token_endpoint\":\"https://id.example.org/t\",\"jwks_uri\":\"https://id.example.org/k\""

TEST(a_description_must_name_its_issuer_and_addresses_we_may_use)
{
    static const struct { const char *doc; code want; } t[] = {
        {"{" GOOD "}", OK},
        {"{" GOOD ",\"response_types_supported\":[\"code\"],\"id_token_signing_alg_values_supported\":[\"ES256\"]}", OK},
        {"{" GOOD ",\"end_session_endpoint\":\"http://id.example.org/out\"}", BAD_INPUT},
        {"{" GOOD ",\"end_session_endpoint\":\"javascript:alert(1)\"}", BAD_INPUT},
        {"{" GOOD ",\"end_session_endpoint\":7}", BAD_INPUT},
        {"{" GOOD ",\"response_types_supported\":[\"id_token\"]}", UNSUPPORTED},
        {"{" GOOD ",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\"]}", UNSUPPORTED},
        {"{\"issuer\":\"https://id.example.org\"}", UNSUPPORTED},
        {"{\"issuer\":\"https://id.example.org/\"}", DENIED},
        {"{\"issuer\":\"https://login.microsoftonline.com/{tenantid}/v2.0\"}", DENIED},
        {"{}", DENIED}, {"[]", DENIED}, {"<html>", BAD_INPUT}, {"", BAD_INPUT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct oidc_provider p;
        check_code_at(i, oidc_provider_read(test_arena, cstr(t[i].doc), &(struct oidc_asked){S("https://id.example.org"), false}, &p, NULL),
                     t[i].want);
    }
}

TEST(the_secret_goes_where_the_provider_wants_it)
{
    struct oidc_provider p;
    struct error err;
    const struct oidc_asked asked = {S("https://id.example.org"), false};

    check_ok(oidc_provider_read(test_arena, S("{" GOOD ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]}"), &asked, &p, &err), &err);
    assert_true(p.secret_in_form);
    check_ok(oidc_provider_read(test_arena, S("{" GOOD "}"), &asked, &p, &err), &err);
    assert_false(p.secret_in_form || p.names_itself);
}

/* ---- tokens ---- */

static struct key *key_of(enum key_kind kind)
{
    static struct key *kept[8];
    struct error err;

    if (!kept[kind])
        check_ok(key_generate(kind, &kept[kind], &err), &err);
    return kept[kind];
}

static str keys_text(enum key_kind kind, str kid)
{
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "keys");
    json_open_array(&w);
    json_put_text(&w, S("{\"kty\":\"oct\",\"k\":\"AAAA\"},7,{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"\",\"y\":\"\"}"));
    jwk_write(test_arena, &w, key_of(kind), kid);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static str token_of(enum key_kind kind, str kid, str payload)
{
    struct error err;
    str token;

    check_ok(jws_sign(test_arena, key_of(kind), &(struct jws_header){.kid = kid}, payload, &token, &err), &err);
    return token;
}

static const struct oidc_expected expected = {
    .issuer = {"https://id.example.org", 22}, .client = {"lapel", 5}, .nonce = {"n-1", 3}, .now = NOW,
};

#define CLAIMS(iss, aud, nonce, rest) \
    "{\"iss\":\"" iss "\",\"sub\":\"u-1\",\"aud\":" aud ",\"nonce\":\"" nonce "\"" rest "}"
#define TIMES ",\"exp\":1750000300,\"iat\":1750000000"
#define ISS "https://id.example.org"

TEST(a_token_is_taken_only_if_every_claim_fits)
{
    static const struct { const char *claims; code want; const char *where; } t[] = {
        {CLAIMS(ISS, "\"lapel\"", "n-1", TIMES), OK, ""},
        {CLAIMS(ISS, "[\"lapel\"]", "n-1", TIMES), OK, ""},
        {CLAIMS(ISS, "[\"lapel\",\"b\"]", "n-1", TIMES ",\"azp\":\"lapel\""), OK, ""},
        {CLAIMS(ISS, "[\"lapel\",\"b\"]", "n-1", TIMES), DENIED, "azp"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", TIMES ",\"azp\":\"b\""), DENIED, "azp"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", TIMES ",\"azp\":null"), DENIED, "azp"},
        {CLAIMS(ISS, "\"b\"", "n-1", TIMES), DENIED, "aud"},
        {CLAIMS(ISS, "[]", "n-1", TIMES), DENIED, "aud"},
        {CLAIMS(ISS, "{\"lapel\":1}", "n-1", TIMES), DENIED, "aud"},
        {CLAIMS(ISS "/", "\"lapel\"", "n-1", TIMES), DENIED, "iss"},
        {CLAIMS("https://evil.example", "\"lapel\"", "n-1", TIMES), DENIED, "iss"},
        {CLAIMS(ISS, "\"lapel\"", "n-2", TIMES), DENIED, "nonce"},
        {CLAIMS(ISS, "\"lapel\"", "", TIMES), DENIED, "nonce"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"iat\":1750000000"), BAD_INPUT, "exp"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":1750000300"), BAD_INPUT, "iat"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":\"1750000300\",\"iat\":1"), BAD_INPUT, "exp"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":99999999999999999,\"iat\":1"), BAD_INPUT, "exp"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":1749999881,\"iat\":1749999000"), OK, ""},           /* within the allowance */
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":1749999880,\"iat\":1749999000"), DENIED, "exp"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":1750000300,\"iat\":1750000120"), OK, ""},
        {CLAIMS(ISS, "\"lapel\"", "n-1", ",\"exp\":1750000300,\"iat\":1750000121"), DENIED, "iat"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", TIMES ",\"nbf\":1750000121"), DENIED, "nbf"},
        {"{\"iss\":\"" ISS "\",\"aud\":\"lapel\",\"nonce\":\"n-1\"" TIMES "}", BAD_INPUT, "sub"},
        {"{\"iss\":\"" ISS "\",\"sub\":\"\",\"aud\":\"lapel\",\"nonce\":\"n-1\"" TIMES "}", BAD_INPUT, "sub"},
        {"[]", DENIED, "iss"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct oidc_identity who;
        struct error err = {0};
        str token = token_of(KEY_P256, S("k1"), cstr(t[i].claims));

        check_code_at(i, oidc_token_check(test_arena, token, keys_text(KEY_P256, S("k1")), &expected, &who, &err), t[i].want);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
        assert_true(t[i].want == OK || who.subject.n == 0 || err.code == BAD_INPUT);
    }
}

TEST(the_key_must_be_one_of_the_providers)
{
    static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384, KEY_RSA};
    const str claims = S(CLAIMS(ISS, "\"lapel\"", "n-1", TIMES));
    struct oidc_identity who;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        enum key_kind k = kinds[i], other = kinds[(i + 1) % COUNT(kinds)];
        check_code_at(i, oidc_token_check(test_arena, token_of(k, S("k1"), claims), keys_text(k, S("k1")), &expected, &who, NULL), OK);
        check_code_at(i, oidc_token_check(test_arena, token_of(k, (str){0}, claims), keys_text(k, S("k1")), &expected, &who, NULL), OK);
        check_code_at(i, oidc_token_check(test_arena, token_of(k, S("k2"), claims), keys_text(k, S("k1")), &expected, &who, NULL), NOT_FOUND);
        check_code_at(i, oidc_token_check(test_arena, token_of(k, S("k1"), claims), keys_text(other, S("k1")), &expected, &who, NULL), DENIED);
    }
}

/* alg none, HMAC with the public key, and a key that the token brings itself. */
TEST(the_header_decides_nothing)
{
    static const char *const headers[] = {
        "{\"alg\":\"none\"}", "{\"alg\":\"none\",\"kid\":\"k1\"}", "{\"alg\":\"HS256\",\"kid\":\"k1\"}", "{\"alg\":\"RS256\",\"kid\":\"k1\"}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"jwk\":{\"kty\":\"EC\"}}", "{\"alg\":\"ES256\",\"kid\":\"k1\",\"jku\":\"https://evil.example/k\"}",
    };
    str claims = base64url_encode(test_arena, S(CLAIMS(ISS, "\"lapel\"", "n-1", TIMES)));
    struct oidc_identity who;

    for (size_t i = 0; i < COUNT(headers); i++) {
        str token = str_printf(test_arena, "%s.%s.", base64url_encode(test_arena, cstr(headers[i])).p, claims.p);
        assert_true(oidc_token_check(test_arena, token, keys_text(KEY_P256, S("k1")), &expected, &who, NULL) != OK);
    }
}

TEST(a_list_of_keys_has_an_end)
{
    struct buf b = buf_new(test_arena);
    struct oidc_identity who;
    str token = token_of(KEY_P256, S("k1"), S(CLAIMS(ISS, "\"lapel\"", "n-1", TIMES)));

    buf_put(&b, S("{\"keys\":[7"));
    for (int i = 0; i < OIDC_MAX_KEYS; i++)
        buf_put(&b, S(",7"));
    buf_put(&b, S("]}"));
    check_code_at(0, oidc_token_check(test_arena, token, buf_done(&b), &expected, &who, NULL), LIMIT);
    check_code_at(1, oidc_token_check(test_arena, token, S("{}"), &expected, &who, NULL), LIMIT);
    check_code_at(2, oidc_token_check(test_arena, token, S("<html>"), &expected, &who, NULL), BAD_INPUT);
}

/* Core §A.3: the value for that access token. */
TEST(an_access_token_must_belong_to_the_token)
{
    struct oidc_expected want = expected;
    struct oidc_identity who;
    str token = token_of(KEY_P256, S("k1"), S(CLAIMS(ISS, "\"lapel\"", "n-1", TIMES ",\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ\"")));

    want.access_token = S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    check_code_at(0, oidc_token_check(test_arena, token, keys_text(KEY_P256, S("k1")), &want, &who, NULL), OK);
    want.access_token = S("another");
    check_code_at(1, oidc_token_check(test_arena, token, keys_text(KEY_P256, S("k1")), &want, &who, NULL), DENIED);
}

/* ---- signing out ---- */

#define EVENT ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"
#define OUT(iss, aud, rest) "{\"iss\":\"" iss "\",\"aud\":\"" aud "\"" rest "}"

static str typed_token(const char *typ, str payload)
{
    struct error err;
    str token;

    check_ok(jws_sign(test_arena, key_of(KEY_P256), &(struct jws_header){.kid = S("k1"), .typ = cstr(typ)}, payload, &token, &err), &err);
    return token;
}

TEST(a_logout_token_is_taken_only_if_every_rule_holds)
{
    static const struct { const char *claims, *typ; code want; const char *where; } t[] = {
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\",\"sid\":\"s\""), "logout+jwt", OK, ""},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sid\":\"s\""), NULL, OK, ""},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\""), "JWT", OK, ""},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\""), "at+jwt", DENIED, "typ"},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\""), NULL, BAD_INPUT, "sub"},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"\",\"sid\":7"), NULL, BAD_INPUT, "sub"},
        {OUT(ISS, "lapel", TIMES EVENT ",\"sub\":\"u\""), NULL, BAD_INPUT, "jti"},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\",\"nonce\":\"n-1\""), NULL, DENIED, "nonce"},
        {OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\",\"nonce\":null"), NULL, DENIED, "nonce"},
        {OUT(ISS, "lapel", TIMES ",\"jti\":\"1\",\"sub\":\"u\""), NULL, DENIED, "events"},
        {OUT(ISS, "lapel", TIMES ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":true},\"jti\":\"1\",\"sub\":\"u\""), NULL, DENIED, "events"},
        {OUT(ISS, "lapel", TIMES ",\"events\":\"http://schemas.openid.net/event/backchannel-logout\",\"jti\":\"1\",\"sub\":\"u\""), NULL, DENIED, "events"},
        {OUT(ISS, "lapel", EVENT ",\"iat\":1750000000,\"jti\":\"1\",\"sub\":\"u\""), NULL, BAD_INPUT, "exp"},
        {OUT(ISS, "lapel", EVENT ",\"exp\":1750000000,\"jti\":\"1\",\"sub\":\"u\""), NULL, BAD_INPUT, "iat"},
        {OUT(ISS, "lapel", EVENT ",\"exp\":1749999880,\"iat\":1749999000,\"jti\":\"1\",\"sub\":\"u\""), NULL, DENIED, "exp"},
        {OUT(ISS, "other", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\""), NULL, DENIED, "aud"},
        {OUT("https://evil.example", "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\""), NULL, DENIED, "iss"},
        {CLAIMS(ISS, "\"lapel\"", "n-1", TIMES), NULL, DENIED, "events"},          /* an ID token */
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct oidc_logout said;
        struct oidc_identity who;
        struct error err = {0};
        str token = t[i].typ ? typed_token(t[i].typ, cstr(t[i].claims)) : token_of(KEY_P256, S("k1"), cstr(t[i].claims));

        check_code_at(i, oidc_logout_check(test_arena, token, keys_text(KEY_P256, S("k1")), &expected, &said, &err), t[i].want);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
        check_code_at(i, oidc_logout_check(test_arena, token, keys_text(KEY_ED25519, S("k1")), &expected, &said, NULL), DENIED);
        assert_true(t[i].want != OK || oidc_token_check(test_arena, token, keys_text(KEY_P256, S("k1")), &expected, &who, NULL) != OK);
    }
}

/* ---- what it says ---- */

TEST(an_address_is_verified_only_if_the_token_says_so)
{
    static const struct { const char *claim; bool says, is; } t[] = {
        {"", false, false}, {",\"email_verified\":true", true, true}, {",\"email_verified\":\"true\"", true, true},
        {",\"email_verified\":false", true, false}, {",\"email_verified\":\"false\"", true, false}, {",\"email_verified\":1", true, false},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct oidc_identity who;
        str claims = str_printf(test_arena, CLAIMS(ISS, "\"lapel\"", "n-1", TIMES "%s"), t[i].claim);
        check_code_at(i, oidc_token_check(test_arena, token_of(KEY_P256, S("k1"), claims), keys_text(KEY_P256, S("k1")), &expected, &who, NULL), OK);
        check_at(i, who.says_verified == t[i].says);
        check_at(i, who.is_verified == t[i].is);
    }
}

TEST(groups_are_found_under_a_name_or_a_way)
{
    static const struct { const char *name, *want; } t[] = {
        {"groups", "a|b"}, {"role", "admin"}, {"realm_access.roles", "r1|r2"}, {"https://acme.example/groups", "x"},
        {"nothing", ""}, {"realm_access.none", ""}, {"groups.a", ""}, {"", ""}, {".", ""},
    };
    const struct json *claims = NULL;
    struct error err;

    check_ok(json_parse(test_arena, S("{\"groups\":[\"a\",7,\"\",\"b\"],\"role\":\"admin\",\"realm_access\":{\"roles\":[\"r1\",\"r2\"]},"
                                      "\"https://acme.example/groups\":[\"x\"]}"), NULL, &claims, &err), &err);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct str_list found = {0};
        struct buf b = buf_new(test_arena);
        oidc_values(test_arena, claims, cstr(t[i].name), &found);
        for (size_t k = 0; k < found.n; k++)
            buf_printf(&b, "%s" STR_FMT, k ? "|" : "", STR_ARG(found.items[k]));
        check_str_at(i, buf_done(&b), cstr(t[i].want));
    }
}

/* ---- memory ---- */

struct sent { str description, token, logout, keys; };

static void read_all(struct arena *a, void *ctx)
{
    const struct sent *s = ctx;
    const struct oidc_asked asked = {S(ISS), false};
    struct oidc_expected out = expected;
    struct oidc_provider p;
    struct oidc_identity who;
    struct oidc_logout gone;
    struct str_list groups = {0};

    out.nonce = (str){0};
    check_code(oidc_provider_read(a, s->description, &asked, &p, NULL), OK);
    check_code(oidc_token_check(a, s->token, s->keys, &expected, &who, NULL), OK);
    check_code(oidc_logout_check(a, s->logout, s->keys, &out, &gone, NULL), OK);
    oidc_values(a, who.claims, S("realm.roles"), &groups);
    assert_int_equal(groups.n, 2);
}

TEST(memory_may_run_out_anywhere)
{
    struct sent s = {
        .description = S("{" GOOD ",\"response_types_supported\":[\"code\"]}"), .keys = keys_text(KEY_P256, S("k1")),
        .token = token_of(KEY_P256, S("k1"), S(CLAIMS(ISS, "[\"lapel\"]", "n-1", TIMES ",\"realm\":{\"roles\":[\"a\",\"b\"]}"))),
        .logout = typed_token("logout+jwt", S(OUT(ISS, "lapel", TIMES EVENT ",\"jti\":\"1\",\"sub\":\"u\""))),
    };

    assert_true(check_each_allocation(read_all, &s) > 10);
}
