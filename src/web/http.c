/* web/http.c — the one file that knows libmicrohttpd. The life of a request:
 *   on_target     an exchange is made in an arena of its own
 *   on_request    head: checked, refused or let in
 *                 body: incoming.c keeps it; a long one has a place and a file,
 *                 for who may send one
 *                 all there: handled on the event thread when quick, otherwise
 *                 the connection sleeps while a worker handles it
 *   on_completed  the arena goes back
 * The library's own parsers of queries, cookies and forms are not used. */
#include "web/http.h"
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/log.h"
#include "web/arenas.h"
#include "web/body.h"
#include "web/crew.h"
#include "web/head.h"
#include "web/http_answer.h"
#include "web/incoming.h"
#include "web/limits.h"
#include "web/listen.h"
#include "web/mhd.h"
#include "web/places.h"
#include "web/reaper.h"

#define CONNECTION_POOL  ((size_t)16 << 10)      /* bounds the head; two of them are kept per connection */
#define IDLE_SECONDS     60
#define BODY_GRACE       (10 * SECOND)
#define SEND_GRACE       (30 * SECOND)
#define QUIET_GRACE_MS   2000                    /* for who has connected and not yet asked */
#define LEAST_GRACE_MS   250

static const struct places_limits long_bodies = {.all = 16, .by_sender = 4, .by_network = 12};

struct http {
    struct arena *arena;
    struct arenas *arenas;
    struct http_options opt;
    struct listener listener;
    struct MHD_Daemon *daemon;
    struct reaper *reaper;
    struct crew *crew;
    atomic_uint active;
    struct places *long_bodies;                  /* under way */
    atomic_uint quiet;                           /* connections that have not asked anything yet */
    atomic_uchar *is_quiet;                      /* by descriptor */
    size_t descriptors;
    atomic_bool draining;
};

enum stage { HEAD, BODY, WORKING, READY, ANSWERED, BROKEN };

struct exchange {
    struct crew_job job;                         /* first: what the crew queues */
    struct http *http;
    struct MHD_Connection *connection;
    struct request rq;
    struct response rs;
    enum stage stage;
    int fd;
    bool must_close;
    struct incoming body;
    int place;                                   /* of a long body */
    int64_t body_began_ns;
    char client[INET6_ADDRSTRLEN];
};

static void leave(void *env)
{
    longjmp(*(jmp_buf *)env, 1);
}

/* Answering. */

static enum MHD_Result queue(struct exchange *x, unsigned status, struct MHD_Response *r, size_t size)
{
    struct http *h = x->http;

    x->stage = ANSWERED;
    reaper_set(h->reaper, x->fd, SEND_GRACE + (msec)(size / h->opt.limits.body_min_rate) * SECOND);
    return mhd.queue_response(x->connection, status, r);
}

static enum MHD_Result queue_answer(struct exchange *x)
{
    struct http *h = x->http;
    size_t size = response_size(&x->rs);
    struct MHD_Response *r = http_answer(&x->rs);

    if (!r)
        return MHD_NO;
    if (x->must_close || atomic_load(&h->draining))
        mhd.add_response_header(r, "Connection", "close");
    enum MHD_Result ok = queue(x, (unsigned)x->rs.status, r, size);
    mhd.destroy_response(r);
    return ok;
}

void http_send_ready(struct exchange *x, const struct http_ready *r)
{
    if (r->tag[0] && response_is_known(&x->rq, cstr(r->tag))) {
        struct MHD_Response *same = http_answer_unchanged(r);
        if (same && queue(x, 304, same, 0) != MHD_YES)
            x->stage = BROKEN;
        mhd.destroy_response(same);
    } else if (queue(x, r->status, r->whole, r->size) != MHD_YES) {
        x->stage = BROKEN;
    }
}

/* Nothing is taken from the arena: it may be what ran out. `text` is a literal
 * or lives as long as the exchange. */
static void prepare_refusal(struct exchange *x, int status, str text, bool must_close)
{
    char number[8];

    response_refusal(&x->rs, status, text);
    x->must_close = x->must_close || must_close;
    snprintf(number, sizeof number, "%d", status);
    log_event(LOG_INFO, "http.refused", "status", number, "client", x->client, NULL);
}

