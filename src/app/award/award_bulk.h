/* award/award_bulk.h — awarding a list: read it, plan every row, run, correct,
 * retry. A row that was awarded is no row any more: the award itself says which
 * line of which list it was. */
#pragma once
#include "app/award/award.h"
#include "store/keyset.h"

#define BULK_ROWS_PER_COMMIT 500                 /* about 40 ms in which nobody else writes to SQLite */

struct bulk_row {
    int64_t number;
    str name, email, plan, state, message, narrative, evidence_url, results;
    int64_t award;                               /* 0: none; with its public id */
    str public_id;
    msec awarded_on, valid_until;                /* of this line alone; 0: as the list, as the badge */
};
LIST_OF(bulk_row_list, struct bulk_row);
struct bulk {
    int64_t id, org, achievement, account;
    str state, narrative, evidence_url, results; /* state: reading, draft, held, planned, running, done */
    msec awarded_on, created, started, ended;
    msec starts;                                 /* when it goes (held, planned) or went, or its reading began; 0: it was not told to */
    bool renews;                                 /* who holds the badge gets a new award in its place */
    int64_t total;
    int64_t n_award, n_holds, n_double, n_wrong; /* of the plan */
    int64_t n_waiting, n_failed, n_done, n_skipped; /* of the states */
    int64_t next_line;                           /* the job goes on behind it */
    str badge_name;
};
LIST_OF(bulk_list, struct bulk);

static inline bool bulk_is(const struct bulk *b, const char *state) { return str_eq(b->state, cstr(state)); }
/* Told to go, and it may still be taken back. */
static inline bool bulk_is_waiting(const struct bulk *b) { return bulk_is(b, "held") || bulk_is(b, "planned"); }
/* Not gone yet: its rows say what would become of them. */
static inline bool bulk_is_ahead(const struct bulk *b) { return b->started == 0 && !bulk_is(b, "running"); }

/* A draft whose columns nobody has named yet: there are no rows. */
static inline bool bulk_is_unread(const struct bulk *b) { return b->total == 0; }

/* Reads pasted or uploaded text into a draft batch with a plan for each row:
 * award, skip-holds, skip-double, skip-self, wrong (message says why and what to do).
 * BAD_INPUT, LIMIT, UNSUPPORTED name "people" or "awarded_on"; CONFLICT: the
 * badge is not published. A long one (table_is_long) that may wait is checked and
 * then read by a job: wake it. */
struct bulk_source {
    int64_t org, achievement, account;
    str text, narrative, evidence_url;
    str results;                                 /* for whom the text says none: catalog/results.h, results_keep */
    msec awarded_on;
    bool renews;
    bool may_wait;                               /* a long one may be read by a job */
    bool keeps_table;                            /* somebody may say which column is what: award_table.h */
};
MUST_USE code bulk_create(struct db *db, struct arena *a, const struct bulk_source *s, int64_t *id, struct error *err);
MUST_USE code bulk_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct bulk *out, struct error *err);
/* Newest first. */
MUST_USE code bulk_find(struct db *db, struct arena *a, int64_t org, const struct keyset *at, struct bulk_list *out, struct error *err);
/* By line. only: a plan or state; empty: all. */
struct bulk_page { str only; struct keyset at; };
MUST_USE code bulk_rows(struct db *db, struct arena *a, const struct bulk *b, const struct bulk_page *p, struct bulk_row_list *out, struct error *err);
/* The reader takes the row out of the list by hand. */
MUST_USE code bulk_leave_out(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct error *err);
/* Who does something to which list: it is written to the organisation's log. */
struct bulk_act { int64_t org, list, by; };
/* One row corrected on the check or result page, planned again. */
MUST_USE code bulk_correct(struct db *db, struct arena *a, const struct bulk_act *act, int64_t number, str name, str email, struct error *err);
/* How many lines were left out because they are whoever awards. */
MUST_USE code bulk_count_selves(struct db *db, int64_t id, int64_t *n, struct error *err);
/* One row with all that it says, planned again. awarded_on and valid_until 0, results
 * empty: as for everybody. BAD_INPUT names "email", "awarded_on", "valid_until",
 * "narrative", "evidence_url"; CONFLICT: the list is being awarded. */
struct bulk_line { int64_t number; str name, email, narrative, evidence_url, results; msec awarded_on, valid_until; };
MUST_USE code bulk_change_line(struct db *db, struct arena *a, const struct bulk_act *act, const struct bulk_line *l, struct error *err);
MUST_USE code bulk_line_get(struct db *db, struct arena *a, const struct bulk *b, int64_t number, struct bulk_row *out, struct error *err);

/* award_group.c: everybody of the list, those who hold the badge too, becomes a group
 * of the directory, by hand; who is not in it yet is put there. BAD_INPUT and CONFLICT
 * name "name". */
struct bulk_group { str name; int64_t id, people; /* what was made of it */ };
MUST_USE code bulk_keep_group(struct db *db, struct arena *a, const struct bulk_act *act, struct bulk_group *g, struct error *err);

/* Starts a draft, or again what waits or failed in a list that was done; the
 * job goes on by itself, also after a crash. */
MUST_USE code bulk_start(struct app *app, struct db *db, struct arena *a, const struct bulk_act *act, struct error *err);
/* award_hold.c. The same at `at`: in the state "held" it waits to be taken back,
 * in "planned" for its time. Told again, it is the new time that counts. */
struct bulk_time { msec at; bool is_planned; };
MUST_USE code bulk_start_at(struct app *app, struct db *db, struct arena *a, const struct bulk_act *act, const struct bulk_time *t, struct error *err);
/* Back to what it was before it was told to go. CONFLICT: it began. */
MUST_USE code bulk_take_back(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err);
/* Running by its state, but no job works on it: it may be started again. */
bool bulk_is_stuck(struct db *db, struct arena *a, const struct bulk *b);
/* Being read by its state, for two minutes and more, but nobody reads: it did not come
 * in whole, its text is gone, or its job gave up. It may be thrown away. */
bool bulk_is_left(struct db *db, struct arena *a, const struct bulk *b);
/* A draft is thrown away; CONFLICT: it was started. */
MUST_USE code bulk_discard(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err);
