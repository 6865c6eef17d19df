#include "unit/test.h"
#include "unit/web/web.h"

TEST(a_header_value_cannot_begin_another_header)
{
    static const char *const bad[] = {"a\r\nSet-Cookie: sid=evil", "a\nb", "a\rb", "a\x01", "a\x7f"};
    struct response *rs = new_response(test_arena);

    for (size_t i = 0; i < COUNT(bad); i++)
        response_header(rs, "X-Test", cstr(bad[i]));
    response_header(rs, "X-Test", (str){"a\0b", 3});
    response_header(rs, "X Test", S("a"));
    response_header(rs, "X:Test", S("a"));
    response_header(rs, "", S("a"));
    assert_int_equal(rs->headers.n, 0);
}

TEST(a_header_is_said_once_but_cookies_many_times)
{
    struct response *rs = new_response(test_arena);

    response_header(rs, "Cache-Control", S("no-store"));
    response_header(rs, "cache-control", S("no-cache"));
    check_str(response_get_header(rs, "Cache-Control"), S("no-cache"));
    response_header(rs, "Set-Cookie", S("a=1"));
    response_header(rs, "Set-Cookie", S("b=2"));
    assert_int_equal(rs->headers.n, 3);
}

TEST(redirects_stay_on_this_host)
{
    static const struct { const char *in, *want; } t[] = {
        {"/", "/"}, {"/a?b=c#d", "/a?b=c#d"},
        {"", "/"}, {"a", "/"}, {"//evil.example", "/"}, {"/\\evil.example", "/"}, {"\\\\evil", "/"},
        {"https://evil.example/", "/"}, {"javascript:alert(1)", "/"}, {"/a\r\nX: y", "/"}, {"/a b", "/"},
        {"/\t/evil.example", "/"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct response *rs = new_response(test_arena);
        response_redirect(rs, cstr(t[i].in));
        check_at(i, rs->status == 303);
        check_str_at(i, response_get_header(rs, "Location"), cstr(t[i].want));
        check_at(i, path_is_local(cstr(t[i].in)) == (strcmp(t[i].want, t[i].in) == 0));
    }
}

TEST(cookies_are_bound_to_the_host_when_secure)
{
    struct response *rs = new_response(test_arena);

    response_cookie(rs, "lapel", S("x"), 60, true);
    response_cookie(rs, "lapel", S("x"), -1, false);
    check_str(rs->headers.items[0].value, S("__Host-lapel=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"));
    check_str(rs->headers.items[1].value, S("lapel=x; Path=/; HttpOnly; SameSite=Lax"));
}

TEST(a_cookie_value_cannot_break_out)
{
    struct response *rs = new_response(test_arena);

    response_cookie(rs, "lapel", S("x\r\nX: y"), 60, true);
    assert_int_equal(rs->headers.n, 0);
}

TEST(an_etag_that_the_client_has_saves_the_body)
{
    static const struct { const char *before, *after; int want; } t[] = {
        {"", "", 304}, {"W/", "", 304}, {"\"x\", ", "", 304}, {"\"x\", W/", ", \"y\"", 304},
    };
    struct request *rq = new_request(test_arena, GET, "/");
    struct response *rs = new_response(test_arena);

    response_bytes(rs, S("text/plain"), S("hello"));
    response_etag(rq, rs);
    assert_int_equal(rs->status, 200);
    str tag = response_get_header(rs, "ETag");
    for (size_t i = 0; i < COUNT(t); i++) {
        struct request *again = new_request(test_arena, GET, "/");
        struct response *answer = new_response(test_arena);
        add_header(again, "if-none-match", str_printf(test_arena, "%s" STR_FMT "%s", t[i].before, STR_ARG(tag), t[i].after).p);
        response_bytes(answer, S("text/plain"), S("hello"));
        response_etag(again, answer);
        check_at(i, answer->status == t[i].want && answer->body.n == 0);
        response_bytes(answer, S("text/plain"), S("other"));
        answer->status = 200;
        response_etag(again, answer);
        check_at(i, answer->status == 200 && answer->body.n == 5);
    }
}

TEST(a_refusal_takes_nothing_from_the_arena)
{
    struct response *rs = new_response(test_arena);
    size_t used = arena_used(test_arena);

    response_refusal(rs, 503, S("busy\n"));
    assert_int_equal(arena_used(test_arena), used);
    check_str(response_get_header(rs, "X-Content-Type-Options"), S("nosniff"));
    response_header(rs, "Retry-After", S("5"));
    check_str(response_get_header(rs, "Retry-After"), S("5"));
    check_str(response_get_header(rs, "Content-Security-Policy"), S("default-src 'none'"));
}
