/* web/server.h — what ties listener, routes, sessions and database together.
 * Each request has an arena and a connection of its own; when the arena runs
 * full the request is answered 503 and the connection is given back clean. */
#pragma once
#include "store/db.h"
#include "web/http.h"
#include "web/route.h"

struct server_options {
    const char *listen;                          /* as in http_options */
    struct db_pool *pool;                        /* needs workers + event_threads connections */
    const struct route *const *tables;           /* NULL-terminated; /assets, /healthz, /readyz are added */
    struct router_hooks hooks;
    void *app;                                   /* becomes request.app */
    int64_t (*generation)(struct db *db);        /* of public documents (web/ready.h); NULL: none is kept */
    struct http_limits limits;                   /* 0: the defaults */
    unsigned event_threads, workers;             /* 0: by the number of cores */
    unsigned drain_seconds;                      /* 0: 30 */
    bool behind_proxy;                           /* as in http_options */
};

struct server;
/* How many connections the pool of a server with these numbers needs. */
unsigned server_connections(unsigned event_threads, unsigned workers);
/* Before any thread is started: SIGTERM and SIGINT are kept for server_run,
 * SIGPIPE is ignored. */
void server_block_signals(void);
MUST_USE code server_start(const struct server_options *opt, struct server **out, struct error *err);
str server_address(const struct server *s, struct arena *a);
const struct router *server_router(const struct server *s);
/* Waits for SIGTERM or SIGINT. What is under way then still gets its answer
 * (server_stop); a second signal ends the process at once. */
void server_run(struct server *s);
void server_stop(struct server *s);              /* drains; NULL is fine */

/* /assets/{hash}/{name...}, /healthz (the process lives), /readyz (it is not
 * draining and the database answers). */
extern const struct route server_routes[];
