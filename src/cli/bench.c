/* cli/bench.c — rounds, batches and the rows they become. */
#include "cli/bench.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS      9
#define MOST_ROUNDS 64
#define BATCHES     9                            /* a reading is the least of these */
#define BATCH_US    1500.0
#define MOST_ROWS   32

struct bench {
    struct arena *a;
    struct bench_options opt;
    const char *group;
    bool missed;
};

struct bench *bench_open(struct arena *a, const struct bench_options *opt)
{
    struct bench *b = NEW(a, struct bench);

    b->a = a;
    b->opt = *opt;
    return b;
}

struct arena *bench_arena(struct bench *b)
{
    return b->a;
}

str bench_keep_data(struct bench *b)
{
    return b->opt.data;
}

str bench_peer(struct bench *b)
{
    return b->opt.peer;
}

int bench_awards(struct bench *b)
{
    return b->opt.awards;
}

str bench_database(struct bench *b)
{
    return b->opt.database;
}

void bench_note(struct bench *b, const char *sentence)
{
    if (!b->opt.tsv)
        fprintf(b->opt.to, "  %s\n", sentence);
}

bool bench_all_met(const struct bench *b)
{
    return !b->missed;
}

double bench_cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- readings ---- */

static int by_size(const void *x, const void *y)
{
    double l = *(const double *)x, r = *(const double *)y;

    return (l > r) - (l < r);
}

static double median_of(const double *readings, size_t n)
{
    double sorted[MOST_ROUNDS];

    n = n > MOST_ROUNDS ? MOST_ROUNDS : n;
    memcpy(sorted, readings, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_size);
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static double batch(const struct measure *m, size_t calls)
{
    double began = bench_cpu_us();

    for (size_t i = 0; i < calls; i++)
        m->work(m->ctx);
    return bench_cpu_us() - began;
}

/* As many calls as fill a batch: found anew each time, which also warms up. */
static size_t calls_per_batch(const struct measure *m)
{
    size_t calls = 1;
    double us;

    while ((us = batch(m, calls)) < BATCH_US / 4 && calls < (size_t)1 << 24)
        calls *= 2;
    double wanted = (double)calls * BATCH_US / (us > 0.1 ? us : 0.1);
    return wanted < 1 ? 1 : (size_t)wanted;
}

static double least(const double *x, size_t n)
{
    double best = x[0];

    for (size_t i = 1; i < n; i++)
        best = x[i] < best ? x[i] : best;
    return best;
}

/* Whatever else the machine does only adds to a batch: caches, other threads of
 * the core, a slower clock. */
static double reading(const struct measure *m)
{
    double us[BATCHES];

    if (m->read)
        return m->read(m->ctx);
    size_t calls = calls_per_batch(m);
    for (size_t i = 0; i < BATCHES; i++)
        us[i] = batch(m, calls) / (double)calls;
    return least(us, BATCHES);
}

/* ---- rows ---- */

static double greatest(const double *x, size_t n)
{
    double best = x[0];

    for (size_t i = 1; i < n; i++)
        best = x[i] > best ? x[i] : best;
    return best;
}

/* How rows are written. The first form is fixed; people get the second. */
static void bench_print_tsv(FILE *to, const char *group, const char *name, const char *unit,
                     const double *readings, size_t n)
{
    fprintf(to, "%s\t%s\t%s\t%.4g\t%.4g\t%.4g\t%zu\n", group, name, unit, median_of(readings, n),
            least(readings, n), greatest(readings, n), n);
}

static bool meets(const struct bar *bar, double wanted, double got)
{
    return bar->at_least ? got >= wanted : got <= wanted;
}

static void bench_print_text(FILE *to, const char *name, const char *unit, const double *readings,
                      size_t n, const struct bar *bar)
{
    double middle = median_of(readings, n);

    fprintf(to, "  %-46s %10.4g %-12s %.4g to %.4g", name, middle, unit, least(readings, n),
            greatest(readings, n));
    if (bar->must > 0)
        fprintf(to, "   must be %s %.4g, aim %.4g: %s", bar->at_least ? "at least" : "at most",
                bar->must, bar->aim,
                meets(bar, bar->aim, middle)    ? "aim reached"
                : meets(bar, bar->must, middle) ? "good"
                                                : "MISSED");
    fputc('\n', to);
}

static void print_row(struct bench *b, const char *name, const char *unit, const double *readings,
                      size_t n, const struct bar *bar)
{
    if (bar->must > 0 && !meets(bar, bar->must, median_of(readings, n)))
        b->missed = true;
    if (b->opt.tsv)
        bench_print_tsv(b->opt.to, b->group, name, unit, readings, n);
    else
        bench_print_text(b->opt.to, name, unit, readings, n, bar);
    fflush(b->opt.to);
}

void bench_begin_group(struct bench *b, const char *name, const char *what)
{
    b->group = name;
    if (!b->opt.tsv)
        fprintf(b->opt.to, "%s: %s\n", name, what);
    fflush(b->opt.to);
}

static void print_ratio(struct bench *b, const struct ratio *r, double (*readings)[MOST_ROUNDS],
                        size_t rounds)
{
    double quotients[MOST_ROUNDS];

    for (size_t i = 0; i < rounds; i++) {
        double under = readings[r->under][i] + (r->plus ? readings[r->plus][i] : 0);
        quotients[i] = under > 0 ? readings[r->over][i] / under : 0;
    }
    print_row(b, r->name, "ratio", quotients, rounds, &r->bar);
}

void bench_compare(struct bench *b, const struct comparison *c)
{
    double readings[MOST_ROWS][MOST_ROUNDS];
    unsigned rounds = c->rounds ? c->rounds : ROUNDS;

    for (unsigned round = 0; round < rounds && round < MOST_ROUNDS; round++)
        for (size_t i = 0; i < c->n_measures && i < MOST_ROWS; i++)
            readings[i][round] = reading(&c->measures[i]);
    for (size_t i = 0; i < c->n_measures && i < MOST_ROWS; i++)
        print_row(b, c->measures[i].name, c->measures[i].unit, readings[i], rounds,
                  &c->measures[i].bar);
    for (size_t i = 0; i < c->n_ratios; i++)
        print_ratio(b, &c->ratios[i], readings, rounds);
}

/* ---- folders ---- */

const char *bench_folder(struct bench *b, struct error *err)
{
    const char *parent = getenv("TMPDIR");
    str path = str_printf(b->a, "%s/lapel-bench-XXXXXX", parent && *parent ? parent : "/tmp");

    if (mkdtemp((char *)(uintptr_t)path.p))
        return path.p;
    fail(err, FAULT, path.p, "cannot make a folder to measure in");
    return NULL;
}

/* Flat, as a data folder is. */
void bench_remove_folder(const char *path)
{
    DIR *d = path ? opendir(path) : NULL;
    struct dirent *e;
    char file[512];

    while (d && (e = readdir(d)) != NULL)
        if (snprintf(file, sizeof file, "%s/%s", path, e->d_name) < (int)sizeof file)
            unlink(file);
    if (d) {
        closedir(d);
        rmdir(path);
    }
}
