/* cli/bench_memory.c — what a server keeps in memory and how fast it starts,
 * empty and with many awards that strangers ask for. */
#include "base/crypto.h"
#include "cli/bench_org.h"
#include "cli/bench_serve.h"
#include "cli/cli.h"

#define ASKED  5000
#define STARTS 5
#define LISTS  10

struct large {
    struct arena *a;                             /* of one question */
    const char *empty, *full;                    /* data folders */
    struct str_list awards;                      /* their public ids */
    struct memory first, used;                   /* of the last one: at its start, after being asked */
    bool failed;
};

/* ---- readings ---- */

static double start_ms(struct large *l, const char *data)
{
    double best = 1e9;

    for (int i = 0; i < STARTS; i++) {
        struct served s;
        bool ok = serve_start(&s, data);
        best = ok && s.start_ms < best ? s.start_ms : best;
        l->failed |= !serve_stop(&s) || !ok;
    }
    return best;
}

static double read_start_empty(void *ctx)
{
    return start_ms(ctx, ((struct large *)ctx)->empty);
}

static double read_start_full(void *ctx)
{
    return start_ms(ctx, ((struct large *)ctx)->full);
}

/* Random awards, as page, as assertion of both versions. */
static bool ask_one(struct large *l, const struct served *s)
{
    static const struct { const char *path, *accept; } ways[] = {
        {"/b/", "text/html"}, {"/b/", "application/json"}, {"/ob2/b/", "application/json"}};
    str id = l->awards.items[random_below((uint32_t)l->awards.n)], answer;
    unsigned way = random_below(COUNT(ways));

    arena_reset(l->a);
    return serve_ask(s, l->a, str_join(l->a, cstr(ways[way].path), id), ways[way].accept, &answer);
}

static double read_growth(void *ctx)
{
    struct large *l = ctx;
    struct served s;
    bool ok = serve_start(&s, l->full);

    l->first = serve_memory(&s, l->a);
    for (int i = 0; ok && i < ASKED; i++)
        ok = ask_one(l, &s);
    l->used = serve_memory(&s, l->a);
    l->failed |= !serve_stop(&s) || !ok;
    return l->used.own - l->first.own;
}

/* The system's cache of the database, which it takes back when it needs it. */
static double read_mapped(void *ctx)
{
    const struct large *l = ctx;

    return l->used.files - l->first.files;
}

/* ---- an organisation ---- */

static code list_awards(struct bench *b, struct bench_org *o, struct large *l, struct error *err)
{
    struct rows *r = db_query(o->db, "SELECT public_id FROM award ORDER BY id", NO_ARGS);
    struct buf text = buf_new(bench_arena(b));

    while (rows_next(r))
        *list_add(bench_arena(b), &l->awards) = row_str(r, 0, bench_arena(b));
    TRY(rows_end(r, err));
    if (!o->keep)
        return OK;
    for (size_t i = 0; i < l->awards.n; i++)
        buf_printf(&text, STR_FMT "\n", STR_ARG(l->awards.items[i]));
    return cli_write(bench_arena(b), str_printf(bench_arena(b), "%s/awards.txt", o->folder), buf_done(&text), false, err);
}

static code fill(struct bench *b, struct large *l, struct bench_org *o, struct error *err)
{
    struct bench_work cost;

    TRY(bench_org_open(b, (str){0}, true, o, err));
    for (int i = 0; i < LISTS; i++)
        TRY(bench_org_award(o, bench_awards(b) / LISTS, &cost, err));
    l->full = o->folder;
    return list_awards(b, o, l, err);
}

/* ---- all together ---- */

static code compare(struct bench *b, struct large *l, struct error *err)
{
    enum { EMPTY, FULL, GROWTH, MAPPED };
    str n = str_printf(bench_arena(b), "%d", bench_awards(b));
    const char *full = str_z(bench_arena(b), str_printf(bench_arena(b), "start to the first answer, " STR_FMT " awards", STR_ARG(n)));
    const struct measure measures[] = {
        [EMPTY] = {"start to the first answer, empty", "ms", .read = read_start_empty, .ctx = l, .bar = {100, 30, false}},
        [FULL] = {full, "ms", .read = read_start_full, .ctx = l, .bar = {100, 30, false}},
        [GROWTH] = {"memory that 5,000 questions add, its own", "MiB", .read = read_growth, .ctx = l, .bar = {48, 32, false}},
        [MAPPED] = {"pages of the database that they map", "MiB", .read = read_mapped, .ctx = l},
    };
    const struct ratio ratios[] = {{"start with awards / empty", FULL, EMPTY, 0, {1.5, 1.1, false}}};

    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 5});
    return l->failed ? fail(err, FAULT, "memory", "a server did not answer, or did not end well") : OK;
}

code bench_memory(struct bench *b, struct error *err)
{
    struct large l = {.a = arena_new(0), .empty = bench_folder(b, err)};
    struct bench_org o = {0};
    code c = l.empty ? fill(b, &l, &o, err) : FAULT;

    if (c == OK) {
        start_ms(&l, l.empty);           /* which makes its database */
        c = compare(b, &l, err);
    }
    bench_org_close(&o);
    bench_remove_folder(l.empty);
    arena_free(l.a);
    return c;
}
