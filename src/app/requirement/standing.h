/* requirement/standing.h — the one function behind everything that is asked of people:
 * how somebody stands with a requirement on a day, from the rule, what is known of them,
 * and their records. Without a database and without a clock, so that yesterday, tomorrow
 * and a rule that nobody has saved are asked in the same way. */
#pragma once
#include "app/requirement/held.h"

/* The numbers stand in rows: they keep their meaning. */
enum requirement_state {
    STANDING_NOT_APPLICABLE = 0,
    STANDING_NOT_STARTED = 1, STANDING_IN_PROGRESS = 2, STANDING_SUBMITTED = 3,
    STANDING_DUE_SOON = 4, STANDING_OVERDUE = 5,
    STANDING_CURRENT = 6, STANDING_IN_RENEWAL = 7, STANDING_GRACE = 8, STANDING_EXPIRED = 9,
    STANDING_WAIVED = 10, STANDING_SUSPENDED = 11,
    STANDING_STATES
};
const char *requirement_state_name(enum requirement_state s);        /* "due-soon" */
bool requirement_state_named(str name, enum requirement_state *out);
/* Nothing is to be done about it: current, in renewal, waived. Grace is not. */
bool requirement_state_is_met(enum requirement_state s);

/* A day of the person that due dates are counted from. `name` of DUE_DATE, `ref` of
 * DUE_COMPLETED; of DUE_ON nothing is asked. */
struct due_fact { enum due_from from; int64_t ref; str name; msec day; };
LIST_OF(due_facts, struct due_fact);

enum exception_kind { EXCEPT_WAIVE, EXCEPT_EXTEND, EXCEPT_SUSPEND, EXCEPT_KINDS };
const char *exception_kind_name(enum exception_kind k);      /* "waive" */
bool exception_kind_named(str name, enum exception_kind *out);
/* first, last: days; of an extension `last` is the new day. recorded, ended: moments. */
struct requirement_exception { enum exception_kind kind; int64_t id; msec first, last, recorded, ended; };
LIST_OF(requirement_exceptions, struct requirement_exception);

/* That something is asked of somebody. Days; `until` is the last one, 0: open. */
struct requirement_assignment {
    int64_t id;
    msec from, until;
    msec hired, left;                            /* came last; had gone before that, 0: never */
    msec started, submitted;                     /* it is being worked on; it waits for a judge. 0: not */
    struct due_facts facts;
    struct requirement_exceptions exceptions;
    struct leaves_of_absence leaves;             /* in their order; without an end: LAST_DAY */
};

/* As at that day. `known`: by what was known at that moment; 0: by all that is known now. */
struct requirement_moment { msec day, known; };

enum why_code {
    WHY_NOT_ASSIGNED,                            /* day, last: when it was, if ever */
    WHY_ASSIGNED,                                /* day */
    WHY_DUE,                                     /* day, from, ref; chosen: the earliest, which counts */
    WHY_DUE_UNKNOWN,                             /* from, ref: there is no such day of this person */
    WHY_DUE_NOTICE,                              /* day: moved there, n days after it was assigned */
    WHY_DUE_LEAVE,                               /* day: moved there by leave */
    WHY_NO_DUE,
    WHY_RECORD,                                  /* record, verdict, day, last */
    WHY_MISSING,                                 /* leaf: nothing that counts */
    WHY_RENEWED_BY_VERSION,                      /* day: proof from before it holds until `last` at most */
    WHY_HELD,                                    /* day, last: since when, and until; last 0: for good */
    WHY_ENDED,                                   /* last: until when it held */
    WHY_WINDOW,                                  /* day: renewal opens */
    WHY_GRACE,                                   /* last: until when */
    WHY_EXTENDED, WHY_WAIVED, WHY_SUSPENDED,     /* ref: the exception; day, last */
    WHY_LEAVE,                                   /* day, last */
    WHY_STARTED, WHY_SUBMITTED,                  /* day */
    WHY_AWAY_TOO_LONG,                           /* day: proof from before it is void */
    WHY_CODES
};
struct requirement_why {
    enum why_code code;
    enum due_from from;
    enum record_verdict verdict;
    const struct proof_tree *leaf;
    size_t record;                               /* as in the records */
    int64_t ref, n;
    str name;
    msec day, last;
    bool chosen;
};
LIST_OF(requirement_whys, struct requirement_why);

struct requirement_standing {
    enum requirement_state state;
    msec due;                                    /* the last day in time; 0: none. Of what was proved: its end */
    msec since, expires;                         /* held since, and the last day; 0: not held, for good */
    msec completed;                              /* of the newest record that counts */
    msec waived;                                 /* waived: the last day of that; 0: for good */
    msec ended;                                  /* it held until then, and does not any more */
    msec next;                                   /* the first day on which this may change by itself; 0: none */
    struct requirement_whys why;
};

/* The result and its lines live in `a`. */
void requirement_state(struct arena *a, const struct requirement_rule *rule, const struct requirement_assignment *w,
                       const struct proof_records *records, struct requirement_moment at, struct requirement_standing *out);

/* why.c: the same for programs: {"state", "due", "expires", …, "why": [{"code", …}]}. */
/* `recorded`: who recorded what of these, and in whose place. */
struct record_lines;
struct standing_proofs { const struct proof_records *records; const struct record_lines *recorded; };
void requirement_standing_write(struct arena *a, struct json_writer *w, const struct requirement_standing *s, const struct standing_proofs *proofs);
