#include "unit/test.h"
#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "base/log.h"
#include "unit/web/client.h"
#include "unit/web/web.h"

#define GET_(path)  "GET " path " HTTP/1.1\r\nHost: lapel.test\r\nConnection: close\r\n\r\n"
#define KEEP_(path) "GET " path " HTTP/1.1\r\nHost: lapel.test\r\n\r\n"
#define POST_(headers, body) "POST /echo HTTP/1.1\r\nHost: lapel.test\r\n" headers "\r\n" body

/* 40 MB by a file, many times what the request's arena may hold; or thrown away. */
static void answer_from_file(struct request *rq, struct response *rs)
{
    char *piece = NEW_ARRAY(rq->arena, 40000, char);

    memset(piece, 'x', 40000);
    if (response_file_open(rs, S("text/plain"), NULL) != OK)
        __builtin_trap();
    for (int i = 0; i < 1000; i++)
        if (response_file_put(rs, (str){piece, 40000}, NULL) != OK)
            __builtin_trap();
    if (str_eq(rq->path, S("/file/full")))
        for (;;)
            arena_alloc(rq->arena, 1, 1000);
    if (str_eq(rq->path, S("/file/error")))
        response_text(rs, 500, S("no file after all\n"));
}

/* What the test server answers: what it understood. */
static void answer(void *ctx, struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);

    (void)ctx;
    if (str_starts(rq->path, S("/file"))) {
        answer_from_file(rq, rs);
        return;
    }
    if (str_eq(rq->path, S("/slow")))
        usleep(300 * 1000);
    if (str_eq(rq->path, S("/full")))
        for (;;)
            arena_alloc(rq->arena, 1, 1000);
    if (str_eq(rq->path, S("/inject")))
        response_header(rs, "X-Value", request_query(rq, "v"));
    buf_printf(&b, "path=" STR_FMT " body=%zu form=%zu", STR_ARG(rq->path), rq->body.n, rq->form.n);
    for (size_t i = 0; i < rq->form.n; i++)
        buf_printf(&b, " " STR_FMT "=%zu", STR_ARG(rq->form.items[i].name), rq->form.items[i].value.n);
    buf_printf(&b, " client=" STR_FMT "\n", STR_ARG(rq->client));
    response_text(rs, 200, buf_done(&b));
}

static bool is_quick(void *ctx, struct request *rq)
{
    (void)ctx;
    return str_eq(rq->path, S("/quick"));
}

static str long_sender(void *ctx, struct request *rq)
{
    str who = request_query(rq, "who");

    (void)ctx;
    return !str_eq(rq->path, S("/long")) ? (str){0} : who.n ? who : S("somebody");
}

static struct http *start(struct http_limits limits, const char *where)
{
    struct http_options opt = {.listen = where, .event_threads = 2, .workers = 4, .limits = limits,
                               .handle = answer, .is_quick = is_quick, .long_sender = long_sender};
    struct error err = {0};
    struct http *h = NULL;

    log_set_level(LOG_ERROR);
    check_ok(http_start(&opt, &h, &err), &err);
    return h;
}

static const struct http_limits test_limits = {.body = 100000, .head_seconds = 1, .body_min_rate = 1000000,
                                               .form_fields = 5, .arena = 1 << 20, .long_body = 3000000};

static str ask(struct http *h, str bytes)
{
    return client_ask(test_arena, http_address(h, test_arena), bytes).bytes;
}

TEST(requests_are_answered_on_both_kinds_of_thread)
{
    struct http *h = start(test_limits, "127.0.0.1:0");

    assert_true(str_contains(ask(h, S(GET_("/a%20b?x=1"))), S("path=/a b body=0 form=0 client=127.0.0.1")));
    assert_true(str_contains(ask(h, S(GET_("/quick"))), S("path=/quick ")));
    http_stop(h, 1);
}

TEST(head_is_get_without_the_body)
{
    struct http *h = start(test_limits, "127.0.0.1:0");
    str got = ask(h, S("HEAD /quick HTTP/1.1\r\nHost: lapel.test\r\nConnection: close\r\n\r\n"));

    assert_int_equal(client_status(got), 200);
    assert_true(str_ends(got, S("\r\n\r\n")));
    assert_true(str_contains(got, S("Content-Length: 4")));
    http_stop(h, 1);
}

