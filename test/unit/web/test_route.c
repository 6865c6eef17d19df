#include "unit/test.h"
#include "unit/web/web.h"
#include "web/page.h"
#include "web/policy.h"
#include "web/route.h"
#include "web/session.h"

enum { ANYBODY, MEMBER, STRANGER };

static void name(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);

    buf_putz(&b, rq->route->path);
    for (size_t i = 0; i < rq->params.n; i++)
        buf_printf(&b, " " STR_FMT "=" STR_FMT, STR_ARG(rq->params.items[i].name), STR_ARG(rq->params.items[i].value));
    buf_printf(&b, " org=%lld", (long long)rq->org);
    response_text(rs, 200, buf_done(&b));
}

static const struct route first_table[] = {
    {GET, "/", ANYBODY, name, NULL, NO_SESSION},
    {GET, "/org/{org}", MEMBER, name, NULL, 0},
    {GET, "/org/new", ANYBODY, name, NULL, 0},
    {GET, "/org/{org}/awards/{id}", MEMBER, name, NULL, 0},
    {POST, "/org/{org}/awards", MEMBER, name, NULL, 0},
    {GET, "/org/{org}/secret", STRANGER, name, NULL, 0},
    {0},
};
static const struct route second_table[] = {
    {GET, "/assets/{hash}/{name...}", ANYBODY, name, NULL, QUICK | NO_SESSION},
    {GET, "/b/{id}", ANYBODY, name, NULL, PUBLIC_CORS | NO_SESSION},
    {GET, "/embed/{id}", ANYBODY, name, NULL, EMBEDDABLE},
    {POST, "/machine", ANYBODY, name, NULL, NO_CSRF | NO_SESSION},
    {PUT, "/machine", ANYBODY, name, NULL, NO_CSRF | NO_SESSION},
    {0},
};
static const struct route *const tables[] = {first_table, second_table, NULL};

static code allow(struct request *rq, int right, int64_t org)
{
    (void)rq;
    return right == STRANGER ? NOT_FOUND : org == 7 ? OK : org == 8 ? FAULT : DENIED;
}

static const struct session_config session = {
    .secret = {"0123456789abcdef0123456789abcdef", 32}, .idle = HOUR, .absolute = DAY};

static struct router *new_router(void)
{
    static const struct router_hooks hooks = {.allow = allow, .sign_in_path = "/sign-in", .session = &session};

    return router_new(test_arena, tables, &hooks);
}

static struct response *dispatch(enum method m, const char *path, const char *accept)
{
    struct request *rq = new_request(test_arena, m, path);
    struct response *rs = new_response(test_arena);

    if (accept)
        add_header(rq, "accept", accept);
    router_dispatch(new_router(), rq, rs);
    return rs;
}

TEST(the_nearest_row_answers)
{
    static const struct { const char *path, *want; } t[] = {
        {"/", "/ org=0"},
        {"/org/new", "/org/new org=0"},
        {"/org/7", "/org/{org} org=7 org=7"},
        {"/org/7/awards/x y", "/org/{org}/awards/{id} org=7 id=x y org=7"},
        {"/assets/ab/css/lapel.css", "/assets/{hash}/{name...} hash=ab name=css/lapel.css org=0"},
        {"/b/1", "/b/{id} id=1 org=0"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, dispatch(GET, t[i].path, NULL)->body, cstr(t[i].want));
}

TEST(what_matches_no_row_is_not_found)
{
    static const char *const t[] = {"/org", "/org/", "/org/7/", "/org//awards/1", "/none", "//", "/assets/ab/",
                                    "/assets/ab", "/b/", "/b/1/2", "/B/1", "/org/7/awards/1/2"};

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, dispatch(GET, t[i], NULL)->status == 404);
}

