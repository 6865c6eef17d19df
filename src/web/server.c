/* web/server.c — the frame around every request: connection, dispatch,
 * security headers, one line in the log. */
#include "web/server.h"
#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include "base/clock.h"
#include "base/log.h"
#include "store/reader.h"
#include "web/asset.h"
#include "web/limits.h"
#include "web/notify.h"
#include "web/policy.h"
#include "web/ready.h"
#include "web/session.h"
#include "web/text.h"

#define DRAIN_SECONDS 30
#define BUSY "The server is busy. Please try again in a moment.\n"
#define NO_DATABASE "The database does not answer. Please try again in a moment.\n"

struct server {
    struct arena *arena;
    struct server_options opt;
    struct router *router;
    struct http *http;
    struct ready *ready;                         /* NULL: nothing is kept */
    struct readers *readers;                     /* NULL: on PostgreSQL */
};

/* One server per process is the rule; tests that run two share the answer. */
static atomic_bool draining;

/* Health. */

static void health(struct request *rq, struct response *rs)
{
    (void)rq;
    response_text(rs, 200, S("ok\n"));
    response_header(rs, "Cache-Control", S("no-store"));
}

static const char sql_alive[] = SQL("SELECT 1");

static void ready(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t one = 0;

    response_header(rs, "Cache-Control", S("no-store"));
    if (atomic_load(&draining))
        response_text(rs, 503, S("draining\n"));
    else if (rq->db && db_int(rq->db, sql_alive, NO_ARGS, &one, &err) != OK)
        response_text(rs, 503, S("the database does not answer\n"));
    else
        response_text(rs, 200, S("ready\n"));
}

const struct route server_routes[] = {
    {GET, "/assets/{hash}/{name...}", 0, asset_serve, NULL, QUICK | NO_SESSION | NO_DB},
    {GET, "/healthz", 0, health, NULL, QUICK | NO_SESSION | NO_DB},
    {GET, "/readyz", 0, ready, NULL, NO_SESSION},
    {0},
};

/* The log. */

