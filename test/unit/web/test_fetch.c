#include "unit/test.h"
#include <dirent.h>
#include "unit/web/canned.h"
#include "unit/web/web.h"
#include "web/fetch.h"

/* Pages of the test server: path and answer; "{me}" is its address. */
struct page_of { const char *path; str answer; };

#define OK_(body) "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" body
#define TO_(where) "HTTP/1.1 302 Found\r\nLocation: " where "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
#define PAGE(path, answer) {path, {"" answer, sizeof answer - 1}}

static const struct page_of pages[] = {
    PAGE("/ok", OK_("hello")),
    PAGE("/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"),
    PAGE("/one", TO_("/ok")),
    PAGE("/two", TO_("/one")),
    PAGE("/three", TO_("/two")),
    PAGE("/four", TO_("/three")),
    PAGE("/loop", TO_("/loop")),
    PAGE("/private", TO_("http://127.0.0.1:1/")),
    PAGE("/private-name", TO_("http://localhost:80/")),
    PAGE("/metadata", TO_("http://169.254.169.254/latest")),
    PAGE("/file", TO_("file:///etc/passwd")),
    PAGE("/gopher", TO_("gopher://127.0.0.1/")),
    PAGE("/user", TO_("http://user:pw@127.0.0.1/")),
    PAGE("/port", TO_("http://198.41.0.4:22/")),
    PAGE("/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhello"),
    PAGE("/nine", "hello, no status line\r\n"),
    PAGE("/hang", ""),
};

static void serve_pages(struct canned *c, int fd)
{
    char large[4096];

    c->heard_n = 0;
    if (!canned_hear(c, fd, S("\r\n\r\n")))
        return;
    str line = {c->heard, c->heard_n}, path;
    str_cut(&line, ' ', &path);
    str_cut(&line, ' ', &path);
    memset(large, 'x', sizeof large);
    if (str_eq(path, S("/large"))) {
        canned_say(fd, S("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
        for (int i = 0; i < 2000 && send(fd, large, sizeof large, MSG_NOSIGNAL) > 0; i++)
            continue;
    }
    if (str_eq(path, S("/headers"))) {
        canned_say(fd, S("HTTP/1.1 200 OK\r\n"));
        for (int i = 0; i < 500; i++)
            canned_say(fd, S("X-Many: y\r\n"));
        canned_say(fd, S("\r\n"));
    }
    if (str_eq(path, S("/hang")))
        sleep(2);
    for (size_t i = 0; i < COUNT(pages); i++)
        if (str_eq(path, cstr(pages[i].path)))
            canned_say(fd, pages[i].answer);
    if (str_eq(path, S("/post"))) {
        if (!str_contains((str){c->heard, c->heard_n}, S("\r\n\r\n{}")))
            canned_hear(c, fd, S("{}"));
        canned_say(fd, str_starts((str){c->heard, c->heard_n}, S("POST")) ? S(OK_("posted")) : S(OK_("not posted")));
    }
}

static struct fetch_policy policy(const struct canned *c)
{
    return (struct fetch_policy){.allow_http = true, .also_public = c->address, .total_seconds = 1};
}

static code get(const struct canned *c, const char *path, struct fetched *out)
{
    struct fetch_policy p = policy(c);

    return fetch_get(test_arena, str_printf(test_arena, "http://%s%s", c->address, path), "text/plain", &p, out, NULL);
}

TEST(answers_come_with_status_type_and_last_address)
{
    struct canned c;
    struct fetched f;

    canned_start(&c, serve_pages, NULL);
    check_code(get(&c, "/ok", &f), OK);
    assert_int_equal(f.status, 200);
    check_str(f.body, S("hello"));
    check_str(f.content_type, S("text/plain"));
    assert_true(str_contains((str){c.heard, c.heard_n}, S("Accept: text/plain\r\n")));
    check_code(get(&c, "/missing", &f), OK);
    assert_int_equal(f.status, 404);
    check_code(get(&c, "/three", &f), OK);
    check_str(f.body, S("hello"));
    check_str(f.final_url, str_printf(test_arena, "http://%s/ok", c.address));
    canned_stop(&c);
}

TEST(a_redirect_is_judged_like_a_first_address)
{
    static const struct { const char *path; code want; } t[] = {
        {"/four", LIMIT}, {"/loop", LIMIT}, {"/private", DENIED}, {"/private-name", DENIED}, {"/metadata", DENIED},
        {"/file", BAD_INPUT}, {"/gopher", BAD_INPUT}, {"/user", BAD_INPUT}, {"/port", DENIED},
    };
    struct canned c;
    struct fetched f;

    canned_start(&c, serve_pages, NULL);
    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, get(&c, t[i].path, &f), t[i].want);
    canned_stop(&c);
}

TEST(answers_have_limits)
{
    static const struct { const char *path; code want; } t[] = {
        {"/large", LIMIT}, {"/headers", LIMIT}, {"/short", UNREACHABLE}, {"/nine", UNREACHABLE}, {"/hang", UNREACHABLE},
    };
    struct canned c;
    struct fetched f;

    canned_start(&c, serve_pages, NULL);
    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, get(&c, t[i].path, &f), t[i].want);
    canned_stop(&c);
}

