/* requirement/rule.h — the rule of one version of a requirement: what satisfies it, when
 * it is due, how long that lasts, when it may be renewed, what evidence has to be
 * (evidence_rule.h). Kept as JSON beside the text:
 *   {"proof": {"badge": 12}, "due": [{"from": "hired", "after": "P30D"}, {"on": "2026-05-01"}],
 *    "validity": "P12M", "base": "previous", "window": 60, "grace": 0} */
#pragma once
#include "app/requirement/evidence_rule.h"
#include "app/requirement/proof_tree.h"

enum due_from {
    DUE_ON,                                      /* a fixed day */
    DUE_HIRED, DUE_ROLE, DUE_SIGNED_IN, DUE_ASSIGNED,
    DUE_COMPLETED,                               /* of the requirement `ref` */
    DUE_DATE,                                    /* a date of the person by its name */
    DUE_FROMS
};
struct due_rule {
    enum due_from from;
    int64_t ref;
    str name;
    msec on;                                     /* of DUE_ON */
    struct span after;                           /* of all others; may be before */
};
#define DUES_MOST 8
#define RULE_BYTES 16384

/* What the next end is counted from. */
enum expiry_base {
    BASE_COMPLETION,
    BASE_PREVIOUS,                               /* the end before, if it was renewed in time */
    BASE_FIXED,                                  /* a day of the year, after a least time */
};

/* A later version that asks for the proof again: what is older than `since` holds
 * until `until`, the last day. Put there by whoever loads the rule, from the versions. */
struct renewal_cut { msec since, until; };

struct requirement_rule {
    struct proof_tree proof;
    struct due_rule dues[DUES_MOST];
    size_t n_dues;
    struct span validity;                        /* none: for good, unless by `until` */
    enum expiry_base base;
    struct year_day until;                       /* of BASE_FIXED: the last day, each year */
    struct span active;                          /* of BASE_FIXED: at least this long from completion */
    int window, soon, grace;                     /* days: of renewal, before something is due, after the end */
    int notice;                                  /* nothing is due earlier than so many days after it was assigned */
    int rehire;                                  /* months of absence after which earlier proof is void; 0: never */
    bool early_counts;                           /* renewed before the window moves the end all the same */
    bool leave_prolongs;                         /* leave of absence moves the end too, not only what is due */
    struct evidence_rule evidence;               /* of what is handed in, where evidence proves it */
    const struct renewal_cut *cuts;
    size_t n_cuts;
};
#define WINDOW_STANDARD 60
#define SOON_STANDARD   30

const char *due_from_name(enum due_from from);               /* "hired" */
bool due_from_named(str name, enum due_from *out);

/* Read and checked. What is not said is none, or the standard above. Texts borrow from
 * `text`. BAD_INPUT names "proof", "due", "validity", "until", "active", "window",
 * "grace", "soon", "notice", "rehire", or what evidence_rule_read does. */
MUST_USE code rule_read(struct arena *a, str text, struct requirement_rule *out, struct error *err);
str rule_write(struct arena *a, const struct requirement_rule *r);
/* The evidence that it takes; NULL: none. */
const struct proof_tree *rule_evidence(struct arena *a, const struct requirement_rule *r);