static enum MHD_Result refuse(struct exchange *x, int status, str text)
{
    prepare_refusal(x, status, text, true);
    return queue_answer(x);
}

/* Handling. */

static int status_of(code c)
{
    return c == LIMIT ? 413 : c == UNSUPPORTED ? 501 : 400;
}

static code read_body(struct exchange *x, struct error *err)
{
    struct request *rq = &x->rq;
    str type = request_header(rq, "content-type"), body;

    TRY(incoming_whole(&x->body, &body, err));
    if (body_is_form(type))
        return body_parse(rq->arena, type, body, x->http->opt.limits.form_fields, &rq->form, err);
    rq->body = body;
    return OK;
}

static void handle(struct exchange *x)
{
    struct error err = {0};
    jmp_buf env;

    if (setjmp(env)) {
        arena_on_full(x->rq.arena, NULL, NULL);
        prepare_refusal(x, 503, S("The server is busy. Please try again.\n"), false);
        return;
    }
    arena_on_full(x->rq.arena, leave, &env);
    x->rs.arena = x->rq.arena;
    code c = read_body(x, &err);
    if (c != OK)
        prepare_refusal(x, status_of(c), str_printf(x->rq.arena, "This could not be read: %s.\n", err.text),
                        c == LIMIT);
    else
        x->http->opt.handle(x->http->opt.ctx, &x->rq, &x->rs);
    arena_on_full(x->rq.arena, NULL, NULL);
    if (!x->rs.status)
        x->rs.status = 200;
}

/* On a worker. After the resume the exchange belongs to its event thread. */
static void run_job(void *ctx, struct crew_job *job)
{
    struct exchange *x = (struct exchange *)job;

    (void)ctx;
    handle(x);
    x->stage = READY;
    mhd.resume_connection(x->connection);
}

/* A GET that brought nothing and whose answer waits. Asked for only when all of
 * the request is there: the library closes a connection that is answered early. */
static bool is_ready(struct exchange *x)
{
    const struct http_options *opt = &x->http->opt;

    return opt->ready && x->rq.method == GET && x->body.received == 0 && !atomic_load(&x->http->draining) &&
           opt->ready(opt->ctx, &x->rq, x);
}

static enum MHD_Result refuse_place(struct exchange *x, bool must_close)
{
    bool is_share = x->place == PLACE_SHARE_USED;

    prepare_refusal(x, is_share ? 429 : 503, is_share
        ? S("You are sending as many large files as one sender may at a time. Please wait until one of them is there, and try again.\n")
        : S("So many large files are being sent that the server has no room for another. Please try again in a moment.\n"), must_close);
    x->rs.arena = x->rq.arena;
    response_header(&x->rs, "Retry-After", S("5"));
    return queue_answer(x);
}

static enum MHD_Result all_there(struct exchange *x)
{
    const struct http_options *opt = &x->http->opt;

    if (is_ready(x))
        return x->stage == BROKEN ? MHD_NO : MHD_YES;
    reaper_clear(x->http->reaper, x->fd);
    if (x->place < PLACE_NONE)
        return refuse_place(x, false);
    if (opt->is_quick && opt->is_quick(opt->ctx, &x->rq)) {
        handle(x);
        return queue_answer(x);
    }
    x->stage = WORKING;
    mhd.suspend_connection(x->connection);
    crew_give(x->http->crew, &x->job);
    return MHD_YES;
}

/* Body. */

static enum MHD_Result take_body(struct exchange *x, str bytes)
{
    if (!incoming_take(&x->body, bytes))
        return MHD_NO;
    msec allowed = BODY_GRACE + (msec)(x->body.received * 1000 / x->http->opt.limits.body_min_rate);
    reaper_set(x->http->reaper, x->fd, allowed - (clock_monotonic_ns() - x->body_began_ns) / 1000000);
    return MHD_YES;
}

/* Head. */

