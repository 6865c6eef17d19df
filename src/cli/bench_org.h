/* cli/bench_org.h — an organisation with one published badge in a database of
 * its own, for the groups that measure the application. */
#pragma once
#include "app/start.h"
#include "cli/bench.h"

struct bench_org {
    const char *folder;
    bool keep;                                   /* --data: the folder stays */
    struct app *app;
    struct db *db;
    int64_t org, achievement;
};

/* `database`: an empty one of PostgreSQL; absent: SQLite in a folder of its own,
 * that of --data with `may_keep`. */
MUST_USE code bench_org_open(struct bench *b, str database, bool may_keep, struct bench_org *out, struct error *err);
void bench_org_close(struct bench_org *o);       /* also of a failed open */
/* Processor time of this thread; on PostgreSQL, time on the wall. */
double bench_us(const struct bench_org *o);
/* A list of `n` people, none of whom was in an earlier one, awarded to its end. */
struct bench_work { double draft_us, award_us; };
MUST_USE code bench_org_award(struct bench_org *o, int n, struct bench_work *cost, struct error *err);
/* The same in two steps, the list of `*id` once checked and once sent to its end. */
MUST_USE code bench_org_list(struct bench_org *o, struct arena *a, int n, int64_t *id, struct error *err);
MUST_USE code bench_org_send(struct bench_org *o, struct arena *a, int64_t id, struct error *err);
/* FAULT: the newest `n` awards are not there, or one in a thousand of them, rebuilt and
 * judged as a stranger would, does not hold, or holds with a changed byte. */
MUST_USE code bench_org_prove(struct bench_org *o, struct arena *a, int n, struct error *err);
/* A list as a file, with all that the directory keeps of `n` people, none of whom was in an earlier one. */
str bench_roster_text(struct arena *a, int n);
