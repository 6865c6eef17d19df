/* cli/bench_beside.h — ordinary pages, asked while nothing else runs and again while long
 * work does on a thread and a connection of its own: what a reader waits, by the clock. */
#pragma once
#include "cli/bench_get.h"

#define BESIDE_COMMON 6                          /* pages that are asked beside any work (bench_beside.c) */
#define BESIDE_OWN    2                          /* and at most so many of the work itself */
#define BESIDE_MOST   (BESIDE_OWN + BESIDE_COMMON)

/* $O and $I in the path: the organisation, and the item that the work is about. */
struct beside_page { const char *name, *path, *mark; size_t times; };
/* Microseconds: the middle of the looks of one round, and what 19 of 20 stay under. */
struct beside_look { double alone, meanwhile, alone_most, meanwhile_most; size_t looks; };
struct beside {
    struct bench_org *org;
    struct arena *a;                             /* of one page */
    struct router *router;
    struct beside_page pages[BESIDE_MOST];       /* its own first */
    size_t n;
    struct beside_look looks[BESIDE_MOST];       /* of the last round */
};
void beside_open(struct beside *s, struct bench *b, struct bench_org *org, const struct beside_page *own, size_t n);
void beside_close(struct beside *s);             /* also of one that is all zero */

/* `own`: the organisation by the thread's own connection. */
typedef code beside_work(void *ctx, struct bench_org *own, struct error *err);
/* One round: every page alone, then in turn until the work has ended. FAULT: the work
 * failed, or a page does not show what it must. */
MUST_USE code beside_run(struct beside *s, int64_t item, beside_work *work, void *ctx, struct error *err);
/* The rows of the last round, behind `first` others: two measures of each page, and how
 * much longer it takes meanwhile. */
void beside_rows(struct beside *s, struct bench *b, struct measure *measures, struct ratio *ratios, size_t first);
