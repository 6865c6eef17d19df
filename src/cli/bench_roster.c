/* cli/bench_roster.c — a list of 100,000 people: read, looked at before anything is done,
 * brought in, and taken back to the last, by the jobs that do it in the server, while
 * somebody asks for ordinary pages. */
#include "app/people/roster.h"
#include "base/clock.h"
#include "cli/bench_beside.h"

#define HERE   10000                             /* people who are there before */
#define ROUNDS 1                                 /* of minutes each; a page is the middle of thousands of looks */

static const struct beside_page pages[] = {{"the list itself, with how far it is", "/org/$O/people/import/$I", "<h1", 1}};

struct roster {
    struct bench_org org;
    struct beside beside;
    int people;
    int64_t list;
    double plan_us, do_us, undo_us;              /* a line, of the last round, by the clock */
    struct error *err;
};

static const char sql_here[] = "SELECT count(*) FROM person WHERE org_id = $1 AND removed_at IS NULL";

static code check_here(struct bench_org *o, int64_t want, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(o->db, sql_here, ARGS(v_int(o->org)), &n, err));
    return n == want ? OK : fail(err, FAULT, "roster", "%lld people are there instead of %lld", (long long)n, (long long)want);
}

static double lap(double *since)
{
    double now = (double)clock_monotonic_ns() / 1e3, us = now - *since;

    *since = now;
    return us;
}

/* Looked at, done and taken back: after each, as many people as there must be. */
static code all_three(struct roster *w, struct bench_org *own, struct arena *a, struct error *err)
{
    struct people_import i;
    struct roster_mapping m;
    double at = (double)clock_monotonic_ns() / 1e3;

    TRY(roster_get(own->db, a, own->org, w->list, &i, err));
    roster_mapping_read(i.mapping, &m);
    TRY(roster_plan(own->app, own->db, a, &i, &m, err));
    TRY(job_run_all(own->db, a, app_jobs(a), own->app, err));
    w->plan_us = lap(&at) / w->people;
    TRY(check_here(own, HERE, err));
    TRY(roster_get(own->db, a, own->org, w->list, &i, err));
    if (i.n_new != w->people)
        return fail(err, FAULT, "roster", "%lld of %d lines would be new", (long long)i.n_new, w->people);
    TRY(roster_start(own->app, own->db, a, &i, err));
    TRY(job_run_all(own->db, a, app_jobs(a), own->app, err));
    w->do_us = lap(&at) / w->people;
    TRY(check_here(own, HERE + w->people, err));
    TRY(roster_get(own->db, a, own->org, w->list, &i, err));
    TRY(roster_undo(own->app, own->db, a, &i, err));
    TRY(job_run_all(own->db, a, app_jobs(a), own->app, err));
    w->undo_us = lap(&at) / w->people;
    return check_here(own, HERE, err);
}

/* The memory of all jobs together, which the server gives back after each. */
static code bring_and_take_back(void *ctx, struct bench_org *own, struct error *err)
{
    struct arena *a = arena_new((size_t)8 << 30);
    code c = all_three(ctx, own, a, err);

    arena_free(a);
    return c;
}

static code one_round(struct roster *w, struct error *err)
{
    struct arena *a = arena_new((size_t)512 << 20);
    const struct roster_new list = {w->org.org, 1, S("all.csv"), bench_roster_text(a, w->people)};
    code c = roster_open(w->org.db, a, &list, &w->list, err);

    arena_free(a);
    return c == OK ? beside_run(&w->beside, w->list, bring_and_take_back, w, err) : c;
}

static double read_plan(void *ctx)
{
    struct roster *w = ctx;

    if (one_round(w, w->err) != OK) {
        fprintf(stderr, "lapel: %s: %s\n", w->err->where, w->err->text);
        __builtin_trap();
    }
    return w->plan_us;
}

static double read_do(void *ctx)
{
    return ((struct roster *)ctx)->do_us;
}

static double read_undo(void *ctx)
{
    return ((struct roster *)ctx)->undo_us;
}

static void compare(struct bench *b, struct roster *w)
{
    enum { PLAN, DO, UNDO, OTHERS };
    struct measure measures[OTHERS + 3 * (COUNT(pages) + BESIDE_COMMON)] = {
        [PLAN] = {"look at a line before anything is done, by the clock", "us", .read = read_plan, .ctx = w},
        [DO] = {"bring a line in", "us", .read = read_do, .ctx = w},
        [UNDO] = {"take a line back", "us", .read = read_undo, .ctx = w},
    };
    struct ratio ratios[COUNT(pages) + BESIDE_COMMON];

    beside_rows(&w->beside, b, measures, ratios, OTHERS);
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), ROUNDS});
}

code bench_roster(struct bench *b, struct error *err)
{
    struct roster w = {.people = bench_awards(b), .err = err};
    struct bench_work cost;
    code c = bench_org_open(b, (str){0}, false, &w.org, err);

    if (c == OK)
        c = bench_org_award(&w.org, HERE, &cost, err);
    if (c == OK) {
        beside_open(&w.beside, b, &w.org, pages, COUNT(pages));
        compare(b, &w);
    }
    beside_close(&w.beside);
    bench_org_close(&w.org);
    return c;
}
