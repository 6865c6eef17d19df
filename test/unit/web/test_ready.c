#include "unit/test.h"
#include <stdatomic.h>
#include "base/log.h"
#include "unit/web/client.h"
#include "unit/web/web.h"
#include "web/ready.h"
#include "web/server.h"

static const char sql_make[] = "CREATE TABLE doc (id INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;"
                               "INSERT INTO doc VALUES (1, 1);";
static const char sql_change[] = "UPDATE doc SET version = version + 1 WHERE id = 1";
static const char sql_read[] = "SELECT version FROM doc WHERE id = 1";

static atomic_int handled;

static int64_t version_of(struct db *db)
{
    int64_t n = -1;

    return db_int(db, sql_read, NO_ARGS, &n, NULL) == OK ? n : -1;
}

static void document(struct request *rq, struct response *rs)
{
    str kind = request_param(rq, "kind"), accept = request_header(rq, "accept");
    str body = str_printf(rq->arena, "version %lld of " STR_FMT " for " STR_FMT "\n", (long long)version_of(rq->db),
                          STR_ARG(request_header(rq, "host")), STR_ARG(str_is_absent(accept) ? S("anybody") : accept));

    atomic_fetch_add(&handled, 1);
    if (str_eq(kind, S("large")))
        body = (str){NEW_ARRAY(rq->arena, 100000, char), 100000};
    response_text(rs, 200, body);
    response_header(rs, "Vary", S("Accept"));
    if (str_eq(kind, S("cookie")))
        response_cookie(rs, "x", S("1"), 60, false);
    rs->keep = !str_eq(kind, S("private"));
    response_etag(rq, rs);
}

static const struct route routes[] = {
    {GET, "/doc/{kind}", 0, document, NULL, NO_SESSION | KEPT},
    {GET, "/quick/{kind}", 0, document, NULL, NO_SESSION | KEPT | QUICK_READ},
    {0},
};
static const struct route *const tables[] = {routes, NULL};

struct world { struct db_pool *pool; struct db *db; struct server *server; str address; char path[64]; };

static struct world start(void)
{
    struct world w = {0};
    struct error err = {0};

    log_set_level(LOG_ERROR + 1);
    snprintf(w.path, sizeof w.path, "/tmp/lapel-test-ready-%d.db", (int)getpid());
    unlink(w.path);
    check_ok(db_pool_open(str_printf(test_arena, "sqlite:%s", w.path).p, server_connections(2, 2) + 1, &w.pool, &err), &err);
    w.db = db_borrow(w.pool, &err);
    check_ok(db_script(w.db, cstr(sql_make), &err), &err);
    const struct server_options opt = {.listen = "127.0.0.1:0", .pool = w.pool, .tables = tables, .generation = version_of,
                                       .event_threads = 2, .workers = 2, .drain_seconds = 1};
    check_ok(server_start(&opt, &w.server, &err), &err);
    w.address = server_address(w.server, test_arena);
    atomic_store(&handled, 0);
    return w;
}

static void stop(struct world *w)
{
    server_stop(w->server);
    db_return(w->pool, w->db);
    db_pool_close(w->pool);
    unlink(w->path);
}