TEST(a_post_carries_its_body_and_follows_nothing)
{
    struct canned c;
    struct fetched f;

    canned_start(&c, serve_pages, NULL);
    struct fetch_policy p = policy(&c);
    check_code(fetch_post(test_arena, str_printf(test_arena, "http://%s/post", c.address), S("application/json"), S("{}"), &p, &f, NULL), OK);
    check_str(f.body, S("posted"));
    assert_true(str_contains((str){c.heard, c.heard_n}, S("Content-Type: application/json\r\n")));
    check_code(fetch_post(test_arena, str_printf(test_arena, "http://%s/one", c.address), S("a/b"), S("{}"), &p, &f, NULL), OK);
    assert_int_equal(f.status, 302);
    canned_stop(&c);
}

TEST(a_word_of_who_asks_is_sent_once_and_to_nobody_else)
{
    struct canned c;
    struct fetched f;

    canned_start(&c, serve_pages, NULL);
    struct fetch_policy p = policy(&c);
    struct fetch_call call = {.url = str_printf(test_arena, "http://%s/ok", c.address), .authorization = S("Bearer abc"), .accept = "application/json"};
    check_code(fetch_authorized(test_arena, &call, &p, &f, NULL), OK);
    assert_true(str_contains((str){c.heard, c.heard_n}, S("Authorization: Bearer abc\r\n")));
    call.url = str_printf(test_arena, "http://%s/one", c.address);
    check_code(fetch_authorized(test_arena, &call, &p, &f, NULL), OK);
    assert_int_equal(f.status, 302);
    call.authorization = S("Bearer a\r\nX: y");
    check_code(fetch_authorized(test_arena, &call, &p, &f, NULL), BAD_INPUT);
    call.authorization = S("");
    check_code(fetch_authorized(test_arena, &call, &p, &f, NULL), BAD_INPUT);
    canned_stop(&c);
}

