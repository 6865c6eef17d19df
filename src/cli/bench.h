/* cli/bench.h — how Lapel measures itself. All that a group compares is read
 * in turn in every round, raw limits of the machine and ours alike, and a
 * ratio is taken within its round: two runs of one machine differ by more than
 * what is to be seen. Median, least and greatest of the rounds are printed. */
#pragma once
#include <stdio.h>
#include "base/arena.h"
#include "base/str.h"

struct bench;

/* What a figure must reach, and what it aims at; 0: no bar. */
struct bar { double must, aim; bool at_least; };

/* One thing to measure: either `work`, timed here as microseconds of processor
 * time for one call, or `read`, which gives a reading of its own in `unit`. */
struct measure {
    const char *name, *unit;
    void (*work)(void *ctx);
    double (*read)(void *ctx);
    void *ctx;
    struct bar bar;
};

/* measures[over] / (measures[under] + measures[plus]); plus 0: nothing added,
 * for the first measure is never an addition. */
struct ratio {
    const char *name;
    size_t over, under, plus;
    struct bar bar;
};

struct comparison {
    const struct measure *measures;
    size_t n_measures;
    const struct ratio *ratios;
    size_t n_ratios;
    unsigned rounds;                             /* 0: 9; never fewer than 5 are worth printing */
};

void bench_compare(struct bench *b, const struct comparison *c);

/* A folder of its own, gone when the program ends; NULL: it cannot be made. */
const char *bench_folder(struct bench *b, struct error *err);
void bench_remove_folder(const char *path);
struct arena *bench_arena(struct bench *b);      /* lives as long as the run */
str bench_keep_data(struct bench *b);            /* --data; absent: nothing is kept */
str bench_peer(struct bench *b);                 /* --peer; absent: there is none to compare with */
int bench_awards(struct bench *b);               /* --awards: of a large organisation */
str bench_database(struct bench *b);             /* --database; absent: none to measure on */
void bench_note(struct bench *b, const char *sentence);    /* for people alone */
/* Processor time of the calling thread, in microseconds. */
double bench_cpu_us(void);

struct bench_options { bool tsv; str data, peer, database; int awards; FILE *to; };
struct bench *bench_open(struct arena *a, const struct bench_options *opt);
void bench_begin_group(struct bench *b, const char *name, const char *what);
bool bench_all_met(const struct bench *b);       /* every "must" so far */

/* The groups. Each proves its answers before it times them: FAULT otherwise. */
MUST_USE code bench_proof(struct bench *b, struct error *err);
MUST_USE code bench_warm(struct bench *b, struct error *err);
MUST_USE code bench_jwt(struct bench *b, struct error *err);
MUST_USE code bench_bytes(struct bench *b, struct error *err);   /* bake and json */
MUST_USE code bench_rdfc(struct bench *b, struct error *err);
MUST_USE code bench_jsonld(struct bench *b, struct error *err);
MUST_USE code bench_award(struct bench *b, struct error *err);
MUST_USE code bench_busy(struct bench *b, struct error *err);
MUST_USE code bench_postgres(struct bench *b, struct error *err);
MUST_USE code bench_import(struct bench *b, struct error *err);
MUST_USE code bench_roster(struct bench *b, struct error *err);
MUST_USE code bench_page(struct bench *b, struct error *err);
MUST_USE code bench_matrix(struct bench *b, struct error *err);
MUST_USE code bench_work_pages(struct bench *b, struct error *err);
MUST_USE code bench_memory(struct bench *b, struct error *err);
MUST_USE code bench_cold(struct bench *b, struct error *err);