static enum MHD_Result add_header(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct exchange *x = ctx;
    struct arena *a = x->rq.arena;

    (void)kind;
    *list_add(a, &x->rq.headers) =
        (struct pair){str_lower(a, cstr(name)), str_trim(str_copy(a, cstr(value ? value : "")))};
    return MHD_YES;
}

/* 0: not a method that HTTP has (RFC 9110 §9.1: 501). */
static enum method method_of(const char *name)
{
    static const struct { const char *name; enum method method; } known[] = {
        {"GET", GET}, {"HEAD", GET}, {"POST", POST}, {"PUT", PUT}, {"DELETE", DELETE}, {"OPTIONS", OPTIONS},
        {"PATCH", PATCH}, {"TRACE", OTHER_METHOD}, {"CONNECT", OTHER_METHOD},
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].method;
    return 0;
}

/* What inet_ntop writes by way of printf. */
static void write_ipv4(char *out, const struct in_addr *address)
{
    const uint8_t *bytes = (const uint8_t *)&address->s_addr;

    for (int i = 0; i < 4; i++) {
        uint8_t n = bytes[i];
        if (n >= 100)
            *out++ = (char)('0' + n / 100);
        if (n >= 10)
            *out++ = (char)('0' + n / 10 % 10);
        *out++ = (char)('0' + n % 10);
        *out++ = i < 3 ? '.' : '\0';
    }
}

static void find_client(struct exchange *x)
{
    const union MHD_ConnectionInfo *info =
        mhd.get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *s = info ? info->client_addr : NULL;

    if (s && s->sa_family == AF_INET)
        write_ipv4(x->client, &((const struct sockaddr_in *)s)->sin_addr);
    else if (s && s->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)s)->sin6_addr, x->client, sizeof x->client);
    else
        snprintf(x->client, sizeof x->client, "unix");
    x->rq.client = cstr(x->client);
}

/* Only where nobody but a proxy of this machine can have written it. */
static void believe_proxy(struct exchange *x)
{
    bool is_local = str_starts(x->rq.client, S("127.")) || str_eq(x->rq.client, S("::1")) || str_eq(x->rq.client, S("unix"));
    str said = is_local ? head_forwarded(&x->rq.headers) : (str){0};

    if (said.n > 0 && said.n < sizeof x->client) {
        memcpy(x->client, said.p, said.n);
        x->client[said.n] = '\0';
        x->rq.client = cstr(x->client);
    }
}

static code check_head(struct exchange *x, const char *version, int64_t *length, struct error *err)
{
    struct request *rq = &x->rq;

    rq->is_http10 = strcmp(version, "HTTP/1.0") == 0;
    if (!rq->is_http10 && strcmp(version, "HTTP/1.1") != 0)
        return fail(err, BAD_INPUT, "", "only HTTP/1.1 and HTTP/1.0 are spoken here");
    if (!rq->method)
        return fail(err, UNSUPPORTED, "", "there is no such method");
    TRY(head_check(&rq->headers, rq->is_http10, x->http->opt.limits.headers, length, err));
    return head_target(rq->arena, rq->target, &rq->path, &rq->query, err);
}

static bool waits_for_leave(const struct request *rq)
{
    return str_eq_nocase(request_header(rq, "expect"), S("100-continue"));
}

/* Takes a place for a long body. Without one it is read all the same, and thrown away. */
static bool is_long(struct exchange *x, int64_t length)
{
    const struct http_options *opt = &x->http->opt;
    str sender = opt->long_sender && incoming_is_long(&opt->limits, length) ? opt->long_sender(opt->ctx, &x->rq) : (str){0};

    if (!str_is_absent(sender))
        x->place = places_take(x->http->long_bodies, sender, x->rq.client);
    return !str_is_absent(sender);
}

static enum MHD_Result begin_body(struct exchange *x, int64_t length)
{
    const struct http_limits *limits = &x->http->opt.limits;
    bool waits = waits_for_leave(&x->rq);

