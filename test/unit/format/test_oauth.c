#include "base/codec.h"
#include "format/oauth.h"
#include "unit/test.h"

/* ---- registering ---- */

#define MUST "\"client_name\":\"App\",\"client_uri\":\"https://a.org\",\"tos_uri\":\"https://a.org/t\",\"policy_uri\":\"https://a.org/p\",\"software_id\":\"s\""
#define BACK ",\"redirect_uris\":[\"https://a.org/b\"]"

TEST(a_registration_is_whole_on_one_host_and_on_https)
{
    static const struct { const char *doc, *where; } t[] = {
        {"{" MUST BACK "}", NULL},
        {"{" MUST ",\"redirect_uris\":[\"https://a.org/b\",\"https://a.org:8443/c\"],\"logo_uri\":null}", NULL},
        {"{" MUST BACK ",\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"response_types\":[\"code\"]}", NULL},
        {"{" MUST "}", "invalid_redirect_uri"},
        {"{" MUST ",\"redirect_uris\":[\"https://b.org/b\"]}", "invalid_redirect_uri"},
        {"{" MUST ",\"redirect_uris\":[\"http://a.org/b\"]}", "invalid_redirect_uri"},
        {"{" MUST ",\"redirect_uris\":[\"https://a.org/b#f\"]}", "invalid_redirect_uri"},
        {"{" MUST ",\"redirect_uris\":[7]}", "invalid_redirect_uri"},
        {"{" MUST ",\"redirect_uris\":[\"custom:/b\"]}", "invalid_redirect_uri"},
        {"{" BACK "}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"logo_uri\":\"https://b.org/l\"}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"logo_uri\":7}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"software_version\":[]}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"scope\":\"a\\u0007b\"}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"grant_types\":[\"password\"]}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"grant_types\":\"authorization_code\"}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"response_types\":[]}", "invalid_client_metadata"},
        {"{" MUST BACK ",\"token_endpoint_auth_method\":\"client_secret_post\"}", "invalid_client_metadata"},
        {"[]", "invalid_client_metadata"}, {"{", "invalid_client_metadata"}, {"", "invalid_client_metadata"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct oauth_client c;
        struct error err = {0};
        code got = oauth_client_read(test_arena, cstr(t[i].doc), false, &c, &err);
        check_code_at(i, got, t[i].where ? BAD_INPUT : OK);
        if (t[i].where)
            check_str_at(i, cstr(err.where), cstr(t[i].where));
    }
}

TEST(a_registration_is_written_as_it_was_read)
{
    struct oauth_client c, again;
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    check_ok(oauth_client_read(test_arena, S("{" MUST BACK ",\"scope\":\"a b\",\"grant_types\":[\"authorization_code\",\"refresh_token\"]}"), false, &c, NULL), NULL);
    json_open_object(&w);
    oauth_client_put(&w, &c);
    json_close_object(&w);
    check_ok(oauth_client_read(test_arena, buf_done(&b), false, &again, NULL), NULL);
    check_str(again.name, S("App"));
    check_str(again.scope, S("a b"));
    check_str(again.redirects.items[0], S("https://a.org/b"));
    assert_true(again.refreshes);
}

/* ---- tokens ---- */

TEST(only_bearer_tokens_that_fit_a_header_are_taken)
{
    static const struct { const char *doc; code want; } t[] = {
        {"{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":3600}", OK},
        {"{\"access_token\":\"a\",\"token_type\":\"bearer\",\"refresh_token\":\"r\",\"scope\":\"x y\"}", OK},
        {"{\"access_token\":\"a\",\"token_type\":\"mac\"}", DENIED},
        {"{\"access_token\":\"a\"}", DENIED},
        {"{\"access_token\":\"\",\"token_type\":\"Bearer\"}", DENIED},
        {"{\"access_token\":\"a\\r\\nX: 1\",\"token_type\":\"Bearer\"}", DENIED},
        {"{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}", DENIED},
        {"{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"\\n\"}", DENIED},
        {"[]", BAD_INPUT}, {"", BAD_INPUT},
    };
    struct oauth_tokens out;

    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, oauth_tokens_read(test_arena, cstr(t[i].doc), &out, NULL), t[i].want);
    check_ok(oauth_tokens_read(test_arena, S("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":-5}"), &out, NULL), NULL);
    assert_int_equal(out.seconds, 0);
    out = (struct oauth_tokens){S("a"), S("r"), S("x"), 60};
    check_ok(oauth_tokens_read(test_arena, oauth_tokens_write(test_arena, &out), &out, NULL), NULL);
    check_str(out.refresh, S("r"));
    assert_int_equal(out.seconds, 60);
}

TEST(a_registration_without_a_secret_is_of_no_use)
{
    struct oauth_registered out;

    check_code(oauth_registered_read(test_arena, S("{\"client_id\":\"c\"}"), &out, NULL), BAD_INPUT);
    check_code(oauth_registered_read(test_arena, S("{\"client_id\":\"c\",\"client_secret\":\"s\"}"), &out, NULL), OK);
    check_str(oauth_refusal(test_arena, S("{\"error\":\"invalid_grant\"}")), S("invalid_grant"));
    check_str(oauth_refusal(test_arena, S("{\"error\":\"<b>\"}")), (str){0});
}

/* ---- scopes, PKCE, Basic ---- */

TEST(scopes_are_words_and_never_more_than_is_offered)
{
    assert_true(oauth_scope_has(S("a b"), S("b")));
    assert_false(oauth_scope_has(S("a bc"), S("b")));
    assert_false(oauth_scope_has(S("a  b"), S("")));
    check_str(oauth_scope_within(test_arena, S("b x a b"), S("a b c")), S("b a"));
    check_str(oauth_scope_within(test_arena, S("x"), S("a")), S(""));
}

/* RFC 7636 appendix B. */
TEST(a_challenge_is_that_of_the_specification)
{
    check_str(oauth_challenge(test_arena, S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")), S("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    assert_true(oauth_is_verifier(S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
    assert_false(oauth_is_verifier(S("short")));
    assert_false(oauth_is_verifier(S("dBjftJeZ4CVP mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
}

TEST(basic_carries_any_name_and_secret)
{
    static const char *const bad[] = {"", "Basic", "Basic !", "Bearer YTpi", "Basic YWI=", "Basic OmI=", "Basic YTo="};
    str client, secret;

    assert_true(oauth_basic_read(test_arena, oauth_basic(test_arena, S("a:b"), S("c%:d")), &client, &secret));
    check_str(client, S("a:b"));
    check_str(secret, S("c%:d"));
    for (size_t i = 0; i < COUNT(bad); i++)
        check_at(i, !oauth_basic_read(test_arena, cstr(bad[i]), &client, &secret));
}

static void all_of_it(struct arena *a, void *ctx)
{
    struct oauth_client c;
    struct oauth_tokens t;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    str client, secret;

    (void)ctx;
    assert_int_equal(oauth_client_read(a, S("{" MUST BACK "}"), false, &c, NULL), OK);
    oauth_client_put(&w, &c);
    assert_int_equal(oauth_tokens_read(a, S("{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"), &t, NULL), OK);
    assert_int_equal(oauth_tokens_write(a, &t).n > 0, 1);
    assert_true(oauth_basic_read(a, oauth_basic(a, S("a"), S("b")), &client, &secret));
}

TEST(memory_may_run_out_at_any_point)
{
    assert_true(check_each_allocation(all_of_it, NULL) > 3);
}
