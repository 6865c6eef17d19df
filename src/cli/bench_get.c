/* cli/bench_get.c — one page as the router gives it. */
#include "cli/bench_get.h"

#include "app/routes.h"

/* Signing in is measured elsewhere, by its own means: Argon2id is slow by design. */
static code let_in(struct request *rq, int right, int64_t org)
{
    (void)right, (void)org;
    rq->session->account = 1;                    /* the first of a new database: bench_org's */
    return OK;
}

struct router *bench_router(struct arena *a)
{
    struct router_hooks hooks = {.allow = let_in, .fill_page = app_fill_page, .error_page = app_error_page};

    return router_new(a, routes_of_role(ROLE_ALL), &hooks);
}

struct bench_get bench_get_of(struct arena *a, const struct bench_org *org, struct router *router, str target, const char *accept)
{
    struct bench_get g = {.a = a, .org = org, .router = router, .accept = accept, .target = target};
    str rest = target;

    str_cut(&rest, '?', &g.path);
    return g;
}

static void add_query(struct request *rq, str target)
{
    str pair, name;

    str_cut(&target, '?', &pair);
    while (str_cut(&target, '&', &pair))
        if (str_cut(&pair, '=', &name))
            *list_add(rq->arena, &rq->query) = (struct pair){name, pair};
}

static struct response get(struct bench_get *g)
{
    arena_reset(g->a);
    struct request rq = {.arena = g->a, .db = g->org->db, .app = g->org->app, .method = GET,
                         .path = g->path, .target = g->target, .client = S("127.0.0.1")};
    struct response rs = {.arena = g->a};
    add_query(&rq, g->target);
    *list_add(g->a, &rq.headers) = (struct pair){S("accept"), cstr(g->accept)};
    router_dispatch(g->router, &rq, &rs);
    return rs;
}

void bench_get_work(void *work)
{
    if (get(work).body.n == 0)
        __builtin_trap();
}

static size_t count(str text, str part)
{
    size_t n = 0;

    for (ptrdiff_t at; (at = str_find(text, part)) >= 0; n++)
        text = str_from(text, (size_t)at + part.n);
    return n;
}

code bench_get_shows(struct bench_get *g, const char *name, const char *mark, size_t times, struct error *err)
{
    struct response rs = get(g);

    if (rs.status > 200 || count(rs.body, cstr(mark)) < times)
        return fail(err, FAULT, name, STR_FMT " does not show what it must (%d, %zu bytes)", STR_ARG(g->target), rs.status, rs.body.n);
    return OK;
}
