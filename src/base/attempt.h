/* base/attempt.h — work that may be left in the middle. When memory runs out,
 * or a library that always works does not, there is no way on from where that
 * happens. Inside an attempt the attempt ends there, and what it was called for
 * fails with a code; outside of one the process says why and exits 70.
 *
 * What was opened inside, kept here and not closed is closed when it is left:
 * keys. Arenas, files and locks are their owners': none is opened inside
 * without an owner outside, and no arena is asked for memory while a lock is held. */
#pragma once
#include "base/error.h"

typedef code attempt_fn(void *ctx, struct error *err);

/* What `work` returns; NO_MEMORY or FAULT when it was left. Attempts nest: the
 * innermost of this thread ends. */
MUST_USE code attempt(attempt_fn *work, void *ctx, struct error *err);

/* How many of this thread are one inside another; 0: none. */
int attempt_depth(void);
/* Leaves it. `why` as in fail(): begins small, no full stop. */
_Noreturn void attempt_leave(code c, const char *why);

/* The head of a thing that is not an arena's. What an attempt that ended well
 * leaves open is the next outer one's, or its caller's. */
struct attempt_thing {
    void (*close)(struct attempt_thing *thing);
    struct attempt_thing **link, *next;          /* link NULL: in no attempt */
};
void attempt_keep(struct attempt_thing *t);      /* outside of an attempt nothing happens */
void attempt_forget(struct attempt_thing *t);    /* it is closed, or never was kept */