TEST(a_proxy_of_the_environment_is_not_used)
{
    struct canned c;
    struct fetched f;

    canned_start(&c, serve_pages, NULL);
    setenv("http_proxy", "http://127.0.0.1:1/", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
    check_code(get(&c, "/ok", &f), OK);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    canned_stop(&c);
}

TEST(private_addresses_are_refused_in_every_spelling)
{
    static const char *const t[] = {
        "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://0/", "http://0.0.0.0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[::]/", "http://10.1.2.3/", "http://192.168.1.1/", "http://172.31.255.255/", "http://100.64.0.1/",
        "http://169.254.169.254/", "http://[fe80::1]/", "http://[fc00::1]/", "http://224.0.0.1/",
        "http://255.255.255.255/", "http://127.0.0.1./", "http://user@127.0.0.1/", "http://127.0.0.1#@a.example/",
        "http://127.0.0.1\\@a.example/", "http:127.0.0.1/", "http:///127.0.0.1/", "http://127.0.0.1:8080/",
        "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://127.0.0.1%00.example/", "http://127.0.0.1 /",
        "file:///etc/passwd", "ftp://127.0.0.1/", "dict://127.0.0.1:11/", "-K/etc/passwd", "", "//127.0.0.1/",
        "http://", "https://", "http://:80/", "http://[::1/", "http://[::1%25lo]/",
    };
    const struct fetch_policy p = {.allow_http = true, .total_seconds = 2};
    struct fetched f;

    for (size_t i = 0; i < COUNT(t); i++) {
        code c = fetch_get(test_arena, cstr(t[i]), NULL, &p, &f, NULL);
        check_at(i, c != OK);
        if (i < 20)
            check_at(i, c == DENIED);
    }
}

TEST(what_is_allowed_widens_only_what_it_names)
{
    struct canned c;
    struct fetched f;
    canned_start(&c, serve_pages, NULL);
    str url = str_printf(test_arena, "http://%s/ok", c.address);
    const struct fetch_policy intranet = {.allow_http = true, .allow_private = true};
    const struct fetch_policy https_only = {.allow_private = true};

    check_code(fetch_get(test_arena, url, NULL, &intranet, &f, NULL), OK);
    check_code(fetch_get(test_arena, url, NULL, &https_only, &f, NULL), DENIED);
    check_code(fetch_get(test_arena, S("http://169.254.169.254/"), NULL, &intranet, &f, NULL), DENIED);
    check_code(fetch_get(test_arena, S("http://224.0.0.1/"), NULL, &intranet, &f, NULL), DENIED);
    canned_stop(&c);
}

/* The shared corpora, where they are at hand. */

static str read_file(const char *path)
{
    struct buf b = buf_new(test_arena);
    char part[65536];
    FILE *f = fopen(path, "rb");

    for (size_t n; f && (n = fread(part, 1, sizeof part, f)) > 0;)
        buf_put(&b, (str){part, n});
    if (f)
        fclose(f);
    return buf_done(&b);
}

static const char *hostile(const char *name)
{
    const char *dir = getenv("LAPEL_HOSTILE");

    return str_printf(test_arena, "%s/%s", dir ? dir : "../shared/hostile", name).p;
}

/* "key": "value" behind `*rest`, from JSON that our own generators wrote. */
static str next_value(str *rest, str key)
{
    ptrdiff_t at = str_find(*rest, key);

    if (at < 0)
        return (str){NULL, 0};
    str s = str_from(*rest, (size_t)at + key.n);
    ptrdiff_t end = str_find_byte(s, '"');
    *rest = str_from(s, (size_t)end);
    return str_slice(s, 0, (size_t)end);
}

static bool is_numeric_host(str url)
{
    ptrdiff_t at = str_find(url, S("//"));
    str host = at < 0 ? url : str_from(url, (size_t)at + 2);

    return host.n && (str_find_byte(S("[0123456789"), host.p[0]) >= 0) && !str_contains(host, S("test"));
}

TEST(hostile_addresses_reach_nothing)
{
    str rest = read_file(hostile("url/ssrf-urls.json"));
    const struct fetch_policy p = {.allow_http = true, .connect_seconds = 1, .total_seconds = 1};
    size_t n = 0;

    if (rest.n == 0)
        skip();
    for (;; n++) {
        struct fetched f;
        str url = next_value(&rest, S("\"url\": \"")), expected = next_value(&rest, S("\"expected\": \""));
        if (!url.p)
            break;
        if (!str_eq(expected, S("refuse")) || !is_numeric_host(url) || str_find_byte(url, '\\') >= 0)
            continue;
        code c = fetch_get(test_arena, url, NULL, &p, &f, NULL);
        if (c != DENIED && c != BAD_INPUT) {
            print_str("url", url);
            check_code_at(n, c, DENIED);
        }
    }
    assert_true(n > 20);
}

static void serve_raw(struct canned *c, int fd)
{
    const str *bytes = c->script;

    c->heard_n = 0;
    if (canned_hear(c, fd, S("\r\n\r\n")))
        canned_say(fd, *bytes);
}

/* What the caller of fetch sees of a hostile answer is an error, or a status
 * and a type that he must look at. */
TEST(hostile_answers_are_errors_or_say_what_they_are)
{
    static const char *const seen_by_caller[] = {"control.http", "bare-lf.http", "status-404-json.http",
                                                 "status-500-json.http", "status-999.http", "type-png-is-html.http",
                                                 "chunk-ones.http", "length-short.http"};
    DIR *d = opendir(hostile("http-response"));

    if (!d)
        skip();
    for (struct dirent *e; (e = readdir(d));) {
        struct canned c;
        struct fetched f = {0};
        bool may_pass = e->d_name[0] == '.';
        if (may_pass)
            continue;
        str bytes = read_file(hostile(str_printf(test_arena, "http-response/%s", e->d_name).p));
        canned_start(&c, serve_raw, &bytes);
        code got = get(&c, "/", &f);
        canned_stop(&c);
        for (size_t i = 0; i < COUNT(seen_by_caller); i++)
            may_pass = may_pass || strcmp(e->d_name, seen_by_caller[i]) == 0;
        if (got == OK && !may_pass)
            print_error("%s passed with %d, %zu bytes\n", e->d_name, f.status, f.body.n);
        assert_true(got != OK || may_pass);
    }
    closedir(d);
}
