#include "format/badge_host.h"
#include "unit/test.h"

#define AT "https://h.org"
static const struct badge_host whole = {
    .kind = API_OB30, .name = S("A host"), .base = S(AT "/ims/ob/v3p0"), .authorize = S("https://login.h.org/a"), .token = S(AT "/t"),
    .registration = S(AT "/r"), .revoke = S(AT "/v"), .terms = S(AT "/terms"), .privacy = S(AT "/privacy"), .scopes = S("x y"),
};

static void check_same(const struct badge_host *got, const struct badge_host *want)
{
    assert_int_equal(got->kind, want->kind);
    check_str(got->name, want->name);
    check_str(got->base, want->base);
    check_str(got->authorize, want->authorize);
    check_str(got->token, want->token);
    check_str(got->registration, want->registration);
    check_str(got->revoke, want->revoke);
    check_str(got->scopes, want->scopes);
}

TEST(what_a_host_says_of_itself_is_read_as_it_was_written)
{
    const struct badge_host_asked asked = {S(AT "/ims/ob/v3p0/discovery"), false};
    struct badge_host old = whole, out;

    check_ok(badge_host_read(test_arena, badge_host_service(test_arena, &whole), &asked, &out, NULL), NULL);
    check_same(&out, &whole);
    old.kind = API_OB21;
    old.base = S(AT "/ims/ob/v2p1");
    check_ok(badge_host_read(test_arena, badge_host_manifest(test_arena, &old, S(AT OB21_MANIFEST)), &asked, &out, NULL), NULL);
    check_same(&out, &old);
    old = whole;
    old.kind = API_CLR20;
    old.base = S(AT "/ims/clr/v2p0");
    old.scopes = S(CLR20_SCOPE "credential.readonly offline_access");
    check_ok(badge_host_read(test_arena, badge_host_service(test_arena, &old), &asked, &out, NULL), NULL);
    check_same(&out, &old);
}

#define API(base, token, registration, more)                                    \
    "{\"badgeConnectAPI\":[{\"version\":\"v2p1\",\"apiBase\":\"" base "\",\"tokenUrl\":\"" token "\",\"registrationUrl\":\"" registration \
    "\",\"authorizationUrl\":\"https://a.org/a\"" more "}]}"

TEST(a_host_that_could_send_tokens_astray_is_not_taken)
{
    static const struct { const char *doc; code want; } t[] = {
        {API("https://h.org/ims/ob/v2p1/", "https://h.org/t", "https://h.org/r", ""), OK},
        {API("https://H.org:443/ims/ob/v2p1", "https://h.org/t", "https://h.org/r", ""), OK},
        {API("https://evil.org/ims/ob/v2p1", "https://h.org/t", "https://h.org/r", ""), DENIED},
        {API("https://h.org/ims/ob/v2p1", "https://evil.org/t", "https://h.org/r", ""), DENIED},
        {API("https://h.org/ims/ob/v2p1", "https://h.org/t", "https://h.org:444/r", ""), DENIED},
        {API("https://h.org/ims/ob/v2p1", "https://h.org/t", "https://h.org/r", ",\"tokenRevocationUrl\":\"https://evil.org/v\""), DENIED},
        {API("http://h.org/ims/ob/v2p1", "http://h.org/t", "http://h.org/r", ""), UNSUPPORTED},
        {API("https://u:p@h.org/ims", "https://h.org/t", "https://h.org/r", ""), UNSUPPORTED},
        {API("javascript:1", "https://h.org/t", "https://h.org/r", ""), UNSUPPORTED},
        {API("", "https://h.org/t", "https://h.org/r", ""), UNSUPPORTED},
        {"{\"badgeConnectAPI\":[{\"version\":\"v9p0\"}]}", UNSUPPORTED},
        {"{\"openapi\":\"3.0.1\"}", UNSUPPORTED},
        {"{}", BAD_INPUT}, {"[]", BAD_INPUT}, {"<html>", BAD_INPUT}, {"", BAD_INPUT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct badge_host out;
        check_code_at(i, badge_host_read(test_arena, cstr(t[i].doc), &(struct badge_host_asked){S(AT), false}, &out, NULL), t[i].want);
    }
}

TEST(a_service_without_a_usable_server_is_beside_its_description)
{
    struct badge_host out;

    check_ok(badge_host_read(test_arena,
                             S("{\"openapi\":\"3.0.0\",\"servers\":[{\"url\":\"https://{hostName}{basePath}\"}],\"components\":{\"securitySchemes\":{\"OAuth2ACG\":"
                               "{\"x-imssf-registrationUrl\":\"https://h.org/r\",\"flows\":{\"authorizationCode\":{\"authorizationUrl\":\"https://h.org/a\","
                               "\"tokenUrl\":\"https://h.org/t\"}}}}}}"),
                             &(struct badge_host_asked){S("https://h.org/x/ims/ob/v3p0/discovery"), false}, &out, NULL),
             NULL);
    check_str(out.base, S("https://h.org/x/ims/ob/v3p0"));
}

TEST(the_next_page_is_found_among_links)
{
    static const struct { const char *header, *want; } t[] = {
        {"<https://h/2>; rel=\"next\"", "https://h/2"},
        {"<https://h/1>; rel=\"first\", <https://h/2?a=1,2>; rel=\"next\", <https://h/9>; rel=\"last\"", "https://h/2?a=1,2"},
        {"</2>;rel=next", "/2"}, {"<2>; title=\"x\"; REL=\"prev next\"", "2"},
        {"<https://h/1>; rel=\"last\"", NULL}, {"<https://h/1>; rel=\"nextish\"", NULL}, {"<>; rel=\"next\"", NULL},
        {"<https://h/1", NULL}, {"rel=next", NULL}, {"", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, link_next(cstr(t[i].header)), cstr(t[i].want));
}

static void there_and_back(struct arena *a, void *ctx)
{
    struct badge_host out;

    (void)ctx;
    assert_int_equal(badge_host_read(a, badge_host_service(a, &whole), &(struct badge_host_asked){S(AT "/discovery"), false}, &out, NULL), OK);
}

TEST(memory_may_run_out_at_any_point)
{
    assert_true(check_each_allocation(there_and_back, NULL) > 3);
}