static str ask_as(struct world *w, const char *path, const char *host, const char *headers)
{
    return client_ask(test_arena, w->address,
                      str_printf(test_arena, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", path, host, headers))
        .bytes;
}

static str ask(struct world *w, const char *path)
{
    return ask_as(w, path, "one.test", "");
}

/* Often enough to be kept; what is known is forgotten in between now and then,
 * so the last few are counted. */
static int handled_of(struct world *w, const char *path, int times)
{
    for (int i = 0; i < 3; i++)
        ask(w, path);
    atomic_store(&handled, 0);
    for (int i = 0; i < times; i++)
        ask(w, path);
    return atomic_load(&handled);
}

TEST(what_is_asked_for_again_is_sent_without_its_handler)
{
    struct world w = start();

    assert_true(handled_of(&w, "/doc/a", 50) < 25);
    assert_true(handled_of(&w, "/quick/a", 50) < 25);
    str got = ask(&w, "/doc/a");
    assert_int_equal(client_status(got), 200);
    assert_true(str_contains(got, S("\r\nVary: Accept\r\n")));
    assert_true(str_contains(got, S("\r\nContent-Type: text/plain; charset=utf-8\r\n")));
    assert_true(str_contains(got, S("\r\nX-Content-Type-Options: nosniff\r\n")));
    assert_true(str_ends(got, S("version 1 of one.test for anybody\n")));
    stop(&w);
}

TEST(a_change_is_seen_by_the_next_request)
{
    static const char *const paths[] = {"/doc/a", "/quick/a"};
    struct world w = start();

    for (int i = 1; i <= 200; i++) {
        str want = str_printf(test_arena, "version %d of", i);
        for (int k = 0; k < 4; k++)
            check_at(i, str_contains(ask(&w, paths[k % 2]), want));
        check_code(db_run(w.db, sql_change, NO_ARGS, NULL, NULL), OK);
    }
    stop(&w);
}

TEST(another_host_or_accept_gets_another_answer)
{
    struct world w = start();

    for (int i = 0; i < 5; i++) {
        assert_true(str_contains(ask_as(&w, "/doc/a", "one.test", ""), S("of one.test for anybody")));
        assert_true(str_contains(ask_as(&w, "/doc/a", "two.test", ""), S("of two.test for anybody")));
        assert_true(str_contains(ask_as(&w, "/doc/a", "one.test", "Accept: text/html\r\n"), S("for text/html")));
    }
    stop(&w);
}

TEST(who_has_the_answer_is_told_so)
{
    struct world w = start();
    str got = ask(&w, "/doc/a"), tag = str_from(got, (size_t)str_find(got, S("ETag: ")) + 6);
    const char *same;

    tag = str_slice(tag, 0, 22);
    same = str_printf(test_arena, "If-None-Match: " STR_FMT "\r\n", STR_ARG(tag)).p;
    handled_of(&w, "/doc/a", 0);
    for (int i = 0; i < 10; i++) {
        got = ask_as(&w, "/doc/a", "one.test", same);
        assert_int_equal(client_status(got), 304);
        assert_true(str_contains(got, tag));
        assert_true(str_contains(got, S("Vary: Accept")));
        assert_true(str_ends(got, S("\r\n\r\n")));
        assert_int_equal(client_status(ask_as(&w, "/doc/a", "one.test", "If-None-Match: \"other\"\r\n")), 200);
    }
    assert_true(atomic_load(&handled) < 10);
    check_code(db_run(w.db, sql_change, NO_ARGS, NULL, NULL), OK);
    assert_int_equal(client_status(ask_as(&w, "/doc/a", "one.test", same)), 200);
    stop(&w);
}

TEST(what_is_for_one_person_too_large_or_not_marked_is_not_kept)
{
    static const char *const paths[] = {"/doc/private", "/doc/cookie", "/doc/large"};
    struct world w = start();

    for (size_t i = 0; i < COUNT(paths); i++)
        check_at(i, handled_of(&w, paths[i], 10) == 10);
    stop(&w);
}

TEST(head_is_answered_from_what_is_ready_without_the_body)
{
    struct world w = start();

    handled_of(&w, "/doc/a", 0);
    for (int i = 0; i < 5; i++) {
        str got = client_ask(test_arena, w.address, S("HEAD /doc/a HTTP/1.1\r\nHost: one.test\r\nConnection: close\r\n\r\n")).bytes;
        assert_int_equal(client_status(got), 200);
        assert_true(str_ends(got, S("\r\n\r\n")));
        assert_true(str_contains(got, S("Content-Length: 34\r\n")));
    }
    stop(&w);
}

TEST(a_connection_stays_open_after_a_ready_answer)
{
    struct world w = start();
    struct buf b = buf_new(test_arena);
    bool closed = false;
    int fd = client_connect(w.address);

    for (int i = 0; i < 20; i++) {
        assert_true(client_send(fd, S("GET /doc/a HTTP/1.1\r\nHost: one.test\r\n\r\n")));
        b.n = 0;
        while (!str_ends((str){b.p, b.n}, S("for anybody\n")))
            assert_true(client_read_some(fd, 2000, &b, &closed));
    }
    assert_false(closed);
    close(fd);
    stop(&w);
}

/* ---- the bound, without a server ---- */

TEST(what_is_held_never_exceeds_its_bound)
{
    struct world w = start();
    struct ready *r = ready_open(test_arena, w.pool);
    struct arena *a = arena_new(0);

    for (int i = 0; i < 20000; i++) {
        arena_reset(a);
        struct request *rq = new_request(a, GET, str_printf(a, "/doc/%d", i % 10000 / 2).p);
        struct response *rs = new_response(a);
        response_text(rs, 200, (str){NEW_ARRAY(a, 8000, char), 8000});
        ready_keep(r, rq, rs, 1);
        assert_true(ready_bytes(r) <= READY_BYTES);
    }
    assert_true(ready_bytes(r) > READY_BYTES / 2);
    ready_close(r);
    assert_int_equal(ready_bytes(r), 0);
    arena_free(a);
    stop(&w);
}