    x->body.arena = x->rq.arena;
    if (!incoming_begin(&x->body, limits, is_long(x, length), length, waits))
        return refuse(x, 413, S("This is larger than the server takes.\n"));
    if (x->place < PLACE_NONE && waits)
        return refuse_place(x, true);
    if (x->place < PLACE_NONE)
        incoming_discard(&x->body);
    x->stage = BODY;
    x->body_began_ns = clock_monotonic_ns();
    reaper_set(x->http->reaper, x->fd, BODY_GRACE);
    return MHD_YES;
}

static enum MHD_Result begin(struct exchange *x, const char *method, const char *version)
{
    struct http *h = x->http;
    struct error err = {0};
    int64_t length = 0;

    find_client(x);
    x->rq.method = method_of(method);
    mhd.get_connection_values(x->connection, MHD_HEADER_KIND, add_header, x);
    if (h->opt.behind_proxy)
        believe_proxy(x);
    code c = check_head(x, version, &length, &err);
    if (c != OK)
        return refuse(x, c == LIMIT ? 431 : status_of(c),
                      str_printf(x->rq.arena, "This could not be read: %s.\n", err.text));
    head_cookies(x->rq.arena, request_header(&x->rq, "cookie"), &x->rq.cookies);
    return begin_body(x, length);
}

/* Called back by the library. */

static int descriptor_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info = mhd.get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

    return info ? info->connect_fd : -1;
}

/* A connection is quiet from its start to its first request, or its end. */
static void set_quiet(struct http *h, int fd, bool quiet)
{
    if (fd < 0 || (size_t)fd >= h->descriptors)
        return;
    bool was = atomic_exchange(&h->is_quiet[fd], quiet);
    if (quiet && !was)
        atomic_fetch_add(&h->quiet, 1);
    else if (was && !quiet)
        atomic_fetch_sub(&h->quiet, 1);
}

static void *on_target(void *ctx, const char *target, struct MHD_Connection *c)
{
    struct http *h = ctx;
    struct arena *a = arenas_borrow(h->arenas);
    struct exchange *x = NEW(a, struct exchange);

    x->http = h;
    x->connection = c;
    x->rq.arena = a;
    x->rq.target = str_copy(a, cstr(target));
    x->fd = descriptor_of(c);
    x->place = PLACE_NONE;
    atomic_fetch_add(&h->active, 1);
    set_quiet(h, x->fd, false);
    reaper_set(h->reaper, x->fd, h->opt.limits.head_seconds * SECOND);
    return x;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
    struct exchange *x = *state;
    jmp_buf env;

    (void)ctx, (void)c, (void)url;
    if (!x)
        return MHD_NO;
    if (x->stage == READY)
        return queue_answer(x);
    if (x->stage == WORKING || x->stage == ANSWERED)
        return MHD_YES;
    if (setjmp(env))
        return x->stage == HEAD ? refuse(x, 503, S("The server is busy. Please try again.\n")) : MHD_NO;
    arena_on_full(x->rq.arena, leave, &env);
    if (x->stage == HEAD)
        return begin(x, method, version);
    if (*size == 0)
        return all_there(x);
    size_t n = *size;
    *size = 0;
    return take_body(x, (str){data, n});
}

static void on_completed(void *ctx, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
    struct http *h = ctx;
    struct exchange *x = *state;

    (void)c, (void)why;
    if (!x)
        return;
    *state = NULL;
    response_file_drop(&x->rs);
    incoming_end(&x->body);
    places_leave(h->long_bodies, x->place);
    reaper_set(h->reaper, x->fd, IDLE_SECONDS * SECOND);
    arenas_return(h->arenas, x->rq.arena);
    atomic_fetch_sub(&h->active, 1);
}

static void on_connection(void *ctx, struct MHD_Connection *c, void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http *h = ctx;
    int fd = descriptor_of(c);

    (void)state;
    set_quiet(h, fd, what == MHD_CONNECTION_NOTIFY_STARTED);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        reaper_set(h->reaper, fd, h->opt.limits.head_seconds * SECOND);
    else
        reaper_forget(h->reaper, fd);
}

/* The path is decoded by head.c, once; the library must leave it alone. */
static size_t leave_escapes(void *ctx, struct MHD_Connection *c, char *text)
{
    (void)ctx, (void)c;
    return strlen(text);
}

