/* cli/bench_beside.c — pages beside long work. Readers are no machine: there is a pause
 * between two pages, the same in both halves of a round, so that caches are equally cold. */
#include "cli/bench_beside.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

#define PAUSE_US   4000
#define ALONE      60                            /* looks at each page while nothing runs */
#define MOST_LOOKS 4096                          /* of each page in a round; more are not kept */

static const struct bar page_bar = {3, 1.5, false};

static const struct beside_page common[BESIDE_COMMON] = {
    {"home", "/org/$O", "Person ", 3},
    {"people", "/org/$O/people", "@example.org", 25},
    {"people, by name", "/org/$O/people?q=person ab", "<h1", 1},
    {"one person", "/org/$O/people/1", "@example.org", 1},
    {"badges", "/org/$O/badges", "Working at heights", 1},
    {"awards", "/org/$O/awards", "@example.org", 25},
};

void beside_open(struct beside *s, struct bench *b, struct bench_org *org, const struct beside_page *own, size_t n)
{
    assert(n <= BESIDE_OWN);
    *s = (struct beside){.org = org, .a = arena_new(0), .router = bench_router(bench_arena(b)), .n = n + BESIDE_COMMON};
    for (size_t i = 0; i < s->n; i++)
        s->pages[i] = i < n ? own[i] : common[i - n];
}

void beside_close(struct beside *s)
{
    arena_free(s->a);
}

/* ---- the work, on its own thread ---- */

struct errand {
    struct bench_org own;
    beside_work *work;
    void *ctx;
    struct error err;
    code result;
    atomic_bool has_ended;
};

static void *run_errand(void *ctx)
{
    struct errand *e = ctx;

    e->result = e->work(e->ctx, &e->own, &e->err);
    atomic_store(&e->has_ended, true);
    return NULL;
}

/* ---- looks ---- */

struct looks { double us[MOST_LOOKS]; size_t n; };

static code look(struct beside *s, size_t i, str target, struct looks *to, struct error *err)
{
    struct bench_get get = bench_get_of(s->a, s->org, s->router, target, "text/html");
    double began = (double)clock_monotonic_ns() / 1e3;

    TRY(bench_get_shows(&get, s->pages[i].name, s->pages[i].mark, s->pages[i].times, err));
    double us = (double)clock_monotonic_ns() / 1e3 - began;
    if (to->n < MOST_LOOKS)
        to->us[to->n++] = us;
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_US * 1000L}, NULL);
    return OK;
}

static str target_of(struct arena *a, const struct beside *s, const char *path, int64_t item)
{
    struct buf b = buf_new(a);

    for (; *path; path++)
        if (*path == '$')
            buf_int(&b, *++path == 'O' ? s->org->org : item);
        else
            buf_byte(&b, *path);
    return buf_done(&b);
}

static int by_size(const void *x, const void *y)
{
    double l = *(const double *)x, r = *(const double *)y;

    return (l > r) - (l < r);
}

static void settle(struct looks *l, double *middle, double *most)
{
    qsort(l->us, l->n, sizeof *l->us, by_size);
    *middle = l->n ? l->us[l->n / 2] : 0;
    *most = l->n ? l->us[l->n * 19 / 20] : 0;
}

static code look_alone(struct beside *s, const str *targets, struct looks *to, struct error *err)
{
    for (int turn = 0; turn < ALONE; turn++)
        for (size_t i = 0; i < s->n; i++)
            TRY(look(s, i, targets[i], &to[i], err));
    return OK;
}

static code look_meanwhile(struct beside *s, const struct errand *e, const str *targets, struct looks *to, struct error *err)
{
    while (!atomic_load(&e->has_ended))
        for (size_t i = 0; i < s->n && !atomic_load(&e->has_ended); i++)
            TRY(look(s, i, targets[i], &to[i], err));
    return OK;
}

/* ---- a round ---- */

static code run_beside(struct beside *s, struct errand *e, const str *targets, struct looks *to, struct error *err)
{
    pthread_t t;

    if (pthread_create(&t, NULL, run_errand, e) != 0)
        return fail(err, FAULT, "bench", "there is no further thread");
    code c = look_meanwhile(s, e, targets, to, err);
    pthread_join(t, NULL);
    if (c == OK && e->result != OK && err)
        *err = e->err;
    return c == OK ? e->result : c;
}

static code both_halves(struct beside *s, struct arena *a, struct errand *e, int64_t item, struct error *err)
{
    struct looks *alone = NEW_ARRAY(a, s->n, struct looks), *meanwhile = NEW_ARRAY(a, s->n, struct looks);
    str *targets = NEW_ARRAY(a, s->n, str);

    for (size_t i = 0; i < s->n; i++)
        targets[i] = target_of(a, s, s->pages[i].path, item);
    TRY(look_alone(s, targets, alone, err));
    TRY(run_beside(s, e, targets, meanwhile, err));
    for (size_t i = 0; i < s->n; i++) {
        struct beside_look *l = &s->looks[i];
        settle(&alone[i], &l->alone, &l->alone_most);
        settle(&meanwhile[i], &l->meanwhile, &l->meanwhile_most);
        l->looks = meanwhile[i].n;
    }
    return OK;
}

code beside_run(struct beside *s, int64_t item, beside_work *work, void *ctx, struct error *err)
{
    struct errand e = {.own = *s->org, .work = work, .ctx = ctx};
    struct arena *a = arena_new(0);

    e.own.db = db_borrow(s->org->app->pool, err);
    code c = e.own.db ? both_halves(s, a, &e, item, err) : FAULT;
    db_return(s->org->app->pool, e.own.db);
    arena_free(a);
    return c;
}

/* ---- rows ---- */

static double read_alone(void *ctx)
{
    return ((struct beside_look *)ctx)->alone / 1e3;
}

static double read_meanwhile(void *ctx)
{
    return ((struct beside_look *)ctx)->meanwhile / 1e3;
}

static double read_most(void *ctx)
{
    return ((struct beside_look *)ctx)->meanwhile_most / 1e3;
}

void beside_rows(struct beside *s, struct bench *b, struct measure *measures, struct ratio *ratios, size_t first)
{
    struct arena *a = bench_arena(b);

    for (size_t i = 0; i < s->n; i++) {
        const char *name = s->pages[i].name;
        struct measure *m = &measures[first + 3 * i];
        m[0] = (struct measure){str_z(a, str_printf(a, "%s, alone", name)), "ms", .read = read_alone, .ctx = &s->looks[i]};
        m[1] = (struct measure){str_z(a, str_printf(a, "%s, meanwhile", name)), "ms", .read = read_meanwhile, .ctx = &s->looks[i], .bar = {100, 50, false}};
        m[2] = (struct measure){str_z(a, str_printf(a, "%s, 19 of 20", name)), "ms", .read = read_most, .ctx = &s->looks[i]};
        ratios[i] = (struct ratio){str_z(a, str_printf(a, "%s, meanwhile / alone", name)), first + 3 * i + 1, first + 3 * i, 0, page_bar};
    }
}
