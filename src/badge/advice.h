/* badge/advice.h — the one table of flaws: for each code that a check may carry,
 * what was seen, and what to do about it: who holds the badge, and who was
 * shown it. Words for people, so that no page needs a list of its own. */
#pragma once
#include "badge/report.h"

struct advice {
    const char *code;                            /* "signature-invalid" */
    const char *seen;                            /* what it means, whatever the badge: one sentence */
    const char *earner;                          /* what its holder does next */
    const char *verifier;                        /* … and who was shown it */
};

extern const struct advice advice_table[];       /* by code, in the order of the alphabet */
extern const size_t advice_count;

/* NULL: no check carries that code. */
const struct advice *advice_of(const char *flaw);
/* The check that decided: the first that failed, or was left open; one with a
 * code before one without. NULL: the badge holds, or nothing was asked. */
const struct check *report_decider(const struct report *r);
