#include "unit/test.h"
#include "base/log.h"
#include "unit/web/client.h"
#include "unit/web/web.h"
#include "web/page.h"
#include "web/server.h"
#include "web/session.h"

static const char sql_make[] = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT";
static const char sql_session[] = "CREATE TABLE session (token_hash TEXT PRIMARY KEY, account_id INTEGER,"
                                  " created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,"
                                  " expires_at INTEGER NOT NULL, user_agent TEXT) STRICT";
static const char sql_add[] = "INSERT INTO note (text) VALUES ($1)";
static const char sql_count[] = "SELECT count(*) FROM note";

static const struct session_config session = {
    .secret = {"0123456789abcdef0123456789abcdef", 32}, .idle = HOUR, .absolute = DAY};

static void count_notes(struct request *rq, struct response *rs)
{
    int64_t n = -1;
    struct error err = {0};

    if (db_int(rq->db, sql_count, NO_ARGS, &n, &err) != OK)
        response_text(rs, 500, S("no"));
    else
        response_text(rs, 200, str_printf(rq->arena, "notes=%lld\n", (long long)n));
}

/* Changes something, then needs more memory than it may have. */
static void write_and_fill(struct request *rq, struct response *rs)
{
    (void)rs;
    if (db_begin(rq->db, NULL) == OK && db_run(rq->db, sql_add, ARGS(v_str(S("x"))), NULL, NULL) == OK)
        for (;;)
            arena_alloc(rq->arena, 1, 4096);
}

static void form(struct request *rq, struct response *rs)
{
    struct page page = {0};
    struct out o = {.buf = buf_new(rq->arena), .page = &page};

    router_fill_page(rq, &page);
    out_csrf(&o);
    response_bytes(rs, S("text/html; charset=utf-8"), buf_done(&o.buf));
}

static void save(struct request *rq, struct response *rs)
{
    response_text(rs, 200, db_run(rq->db, sql_add, ARGS(v_str(request_field(rq, "text"))), NULL, NULL) == OK
                               ? S("saved\n") : S("failed\n"));
}

static const struct route routes[] = {
    {GET, "/notes", 0, count_notes, NULL, NO_SESSION},
    {GET, "/fill", 0, write_and_fill, NULL, NO_SESSION},
    {GET, "/form", 0, form, NULL, 0},
    {POST, "/form", 0, save, NULL, 0},
    {0},
};
static const struct route *const tables[] = {routes, NULL};

struct world { struct db_pool *pool; struct server *server; str address; char path[64]; };

static struct world start(void)
{
    struct world w = {0};
    struct error err = {0};

    log_set_level(LOG_ERROR + 1);
    snprintf(w.path, sizeof w.path, "/tmp/lapel-test-server-%d.db", (int)getpid());
    unlink(w.path);
    check_ok(db_pool_open(str_printf(test_arena, "sqlite:%s", w.path).p, server_connections(2, 2), &w.pool, &err), &err);
    struct db *db = db_borrow(w.pool, &err);
    check_ok(db_script(db, cstr(sql_make), &err), &err);
    check_ok(db_script(db, cstr(sql_session), &err), &err);
    db_return(w.pool, db);
    const struct server_options opt = {.listen = "127.0.0.1:0", .pool = w.pool, .tables = tables,
                                       .hooks = {.session = &session, .sign_in_path = "/sign-in"},
                                       .event_threads = 2, .workers = 2, .limits = {.arena = 1 << 20}};
    check_ok(server_start(&opt, &w.server, &err), &err);
    w.address = server_address(w.server, test_arena);
    return w;
}

static void stop(struct world *w)
{
    server_stop(w->server);
    db_pool_close(w->pool);
    unlink(w->path);
}

static str ask(const struct world *w, const char *first_line, const char *headers, const char *body)
{
    str request = str_printf(test_arena, "%s HTTP/1.1\r\nHost: lapel.test\r\nConnection: close\r\n%s"
                                         "Content-Length: %zu\r\n\r\n%s", first_line, headers, strlen(body), body);

    return client_ask(test_arena, w->address, request).bytes;
}

TEST(health_and_readiness_need_no_cookie)
{
    struct world w = start();
    static const char *const t[] = {"GET /healthz", "GET /readyz", "HEAD /healthz"};

    for (size_t i = 0; i < COUNT(t); i++) {
        str got = ask(&w, t[i], "Cookie: lapel=attackerchosen\r\n", "");
        check_at(i, client_status(got) == 200);
        check_at(i, !str_contains(got, S("Set-Cookie")));
        check_at(i, str_contains(got, S("no-store")));
    }
    stop(&w);
}

TEST(every_answer_has_the_security_headers)
{
    static const char *const t[] = {"GET /healthz", "GET /notes", "GET /form", "GET /none", "POST /notes",
                                    "GET /fill", "GET /..", "POST /form"};
    struct world w = start();

    for (size_t i = 0; i < COUNT(t); i++) {
        str got = ask(&w, t[i], "", "");
        check_at(i, str_contains(got, S("X-Content-Type-Options: nosniff")));
        check_at(i, str_contains(got, S("Content-Security-Policy: default-src 'none'")));
    }
    stop(&w);
}

TEST(a_request_out_of_memory_leaves_the_database_clean)
{
    struct world w = start();

    for (int i = 0; i < 10; i++)                 /* more often than there are connections */
        assert_int_equal(client_status(ask(&w, "GET /fill", "", "")), 503);
    assert_true(str_contains(ask(&w, "GET /notes", "", ""), S("notes=0")));
    stop(&w);
}

static str between(str s, str before, char after)
{
    ptrdiff_t at = str_find(s, before);

    assert_true(at >= 0);
    s = str_from(s, (size_t)at + before.n);
    return str_slice(s, 0, (size_t)str_find_byte(s, after));
}

TEST(a_form_goes_round_with_its_cookie_and_token)
{
    struct world w = start();
    str page = ask(&w, "GET /form", "", "");
    str cookie = between(page, S("Set-Cookie: "), ';'), token = between(page, S("value=\""), '"');
    const char *headers = str_printf(test_arena, "Cookie: " STR_FMT "\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                                     STR_ARG(cookie)).p;

    const char *body = str_printf(test_arena, "text=hi&csrf=" STR_FMT, STR_ARG(token)).p;
    assert_true(str_contains(ask(&w, "POST /form", headers, body), S("saved")));
    assert_int_equal(client_status(ask(&w, "POST /form", headers, "text=hi")), 403);
    assert_int_equal(client_status(ask(&w, "POST /form", "Content-Type: application/x-www-form-urlencoded\r\n", body)), 403);
    assert_true(str_contains(ask(&w, "GET /notes", "", ""), S("notes=1")));
    assert_false(str_contains(ask(&w, "GET /form", headers, ""), S("Set-Cookie")));
    stop(&w);
}

TEST(assets_are_served_without_a_word_in_any_table)
{
    struct world w = start();

    assert_int_equal(router_count(server_router(w.server)), 7);
    assert_int_equal(client_status(ask(&w, "GET /assets/0000000000000000/icons.svg", "", "")), 404);
    stop(&w);
}
