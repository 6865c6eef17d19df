/* requirement/held.h — from the records of a person to the days on which a proof holds.
 * Each leaf of the tree becomes stretches of days, by validity, base, window, cuts and
 * what ended early; all, any and "so many of" are then sums of stretches. */
#pragma once
#include "app/requirement/rule.h"

enum record_from { FROM_AWARD, FROM_RECORD, FROM_REQUIREMENT };

/* Something that proves. Days are days where the person works. */
struct proof_record {
    enum record_from from;
    int64_t id;                                  /* of the award, record or requirement */
    enum proof_kind kind;
    int64_t ref;                                 /* badge, requirement, or rule of equivalence */
    str what;
    int level;                                   /* of a badge, from 1; 0: none was given */
    msec completed;
    msec ends;                                   /* the last day of its own; 0: none */
    msec revoked, suspended;                     /* the first day without it; 0: it stands */
    msec recorded;                               /* the moment at which we came to know of it */
    int64_t corrects;                            /* the record whose place this takes; 0: none */
    bool voids;                                  /* it says only that that one was wrong */
};
LIST_OF(proof_records, struct proof_record);

/* What came of a record. */
enum record_verdict {
    RECORD_APART,                                /* nothing in the tree asks for it */
    RECORD_COUNTS, RECORD_OVER,                  /* on that day; before it */
    RECORD_EARLY,                                /* before the renewal window: the end stays */
    RECORD_REVOKED, RECORD_SUSPENDED, RECORD_CORRECTED,
    RECORD_LOW, RECORD_OLD, RECORD_BEFORE_REHIRE,
    RECORD_LATER,                                /* after that day, or not known of then */
    RECORD_VERDICTS
};
const char *record_verdict_name(enum record_verdict v);      /* "counts" */

struct stretch { msec first, last; };            /* both days hold */
LIST_OF(stretches, struct stretch);
LIST_OF(leaves_of_absence, struct stretch);

struct held_ask {
    const struct requirement_rule *rule;
    const struct proof_records *records;
    const struct leaves_of_absence *leaves;
    msec assigned;                               /* the day: for the age of proof */
    msec void_before;                            /* what is older is void, as they were away too long; 0: nothing is */
    msec at, known;                              /* the day; and what was known by that moment, 0: all that is now */
};
struct held_record { enum record_verdict verdict; struct stretch days; };
struct held {
    struct stretches days;                       /* of the whole tree */
    struct held_record *records;                 /* as held_ask.records */
};
void held_find(struct arena *a, const struct held_ask *q, struct held *out);
/* Does this leaf hold on that day, by any of those records? */
bool held_leaf(struct arena *a, const struct held_ask *q, const struct proof_tree *leaf);
/* `day` moved by the days of leave that lie between `from` and it. */
msec held_paused(const struct leaves_of_absence *leaves, msec from, msec day);
/* The first day on which what ends with `last` may be renewed; 0: at any time. */
msec renewal_opens(const struct requirement_rule *r, msec last);
