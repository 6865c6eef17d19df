/* cli/bench_get.h — one page as the router gives it: rights, queries, template; without a
 * socket and without signing in. */
#pragma once
#include "cli/bench_org.h"
#include "web/route.h"

struct bench_get {
    struct arena *a;                             /* of one call */
    const struct bench_org *org;
    struct router *router;
    const char *accept;
    str path, target;                            /* the target with its query */
};
struct router *bench_router(struct arena *a);
/* The path is cut from the target. */
struct bench_get bench_get_of(struct arena *a, const struct bench_org *org, struct router *router, str target, const char *accept);
void bench_get_work(void *work);                 /* for struct measure */
/* FAULT: the page does not show `mark` so often. */
MUST_USE code bench_get_shows(struct bench_get *g, const char *name, const char *mark, size_t times, struct error *err);