static size_t open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t n = 0;

    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

TEST(an_answer_larger_than_the_arena_comes_from_a_file)
{
    struct http *h = start(test_limits, "127.0.0.1:0");
    struct arena *big = arena_new((size_t)400 << 20);
    size_t before = open_files();
    str got = client_ask(big, http_address(h, test_arena), S(GET_("/file"))).bytes;

    assert_true(str_contains(str_slice(got, 0, 1000), S("Content-Length: 40000000\r\n")));
    assert_true(got.n > 40000000);
    assert_true(str_ends(got, S("xxxxxxxx")));
    got = ask(h, S("HEAD /file HTTP/1.1\r\nHost: lapel.test\r\nConnection: close\r\n\r\n"));
    assert_true(str_contains(got, S("Content-Length: 40000000\r\n")));
    assert_true(str_ends(ask(h, S(GET_("/file/error"))), S("no file after all\n")));
    assert_int_equal(client_status(ask(h, S(GET_("/file/full")))), 503);
    http_stop(h, 1);
    assert_true(open_files() < before);          /* the listener is gone too */
    arena_free(big);
}

TEST(bodies_and_forms_arrive_whole)
{
    static const struct { const char *request, *want; } t[] = {
        {POST_("Content-Length: 5\r\n", "hello"), "body=5 form=0"},
        {POST_("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), "body=5 form=0"},
        {POST_("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n", "a=1&b=%20"),
         "body=0 form=2 a=1 b=1"},
        {POST_("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 66\r\n",
               "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--x--\r\n"), "form=1 file=5"},
    };
    struct http *h = start(test_limits, "127.0.0.1:0");

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, str_contains(ask(h, cstr(t[i].request)), cstr(t[i].want)));
    http_stop(h, 1);
}

TEST(what_could_be_read_in_two_ways_is_refused_and_the_connection_closed)
{
    static const struct { const char *request; int want; } t[] = {
        {POST_("Content-Length: 0\r\nContent-Length: 44\r\n", GET_("/quick")), 400},
        {POST_("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG"), 400},
        {POST_("Content-Length: +5\r\n", "hello"), 400},
        {POST_("Content-Length: 0x5\r\n", "hello"), 400},
        {POST_("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET http://evil.test/ HTTP/1.1\r\nHost: lapel.test\r\n\r\n", 400},
        {GET_("/../etc/passwd"), 400},
        {GET_("/%2e%2e/etc/passwd"), 400},
        {GET_("/a%00b"), 400},
        {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505},
        {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    };
    struct http *h = start(test_limits, "127.0.0.1:0");

    for (size_t i = 0; i < COUNT(t); i++) {
        struct client_answer got = client_ask(test_arena, http_address(h, test_arena), cstr(t[i].request));
        check_at(i, got.status == t[i].want);
        check_at(i, got.closed);
        check_at(i, !str_contains(got.bytes, S("200 OK")));
    }
    http_stop(h, 1);
}

TEST(broken_forms_and_too_many_fields_are_refused)
{
    static const struct { const char *request; int want; } t[] = {
        {POST_("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n", "a&b&c&d&e&f"), 413},
        {POST_("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n", "a=%"), 400},
        {POST_("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n", "--x\r\n"), 400},
        {POST_("Content-Type: multipart/form-data\r\nContent-Length: 5\r\n", "--x--"), 400},
    };
    struct http *h = start(test_limits, "127.0.0.1:0");

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, client_status(ask(h, cstr(t[i].request))) == t[i].want);
    http_stop(h, 1);
}

/* Sends `n` bytes of body; what came back when the server would take no more. */
static struct client_answer send_large(struct http *h, const char *head, size_t n)
{
    static const char zeros[65536];
    int fd = client_connect(http_address(h, test_arena));
    bool open = client_send(fd, cstr(head));

    for (size_t sent = 0; open && sent < n; sent += sizeof zeros)
        open = client_send(fd, (str){zeros, sizeof zeros});
    struct client_answer got = client_read(test_arena, fd, 500);
    close(fd);
    return got;
}

TEST(a_body_beyond_the_limit_is_refused_whatever_it_claims)
{
    struct http *h = start(test_limits, "127.0.0.1:0");

    assert_int_equal(send_large(h, POST_("Content-Length: 131072\r\n", ""), 131072).status, 413);
    assert_int_equal(send_large(h, POST_("Content-Length: 52428800\r\n", ""), 52428800).status, 413);
    assert_int_equal(send_large(h, POST_("Content-Length: 52428800\r\nExpect: 100-continue\r\n", ""), 0).status, 413);
    struct client_answer got = send_large(h, POST_("Content-Length: 99999999999\r\n", ""), 0);
    assert_int_equal(got.status, 413);
    assert_true(got.closed);
    assert_true(str_contains(ask(h, S(GET_("/quick"))), S("200 OK")));
    http_stop(h, 1);
}

/* What is sent where long bodies are let in: in a file, many times what the arena may hold. */
TEST(a_long_body_is_read_from_a_file_where_it_may_be_long)
{
    size_t before = open_files();
    struct http *h = start(test_limits, "127.0.0.1:0");
    str form = S("POST /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n");
    str head = S("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"), end = S("\r\n--b--\r\n");
    char *bytes = NEW_ARRAY(test_arena, 2500000, char);

    memset(bytes, 'x', 2500000);
    str got = ask(h, str_printf(test_arena, STR_FMT "Content-Length: %zu\r\n\r\n" STR_FMT STR_FMT STR_FMT, STR_ARG(form), head.n + 2500000 + end.n,
                                STR_ARG(head), 2500000, bytes, STR_ARG(end)));
    assert_true(str_contains(got, S("form=1 f=2500000")));
    got = ask(h, str_printf(test_arena, "POST /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" STR_FMT
                            "\r\n0\r\n\r\n", 2500000, 2500000, bytes));
    assert_true(str_contains(got, S("body=2500000")));
    assert_int_equal(send_large(h, "POST /long HTTP/1.1\r\nHost: x\r\nContent-Length: 3014656\r\n\r\n", 3014656).status, 413);
    assert_true(str_contains(ask(h, S("POST /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab")), S("body=2 ")));
    http_stop(h, 1);
    assert_true(open_files() <= before);
}

#define LONG_FROM(who) "POST /long?who=" who " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 200000\r\n"

static str send_long(struct http *h, const char *head)
{
    char *text = NEW_ARRAY(test_arena, 200000, char);

    memset(text, 'x', 200000);
    return ask(h, str_printf(test_arena, "%s\r\n" STR_FMT, head, 200000, text));
}

/* Until the server has seen the ends of connections that were closed here. */
static bool arrives_in_time(struct http *h, const char *head)
{
    for (int tries = 0; tries < 400; tries++, usleep(20000))
        if (str_contains(send_long(h, head), S("body=200000")))
            return true;
    return false;
}

static str next_bytes(int fd)
{
    struct buf got = buf_new(test_arena);
    bool closed = false;

    for (int tries = 0; tries < 20 && !got.n && !closed; tries++)
        client_read_some(fd, 1000, &got, &closed);
    return buf_done(&got);
}

TEST(one_sender_has_a_share_of_the_places_for_long_bodies)
{
    struct http *h = start((struct http_limits){.body = 100000, .head_seconds = 20, .body_min_rate = 1000, .arena = 1 << 20}, "127.0.0.1:0");
    int held[4];

    for (size_t i = 0; i < COUNT(held); i++) {
        held[i] = client_connect(http_address(h, test_arena));
        assert_true(client_send(held[i], S(LONG_FROM("one") "Expect: 100-continue\r\n\r\n")));
        assert_int_equal(client_status(next_bytes(held[i])), 100);               /* it has its place */
        assert_true(client_send(held[i], S("the beginning")));
    }
    str got = send_long(h, LONG_FROM("one"));
    assert_int_equal(client_status(got), 429);
    assert_true(str_contains(got, S("Retry-After: ")));
    assert_true(str_contains(got, S("as many large files as one sender may at a time")));
    assert_int_equal(client_status(ask(h, S(LONG_FROM("one") "Expect: 100-continue\r\n\r\n"))), 429);
    assert_true(str_contains(ask(h, S("POST /long?who=one HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab")), S("body=2 ")));
    assert_true(str_contains(send_long(h, LONG_FROM("other")), S("body=200000")));
    close(held[0]);
    assert_true(arrives_in_time(h, LONG_FROM("one")));
    for (size_t i = 1; i < COUNT(held); i++)
        close(held[i]);
    http_stop(h, 1);
}

TEST(a_huge_head_is_refused)
{
    struct http *h = start(test_limits, "127.0.0.1:0");
    struct buf many = buf_new(test_arena), large = buf_new(test_arena), target = buf_new(test_arena);

    buf_putz(&many, "GET /quick HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 100; i++)
        buf_putz(&many, "X: y\r\n");
    buf_putz(&many, "\r\n");
    buf_putz(&large, "GET /quick HTTP/1.1\r\nHost: a\r\nX: ");
    buf_putz(&target, "GET /");
    for (int i = 0; i < 70000; i++) {
        buf_byte(&large, 'x');
        buf_byte(&target, 'x');
    }
    buf_putz(&large, "\r\n\r\n");
    buf_putz(&target, " HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_status(ask(h, buf_done(&many))), 431);
    assert_int_equal(client_status(ask(h, buf_done(&large))), 431);
    assert_int_equal(client_status(ask(h, buf_done(&target))), 414);
    http_stop(h, 1);
}

/* Milliseconds until the server closes; `byte` is sent again and again. */
static int64_t trickle(struct http *h, const char *begin, str byte)
{
    int fd = client_connect(http_address(h, test_arena));
    int64_t began = clock_monotonic_ns();
    struct client_answer got = {.closed = false};

    client_send(fd, cstr(begin));
    for (int i = 0; i < 60 && !got.closed; i++) {
        if (!client_send(fd, byte))
            break;
        got = client_read(test_arena, fd, 100);
    }
    close(fd);
    return (clock_monotonic_ns() - began) / 1000000;
}

TEST(a_head_that_trickles_is_cut_off)
{
    struct http *h = start(test_limits, "127.0.0.1:0");

    assert_in_range(trickle(h, "GET / HTTP/1.1\r\nX: ", S("x")), 700, 3000);
    assert_in_range(trickle(h, "", S("\r\n")), 0, 3000);
    http_stop(h, 1);
}

TEST(pipelined_requests_are_answered_in_order)
{
    struct http *h = start(test_limits, "127.0.0.1:0");
    struct buf b = buf_new(test_arena);

    for (int i = 0; i < 200; i++)
        buf_printf(&b, "GET /%s%d HTTP/1.1\r\nHost: a\r\n\r\n", i % 3 ? "q" : "w", i);
    str got = ask(h, buf_done(&b));
    assert_int_equal(client_count(got, S("200 OK")), 200);
    ptrdiff_t last = -1;
    for (int i = 0; i < 200; i++) {
        ptrdiff_t at = str_find(got, str_printf(test_arena, "path=/%s%d ", i % 3 ? "q" : "w", i));
        check_at(i, at > last);
        last = at;
    }
    http_stop(h, 1);
}

TEST(a_value_from_outside_cannot_add_a_header)
{
    struct http *h = start(test_limits, "127.0.0.1:0");
    str got = ask(h, S(GET_("/inject?v=a%0d%0aSet-Cookie:%20sid=evil")));

    assert_int_equal(client_status(got), 200);
    assert_false(str_contains(got, S("sid=evil")));
    http_stop(h, 1);
}

TEST(a_request_that_eats_its_memory_is_answered_503_and_forgotten)
{
    struct http *h = start(test_limits, "127.0.0.1:0");

    for (int i = 0; i < 5; i++)
        assert_int_equal(client_status(ask(h, S(GET_("/full")))), 503);
    assert_int_equal(client_status(ask(h, S(GET_("/quick")))), 200);
    http_stop(h, 1);
}

struct late { struct http *http; struct client_answer got; str address; struct arena *a; };

static void *ask_slow(void *arg)
{
    struct late *l = arg;

    int fd = client_connect(l->address);

    client_send(fd, S(KEEP_("/slow")));
    l->got = client_read(l->a, fd, 3000);
    close(fd);
    return NULL;
}

TEST(what_is_under_way_at_the_end_still_gets_its_answer)
{
    struct late l = {.http = start(test_limits, "127.0.0.1:0"), .a = arena_new(0)};
    pthread_t thread;

    l.address = http_address(l.http, test_arena);
    pthread_create(&thread, NULL, ask_slow, &l);
    usleep(100 * 1000);
    http_stop(l.http, 5);
    pthread_join(thread, NULL);
    assert_int_equal(l.got.status, 200);
    assert_true(str_contains(l.got.bytes, S("Connection: close")));
    assert_true(client_connect(l.address) < 0);
    arena_free(l.a);
}

TEST(a_unix_socket_serves_as_well)
{
    const char *path = str_printf(test_arena, "/tmp/lapel-test-%d.sock", (int)getpid()).p;
    struct http *h = start(test_limits, str_printf(test_arena, "unix:%s", path).p);
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    struct stat st;

    memcpy(un.sun_path, path, strlen(path) + 1);
    assert_int_equal(connect(fd, (struct sockaddr *)&un, sizeof un), 0);
    client_send(fd, S(GET_("/quick")));
    assert_true(str_contains(client_read(test_arena, fd, 300).bytes, S("client=unix")));
    close(fd);
    http_stop(h, 1);
    assert_int_not_equal(stat(path, &st), 0);
}

TEST(an_address_that_cannot_be_is_named)
{
    static const struct { const char *where; code want; } t[] = {
        {"8080", BAD_INPUT}, {"127.0.0.1:99999", BAD_INPUT}, {"127.0.0.1:x", BAD_INPUT}, {"unix:", BAD_INPUT},
        {"192.0.2.1:0", FAULT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct http_options opt = {.listen = t[i].where, .handle = answer};
        struct http *h;
        struct error err = {0};
        check_code_at(i, http_start(&opt, &h, &err), t[i].want);
        check_at(i, err.text[0] != '\0');
    }
    struct http *h = start(test_limits, "127.0.0.1:0");
    struct http_options opt = {.listen = http_address(h, test_arena).p, .handle = answer};
    struct http *second;
    check_code(http_start(&opt, &second, NULL), CONFLICT);
    http_stop(h, 1);
    http_stop(NULL, 1);
}

/* The shared corpus of hostile requests, where it is at hand. */
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

TEST(hostile_requests_leave_the_server_well)
{
    const char *dir = getenv("LAPEL_HOSTILE");
    DIR *d = opendir(str_printf(test_arena, "%s/http-request", dir ? dir : "../shared/hostile").p);

    if (!d)
        skip();
    struct http *h = start(test_limits, "127.0.0.1:0");
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        str bytes = read_file(str_printf(test_arena, "%s/http-request/%s", dir ? dir : "../shared/hostile", e->d_name).p);
        int fd = client_connect(http_address(h, test_arena));
        client_send(fd, bytes);
        client_read(test_arena, fd, 50);
        close(fd);
        if (client_status(ask(h, S(GET_("/quick")))) != 200) {
            print_error("not well after %s\n", e->d_name);
            assert_true(false);
        }
    }
    closedir(d);
    http_stop(h, 1);
}

TEST(a_proxy_on_this_machine_is_believed_only_when_told_so)
{
    static const struct { bool behind_proxy; const char *want; } t[] = {{false, "client=127.0.0.1"}, {true, "client=203.0.113.9"}};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct http_options opt = {.listen = "127.0.0.1:0", .event_threads = 2, .workers = 4, .limits = test_limits,
                                   .handle = answer, .behind_proxy = t[i].behind_proxy};
        struct error err = {0};
        struct http *h = NULL;
        check_ok(http_start(&opt, &h, &err), &err);
        str got = ask(h, S("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 10.1.1.1, 203.0.113.9\r\n\r\n"));
        check_at(i, str_contains(got, cstr(t[i].want)));
        http_stop(h, 1);
    }
}