/* Start and stop. */

static struct MHD_Daemon *start_daemon(struct http *h)
{
    const struct http_options *opt = &h->opt;
    unsigned per_ip = h->listener.is_local ? 0 : opt->limits.connections_per_ip;
    struct MHD_OptionItem pool[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, opt->event_threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    if (opt->event_threads < 2)                  /* a pool of one is an error to the library */
        pool[0].option = MHD_OPTION_END;
    return mhd.start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        on_request, h,
        MHD_OPTION_LISTEN_SOCKET, h->listener.fd,
        MHD_OPTION_CONNECTION_LIMIT, opt->limits.connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_ip,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_POOL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, h,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
        MHD_OPTION_ARRAY, pool,
        MHD_OPTION_END);
}

static void close_all(struct http *h)
{
    if (h->daemon)
        mhd.stop_daemon(h->daemon);
    reaper_stop(h->reaper);
    listen_close(&h->listener);
    arenas_close(h->arenas);
    places_end(h->long_bodies);
    arena_free(h->arena);
}

static code start_parts(struct http *h, struct error *err)
{
    TRY(mhd_load(err));
    TRY(listen_open(h->arena, h->opt.listen, &h->listener, err));
    h->descriptors = limits_fit_files(&h->opt.limits);
    h->is_quiet = NEW_ARRAY(h->arena, h->descriptors, atomic_uchar);
    h->reaper = reaper_start(h->arena, h->descriptors, h->opt.tick, h->opt.ctx);
    if (!h->reaper)
        return fail(err, FAULT, "", "cannot start a thread");
    TRY(crew_start(h->arena, h->opt.workers, run_job, h, &h->crew, err));
    h->daemon = start_daemon(h);
    return h->daemon ? OK : fail(err, FAULT, h->opt.listen, "the HTTP library does not start");
}

code http_start(const struct http_options *opt, struct http **out, struct error *err)
{
    struct arena *a = arena_new(0);
    struct http *h = NEW(a, struct http);

    h->arena = a;
    h->opt = *opt;
    h->opt.limits = limits_with_defaults(opt->limits);
    h->opt.event_threads = limits_event_threads(opt->event_threads);
    h->opt.workers = limits_workers(opt->workers);
    h->listener.fd = -1;
    h->arenas = arenas_open(a, h->opt.limits.arena);
    h->long_bodies = places_new(a, &long_bodies);
    code c = start_parts(h, err);
    if (c != OK) {
        crew_stop(h->crew);
        close_all(h);
        return c;
    }
    *out = h;
    return OK;
}

str http_address(const struct http *h, struct arena *a)
{
    return listen_address(&h->listener, a);
}

/* Until no request is under way, or the time is up. */
static void wait_idle(struct http *h, int64_t until_ns)
{
    const struct timespec pause = {0, 10 * 1000 * 1000};

    while (atomic_load(&h->active) && clock_monotonic_ns() < until_ns)
        nanosleep(&pause, NULL);
}

/* A connection that was taken from the queue just now has its request on the
 * way: closing it would lose what the next process would have answered. */
static void wait_for_quiet(struct http *h)
{
    const struct timespec pause = {0, 10 * 1000 * 1000};
    int64_t began = clock_monotonic_ns(), waited = 0;

    while (waited < LEAST_GRACE_MS || (atomic_load(&h->quiet) && waited < QUIET_GRACE_MS)) {
        nanosleep(&pause, NULL);
        waited = (clock_monotonic_ns() - began) / 1000000;
    }
}

/* Workers end before the library stops: no connection may sleep then. */
void http_stop(struct http *h, unsigned drain_seconds)
{
    if (!h)
        return;
    atomic_store(&h->draining, true);
    mhd.quiesce_daemon(h->daemon);
    wait_for_quiet(h);
    wait_idle(h, clock_monotonic_ns() + (int64_t)drain_seconds * 1000000000);
    crew_stop(h->crew);
    wait_idle(h, clock_monotonic_ns() + 1000000000);
    close_all(h);
}
