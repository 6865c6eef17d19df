/* cli/bench_page.c — one page of the administration as the router gives it:
 * rights, queries, template. The same with ten times the awards must not take
 * noticeably longer. */
#include "app/routes.h"
#include "base/crypto.h"
#include "cli/bench_org.h"
#include "web/route.h"

#define LIST_OF_PEOPLE 10000

struct page_at {
    struct arena *a;                             /* of one call */
    struct bench_org org;
    struct router *router;
    str path;
};

/* Signing in is measured elsewhere, by its own means: Argon2id is slow by design. */
static code let_in(struct request *rq, int right, int64_t org)
{
    (void)rq, (void)right, (void)org;
    return OK;
}

static struct response get(struct page_at *p)
{
    arena_reset(p->a);
    struct request rq = {.arena = p->a, .db = p->org.db, .app = p->org.app, .method = GET,
                         .path = p->path, .target = p->path, .client = S("127.0.0.1")};
    struct response rs = {.arena = p->a};

    *list_add(p->a, &rq.headers) = (struct pair){S("accept"), S("text/html")};
    router_dispatch(p->router, &rq, &rs);
    return rs;
}

static void get_work(void *ctx)
{
    if (get(ctx).body.n == 0)
        __builtin_trap();
}

static size_t count(str text, str part)
{
    size_t n = 0;

    for (ptrdiff_t at; (at = str_find(text, part)) >= 0; n++)
        text = str_from(text, (size_t)at + part.n);
    return n;
}

static code open_page(struct bench *b, struct page_at *p, int lists, struct error *err)
{
    struct router_hooks hooks = {.allow = let_in, .fill_page = app_fill_page, .error_page = app_error_page};
    struct bench_work cost;

    TRY(bench_org_open(b, (str){0}, &p->org, err));
    for (int i = 0; i < lists; i++)
        TRY(bench_org_award(&p->org, LIST_OF_PEOPLE, &cost, err));
    p->router = router_new(bench_arena(b), routes_of_role(ROLE_ALL), &hooks);
    p->path = str_printf(bench_arena(b), "/org/%lld/awards", (long long)p->org.org);
    struct response rs = get(p);
    if (rs.status > 200 || count(rs.body, S("@example.org")) < 25)
        return fail(err, FAULT, "page", "the page of awards does not show them");
    return OK;
}

static void compare(struct bench *b, struct page_at *few, struct page_at *many)
{
    const struct measure measures[] = {
        {"page of awards, of 10,000", "us", get_work, .ctx = few},
        {"page of awards, of 100,000", "us", get_work, .ctx = many},
    };
    const struct ratio ratios[] = {{"growth, of 100,000 / of 10,000", 1, 0, 0, {1.5, 1.2, false}}};

    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 0});
}

code bench_page(struct bench *b, struct error *err)
{
    struct page_at few = {.a = arena_new(0)}, many = {.a = arena_new(0)};
    code c = open_page(b, &few, 1, err);

    if (c == OK)
        c = open_page(b, &many, 10, err);
    if (c == OK)
        compare(b, &few, &many);
    bench_org_close(&many.org);
    bench_org_close(&few.org);
    arena_free(many.a);
    arena_free(few.a);
    return c;
}
