/* cli/bench_busy.c — one list of 100,000 people awarded to its end by the job that does it,
 * against as many bare signatures alone, while somebody asks for ordinary pages. */
#include "base/clock.h"
#include "base/crypto_bare.h"
#include "cli/bench_beside.h"

#define ROUNDS 5

static const struct beside_page pages[BESIDE_OWN] = {
    {"the list itself, with how far it is", "/org/$O/awards/lists/$I", "Working at heights", 1},
    {"lists of awards", "/org/$O/awards/lists", "Working at heights", 1},
};

struct busy {
    struct arena *a;
    struct bench_org org;
    struct beside beside;
    int people;                                  /* in each list */
    int64_t list;                                /* of the last round */
    double wall_us, cpu_us;                      /* an award, of the last round */
    struct bare_key *sodium, *openssl;
    struct error *err;
};

static void stop_at(const struct busy *w, code c)
{
    if (c == OK)
        return;
    fprintf(stderr, "lapel: %s: %s\n", w->err->where, w->err->text);
    __builtin_trap();
}

/* ---- as many signatures alone ---- */

static double sign_all(const struct busy *w, struct bare_key *key)
{
    uint8_t signature[BARE_SIGNATURE];
    double began = bench_cpu_us();

    for (int i = 0; i < w->people; i++)
        bare_sign(key, S("what is signed are two hashes of 32 bytes each, as long as this."), signature);
    return (bench_cpu_us() - began) / w->people;
}

static double read_sodium(void *ctx)
{
    return sign_all(ctx, ((struct busy *)ctx)->sodium);
}

static double read_openssl(void *ctx)
{
    return sign_all(ctx, ((struct busy *)ctx)->openssl);
}

/* ---- the list ---- */

static code send(void *ctx, struct bench_org *own, struct error *err)
{
    struct busy *w = ctx;
    struct arena *a = arena_new((size_t)1 << 30);
    double began = bench_cpu_us(), wall = (double)clock_monotonic_ns() / 1e3;
    code c = bench_org_send(own, a, w->list, err);

    w->cpu_us = (bench_cpu_us() - began) / w->people;
    w->wall_us = ((double)clock_monotonic_ns() / 1e3 - wall) / w->people;
    arena_free(a);
    return c;
}

/* Every line is an award with a place of its own on a status list and a mail that waits. */
static const char sql_whole[] =
    "SELECT count(*) FROM (SELECT DISTINCT w.status_list_id, w.status_index, m.id FROM award w JOIN mail m ON m.award_id = w.id AND m.state IN ('queued', 'outbox')"
    " WHERE w.batch_id = $1)";

static code prove_whole(struct busy *w, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(w->org.db, sql_whole, ARGS(v_int(w->list)), &n, err));
    return n == w->people ? OK : fail(err, FAULT, "busy", "%lld of %d have a place on a status list and a mail", (long long)n, w->people);
}

static code award_beside(struct busy *w, struct error *err)
{
    struct arena *a = arena_new((size_t)1 << 30);
    code c = bench_org_list(&w->org, a, w->people, &w->list, err);

    arena_free(a);
    TRY(c);
    TRY(beside_run(&w->beside, w->list, send, w, err));
    return prove_whole(w, err);
}

static double read_list(void *ctx)
{
    struct busy *w = ctx;

    stop_at(w, award_beside(w, w->err));
    return w->cpu_us;
}

static double read_wall(void *ctx)
{
    return ((struct busy *)ctx)->wall_us;
}

static double read_looks(void *ctx)
{
    const struct busy *w = ctx;
    size_t n = 0;

    for (size_t i = 0; i < w->beside.n; i++)
        n += w->beside.looks[i].looks;
    return (double)n;
}

/* ---- all together ---- */

static code prove(struct busy *w, struct error *err)
{
    struct bench_work cost;

    TRY(bench_org_award(&w->org, w->people, &cost, err));
    return bench_org_prove(&w->org, w->a, w->people, err);
}

static void compare(struct bench *b, struct busy *w)
{
    enum { SODIUM, OPENSSL, LIST, WALL, LOOKS, OTHERS };
    struct measure measures[OTHERS + 3 * (COUNT(pages) + BESIDE_COMMON)] = {
        [SODIUM] = {"bare Ed25519 sign, libsodium, as many", "us", .read = read_sodium, .ctx = w},
        [OPENSSL] = {"bare Ed25519 sign, OpenSSL, as many", "us", .read = read_openssl, .ctx = w},
        [LIST] = {str_z(w->a, str_printf(w->a, "award one of %d, the job to its end", w->people)), "us", .read = read_list, .ctx = w},
        [WALL] = {"the same by the clock", "us", .read = read_wall, .ctx = w},
        [LOOKS] = {"pages that were looked at meanwhile", "pages", .read = read_looks, .ctx = w},
    };
    struct ratio ratios[2 + COUNT(pages) + BESIDE_COMMON] = {
        {str_z(w->a, str_printf(w->a, "list of %d / as many signatures, OpenSSL", w->people)), LIST, OPENSSL, 0, {4, 2.5, false}},
        {str_z(w->a, str_printf(w->a, "list of %d / as many signatures, libsodium", w->people)), LIST, SODIUM, 0, {0}},
    };

    beside_rows(&w->beside, b, measures, ratios + 2, OTHERS);
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), ROUNDS});
}

static code measure(struct bench *b, struct busy *w, struct error *err)
{
    static const uint8_t seed[32] = "measured with a seed of our own";

    w->sodium = bare_open(BARE_SODIUM, seed);
    w->openssl = bare_open(BARE_OPENSSL, seed);
    TRY(prove(w, err));
    beside_open(&w->beside, b, &w->org, pages, COUNT(pages));
    compare(b, w);
    return OK;
}

code bench_busy(struct bench *b, struct error *err)
{
    struct busy w = {.a = arena_new((size_t)512 << 20), .people = bench_awards(b), .err = err};
    code c = bench_org_open(b, (str){0}, false, &w.org, err);

    if (c == OK)
        c = measure(b, &w, err);
    beside_close(&w.beside);
    bench_org_close(&w.org);
    bare_close(w.sodium);
    bare_close(w.openssl);
    arena_free(w.a);
    return c;
}