static const char *method_name(enum method m)
{
    static const char *const names[] = {
        [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE",
        [OPTIONS] = "OPTIONS", [OTHER_METHOD] = "other",
    };

    return names[m];
}

/* No query, and the pattern instead of the path where a secret is part of it. */
static void put_path(char *out, size_t size, const struct request *rq)
{
    bool secret = rq->route && (strstr(rq->route->path, "{token") || strstr(rq->route->path, "{proof"));
    str path = secret ? cstr(rq->route->path) : rq->path;

    snprintf(out, size, STR_FMT, STR_ARG(str_slice(path, 0, size - 1)));
}

static void log_request(const struct request *rq, const struct response *rs, int64_t began_ns)
{
    char path[300], status[12], ms[24], bytes[24], client[64], account[24];

    if (!log_is_on(LOG_INFO))
        return;
    put_path(path, sizeof path, rq);
    snprintf(status, sizeof status, "%d", rs->status);
    snprintf(ms, sizeof ms, "%.1f", (double)(clock_monotonic_ns() - began_ns) / 1e6);
    snprintf(bytes, sizeof bytes, "%zu", response_size(rs));
    snprintf(client, sizeof client, STR_FMT, STR_ARG(rq->client));
    snprintf(account, sizeof account, "%" PRId64, rq->session ? rq->session->account : 0);
    log_event(LOG_INFO, "http.request", "method", method_name(rq->method), "path", path, "status", status,
              "ms", ms, "bytes", bytes, "client", client, "account", account, NULL);
}

/* One request. */

static void answer_unavailable(struct response *rs, str sentence)
{
    response_text(rs, 503, sentence);
    response_header(rs, "Retry-After", S("5"));
}

static bool has_flag(const struct request *rq, unsigned flag)
{
    return rq->route && rq->route->flags & flag;
}

static void dispatch(struct server *s, struct request *rq, struct response *rs)
{
    router_dispatch(s->router, rq, rs);
    if (!rs->status)
        rs->status = 200;
    policy_headers(rq, rs, s->opt.hooks.session && s->opt.hooks.session->secure_cookies);
}

/* An answer to anybody is kept ready, stamped with what was true before it was made. */
static void dispatch_and_keep(struct server *s, struct request *rq, struct response *rs)
{
    uint64_t before = ready_before(s->ready);
    int64_t generation;

    if (!ready_knows(s->ready, &generation)) {
        generation = s->opt.generation(rq->db);
        ready_know(s->ready, before, generation);
    }
    dispatch(s, rq, rs);
    if (rs->keep)
        ready_keep(s->ready, rq, rs, generation);
}

/* Short reads share a few connections; see store/reader.h. */
static struct db *connection_for(struct server *s, struct request *rq, struct error *err)
{
    struct db *db = s->readers && has_flag(rq, QUICK_READ) ? readers_take(s->readers) : NULL;

    rq->db_is_shared = db != NULL;
    return db ? db : db_borrow(s->opt.pool, err);
}

static void give_back(struct server *s, struct request *rq)
{
    if (rq->db && rq->db_is_shared)
        readers_give(s->readers, rq->db);
    else if (rq->db)
        db_return(s->opt.pool, rq->db);
    rq->db = NULL;
}

static void leave(void *env)
{
    longjmp(*(jmp_buf *)env, 1);
}

/* Between setjmp and its use `rq->db` is what must survive, so it lives in the
 * request, not in a local. */
static void handle(void *ctx, struct request *rq, struct response *rs)
{
    struct server *s = ctx;
    const int64_t began_ns = clock_monotonic_ns();
    struct error err = {0};
    jmp_buf env;

    rq->app = s->opt.app;
    text_speak(request_language(rq));
    if (setjmp(env)) {
        response_refusal(rs, 503, S(BUSY));
    } else {
        arena_on_full(rq->arena, leave, &env);
        bool wants_db = s->opt.pool && !has_flag(rq, NO_DB);
        if (wants_db && !(rq->db = connection_for(s, rq, &err))) {
            log_error("server.db_borrow", &err);
            answer_unavailable(rs, S(NO_DATABASE));
            policy_headers(rq, rs, false);
        } else if (s->ready && rq->db && has_flag(rq, KEPT)) {
            dispatch_and_keep(s, rq, rs);
        } else {
            dispatch(s, rq, rs);
        }
    }
    arena_on_full(rq->arena, NULL, NULL);
    give_back(s, rq);
    text_speak(S("en"));
    log_request(rq, rs, began_ns);
}

/* Finds the row on the way. A read of SQLite is as quick as an answer from
 * memory; one of PostgreSQL waits for another process. */
static bool is_quick(void *ctx, struct request *rq)
{
    struct server *s = ctx;
    bool reads_quickly = s->opt.pool && !db_pool_is_postgres(s->opt.pool);

    if (rq->router != s->router)
        router_find(s->router, rq);
    return has_flag(rq, QUICK) || (has_flag(rq, QUICK_READ) && reads_quickly);
}

static str long_sender(void *ctx, struct request *rq)
{
    struct server *s = ctx;

    router_find(s->router, rq);
    return has_flag(rq, LONG_BODY) && s->opt.hooks.session ? session_long_sender(rq, s->opt.hooks.session) : (str){0};
}

static bool send_ready(void *ctx, const struct request *rq, struct exchange *x)
{
    struct server *s = ctx;

    if (!s->ready || !ready_send(s->ready, rq, x))
        return false;
    log_event(LOG_INFO, "http.request", "method", "GET", "path", log_is_on(LOG_INFO) ? str_z(rq->arena, rq->path) : "",
              "from", "ready", "client", log_is_on(LOG_INFO) ? str_z(rq->arena, rq->client) : "", NULL);
    return true;
}

static void tick(void *ctx)
{
    struct server *s = ctx;

    if (s->readers)
        readers_rest(s->readers);
}

/* Start and stop. */

unsigned server_connections(unsigned event_threads, unsigned workers)
{
    return limits_event_threads(event_threads) + limits_workers(workers);
}

void server_block_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static const struct route *const *with_own_routes(struct arena *a, const struct route *const *tables)
{
    size_t n = 0;

    while (tables && tables[n])
        n++;
    const struct route **all = NEW_ARRAY(a, n + 2, const struct route *);
    for (size_t i = 0; i < n; i++)
        all[i] = tables[i];
    all[n] = server_routes;
    return all;
}

static void close_parts(struct server *s)
{
    ready_close(s->ready);
    readers_close(s->readers);
    arena_free(s->arena);
}

code server_start(const struct server_options *opt, struct server **out, struct error *err)
{
    struct arena *a = arena_new(0);
    struct server *s = NEW(a, struct server);

    s->arena = a;
    s->opt = *opt;
    s->router = router_new(a, with_own_routes(a, opt->tables), &opt->hooks);
    if (opt->pool && opt->generation)
        s->ready = ready_open(a, opt->pool);
    if (opt->pool && !db_pool_is_postgres(opt->pool))
        s->readers = readers_open(a, opt->pool, limits_event_threads(opt->event_threads));
    atomic_store(&draining, false);
    const struct http_options http = {
        .listen = opt->listen,
        .event_threads = limits_event_threads(opt->event_threads),
        .workers = limits_workers(opt->workers),
        .limits = opt->limits,
        .behind_proxy = opt->behind_proxy,
        .handle = handle,
        .is_quick = is_quick,
        .long_sender = long_sender,
        .ready = send_ready,
        .tick = tick,
        .ctx = s,
    };
    code c = http_start(&http, &s->http, err);
    if (c != OK) {
        close_parts(s);
        return c;
    }
    *out = s;
    return OK;
}

str server_address(const struct server *s, struct arena *a)
{
    return http_address(s->http, a);
}

const struct router *server_router(const struct server *s)
{
    return s->router;
}

void server_run(struct server *s)
{
    sigset_t set;
    int which = 0;

    (void)s;
    notify_service_manager("READY=1");
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &which);
    notify_service_manager("STOPPING=1");
    log_event(LOG_INFO, "server.draining", "signal", strsignal(which), NULL);
    atomic_store(&draining, true);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void server_stop(struct server *s)
{
    if (!s)
        return;
    atomic_store(&draining, true);
    http_stop(s->http, s->opt.drain_seconds ? s->opt.drain_seconds : DRAIN_SECONDS);
    close_parts(s);
}