TEST(another_method_is_told_which_are_allowed)
{
    static const struct { enum method m; const char *path; int want; const char *allow; } t[] = {
        {POST, "/", 405, "GET, HEAD"},
        {GET, "/machine", 405, "POST, PUT"},
        {DELETE, "/machine", 405, "POST, PUT"},
        {OTHER_METHOD, "/", 405, "GET, HEAD"},
        {OTHER_METHOD, "/none", 501, NULL},
        {POST, "/none", 404, NULL},
        {OPTIONS, "/machine", 204, "POST, PUT"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct response *rs = dispatch(t[i].m, t[i].path, NULL);
        check_at(i, rs->status == t[i].want);
        check_str_at(i, response_get_header(rs, "Allow"), cstr(t[i].allow));
    }
}

TEST(only_open_documents_are_for_other_sites)
{
    check_str(response_get_header(dispatch(GET, "/b/1", NULL), "Access-Control-Allow-Origin"), S("*"));
    check_str(response_get_header(dispatch(OPTIONS, "/b/1", NULL), "Access-Control-Allow-Origin"), S("*"));
    assert_true(str_is_absent(response_get_header(dispatch(GET, "/", NULL), "Access-Control-Allow-Origin")));
    assert_true(str_is_absent(response_get_header(dispatch(OPTIONS, "/", NULL), "Access-Control-Allow-Origin")));
    assert_true(str_is_absent(response_get_header(dispatch(GET, "/b/1", NULL), "Access-Control-Allow-Credentials")));
}

TEST(the_right_decides_before_the_handler)
{
    static const struct { const char *path, *accept; int want; } t[] = {
        {"/org/7", NULL, 200}, {"/org/8", NULL, 500}, {"/org/9", "text/html", 303}, {"/org/9", "application/json", 401},
        {"/org/abc", NULL, 404}, {"/org/-7", NULL, 404}, {"/org/7x", NULL, 404}, {"/org/7/secret", NULL, 404},
        {"/org/99999999999999999999", NULL, 404},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, dispatch(GET, t[i].path, t[i].accept)->status == t[i].want);
    check_str(response_get_header(dispatch(GET, "/org/9", NULL), "Location"), S("/sign-in?next=%2Forg%2F9"));
}

/* Of organisation 7 more proof is wanted; the one of 8 proved himself just now. */
static code allow_proved(struct request *rq, int right, int64_t org)
{
    (void)right;
    rq->session->proved_at = org == 8 ? clock_now() - FRESH_FOR + SECOND : 0;
    return org == 7 ? CONFLICT : OK;
}

static void prove(struct request *rq, struct response *rs, int64_t org)
{
    response_redirect(rs, str_printf(rq->arena, "/prove-%lld", (long long)org));
}

static struct response *come(const char *path, const char *accept)
{
    static const struct route rows[] = {
        {GET, "/org/{org}", MEMBER, name, NULL, 0}, {GET, "/org/{org}/key", MEMBER, name, NULL, FRESH}, {0},
    };
    static const struct route *const one[] = {rows, NULL};
    const struct router_hooks hooks = {.allow = allow_proved, .sign_in_path = "/sign-in", .ask_proof = prove};
    struct request *rq = new_request(test_arena, GET, path);
    struct response *rs = new_response(test_arena);

    if (accept)
        add_header(rq, "accept", accept);
    router_dispatch(router_new(test_arena, one, &hooks), rq, rs);
    return rs;
}

TEST(who_must_prove_more_is_led_there)
{
    static const struct { const char *path, *leads; int status; } t[] = {
        {"/org/7", "/prove-7", 303}, {"/org/8", NULL, 200}, {"/org/8/key", NULL, 200}, {"/org/9", NULL, 200},
        {"/org/9/key", "/prove-9", 303}, {"/org/7/key", "/prove-7", 303},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct response *rs = come(t[i].path, NULL);
        check_str_at(i, response_get_header(rs, "Location"), cstr(t[i].leads));
        check_at(i, rs->status == t[i].status);
    }
    assert_int_equal(come("/org/9/key", "application/json")->status, 403);
}

TEST(whatever_changes_something_needs_a_token)
{
    struct router *r = new_router();

    for (size_t i = 0; i < router_count(r); i++) {
        const struct route *row = router_row(r, i);
        if (row->method == GET)
            continue;
        str path = cstr(row->path);
        struct response *rs = dispatch(row->method, str_starts(path, S("/org")) ? "/org/7/awards" : row->path, NULL);
        check_at(i, rs->status == (row->flags & NO_CSRF ? 200 : 403));
    }
}

TEST(a_row_and_its_flags_are_known_before_it_is_dispatched)
{
    struct router *r = new_router();
    struct request *rq = new_request(test_arena, GET, "/assets/a/b");

    router_find(r, rq);
    assert_true(rq->route->flags & QUICK);
    assert_int_equal(rq->params.n, 2);
    rq = new_request(test_arena, GET, "/b/1");
    router_find(r, rq);
    assert_false(rq->route->flags & QUICK);
    rq = new_request(test_arena, POST, "/assets/a/b");
    router_find(r, rq);
    assert_null(rq->route);
    rq = new_request(test_arena, GET, "");
    router_find(r, rq);
    assert_null(rq->route);
    assert_int_equal(router_count(r), 11);
}

static struct response *with_policy(const char *path, const char *type, int64_t account)
{
    struct request *rq = new_request(test_arena, GET, path);
    struct response *rs = new_response(test_arena);
    struct session nobody = {.account = account};

    rq->route = router_match(new_router(), GET, cstr(path), test_arena, &rq->params);
    rq->session = &nobody;
    response_bytes(rs, cstr(type), S("x"));
    policy_headers(rq, rs, true);
    return rs;
}

TEST(every_answer_carries_the_security_headers)
{
    static const struct { const char *path, *type, *csp; } t[] = {
        {"/", "text/html; charset=utf-8", "frame-ancestors 'none'"},
        {"/", "application/json", "default-src 'none'"},
        {"/", "image/svg+xml", "sandbox"},
        {"/embed/1", "text/html; charset=utf-8", "form-action 'none'"},
        {"/none", "text/html; charset=utf-8", "frame-ancestors 'none'"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct response *rs = with_policy(t[i].path, t[i].type, 0);
        str csp = response_get_header(rs, "Content-Security-Policy");
        check_at(i, str_contains(csp, cstr(t[i].csp)));
        check_at(i, !str_contains(csp, S("unsafe-eval")));
        check_at(i, !str_contains(csp, S("script-src 'unsafe-inline'")));
        check_str_at(i, response_get_header(rs, "X-Content-Type-Options"), S("nosniff"));
        check_str_at(i, response_get_header(rs, "Strict-Transport-Security"), S("max-age=31536000"));
        check_at(i, (response_get_header(rs, "Referrer-Policy").n > 0) == (strcmp(t[i].type, "application/json") != 0));
    }
    check_str(response_get_header(with_policy("/b/1", "image/png", 0), "Cross-Origin-Resource-Policy"), S("cross-origin"));
    check_str(response_get_header(with_policy("/", "image/png", 0), "Cross-Origin-Resource-Policy"), S("same-origin"));
}

TEST(pages_of_somebody_signed_in_are_not_kept)
{
    check_str(response_get_header(with_policy("/", "text/html", 1), "Cache-Control"), S("no-store"));
    check_str(response_get_header(with_policy("/", "text/html", 0), "Cache-Control"), S("private, no-cache"));
}

static void fill(struct request *rq, struct page *page)
{
    (void)rq;
    page->title = S("filled");
}

TEST(a_page_begins_with_what_the_router_knows)
{
    const struct router_hooks hooks = {.fill_page = fill};
    struct request *rq = new_request(test_arena, GET, "/x?y");
    struct session s = {.csrf = S("token")};
    struct page page = {0};

    rq->router = router_new(test_arena, tables, &hooks);
    rq->session = &s;
    router_fill_page(rq, &page);
    check_str(page.csrf, S("token"));
    check_str(page.path, S("/x?y"));
    check_str(page.lang, S("en"));
    check_str(page.title, S("filled"));
}
