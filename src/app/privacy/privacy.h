/* privacy/privacy.h — what is kept about people, for how long, and how it goes:
 * rules that delete by night, legal holds, erasing one person, their own copy.
 * Awards are kept as long as they must be provable: of an erased person the hash
 * of the address that was signed is what remains. */
#pragma once
#include "app/org/org.h"
#include "app/people/kept.h"
#include "web/http.h"

/* ---- what there is about a person (parts.c) ---- */

/* Each statement takes the organisation and the person. `columns`: what `copy` gives, with commas. */
struct privacy_part { const char *name, *label, *columns, *count, *copy; const char *erase[3]; };
extern const struct privacy_part privacy_parts[];            /* ends with {NULL}; in the order of erasing */
struct part_count { const struct privacy_part *part; int64_t n; };
LIST_OF(part_counts, struct part_count);
/* Of awards: all, and those with words, a link or a result of their own, which
 * are part of what was signed. */
struct person_counts { struct part_counts parts; int64_t awards, worded, lists, shared; };
struct person_named { int64_t org, id, by; };
MUST_USE code privacy_count(struct db *db, struct arena *a, const struct person_named *p, struct person_counts *out, struct error *err);

/* ---- erasing (erase.c) ---- */

#define ERASURE_GRACE (30 * DAY)

struct erasure { int64_t id, person; str state, reference, why, receipt, by; msec asked, due, ended; };
LIST_OF(erasures, struct erasure);
struct erasure_ask { struct person_named who; str reference; bool at_once, despite; /* what a requirement wants kept */ };
/* From now on the person is off the list; the job does the rest when it is due.
 * CONFLICT: a legal hold, years of a requirement that are not over, an award list that waits,
 * or it was asked for already. */
MUST_USE code erasure_ask(struct db *db, struct arena *a, const struct erasure_ask *ask, int64_t *id, struct error *err);
/* CONFLICT: too late. */
MUST_USE code erasure_undo(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
MUST_USE code erasure_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct erasure *out, struct error *err);
/* The newest first, fifty of them. */
MUST_USE code erasure_find(struct db *db, struct arena *a, int64_t org, struct erasures *out, struct error *err);
struct receipt_line { str label; int64_t n; };
LIST_OF(receipt_lines, struct receipt_line);
void erasure_lines(struct arena *a, str receipt, struct receipt_lines *out);

/* ---- holds (hold.c) ---- */

struct hold { int64_t id, person, badge; str name, reason, by; msec since; };
LIST_OF(holds, struct hold);
MUST_USE code hold_find(struct db *db, struct arena *a, int64_t org, struct holds *out, struct error *err);
/* On a person by their words, or on a badge. BAD_INPUT names "person" or "reason". */
struct hold_new { int64_t org, by; str person; int64_t badge; str reason; };
MUST_USE code hold_add(struct db *db, struct arena *a, const struct hold_new *h, struct error *err);
MUST_USE code hold_end(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
/* The reason why nothing of this person goes; empty: there is none. */
MUST_USE code hold_of(struct db *db, struct arena *a, const struct person_named *p, str *reason, struct error *err);

/* ---- rules (retention.c) ---- */

/* `find` and `count` take organisation and moment; `drop` also how many; `find`
 * gives words and a moment. NULL: people, who are erased one by one. `within` goes
 * before it: by a cascade the ledger would have to look up whose it was. `by_years`: they take the
 * present moment besides, as the last, since what a requirement wants kept for years stays; `stays`: who stays by it is shown. */
struct retention_kind { const char *name, *label, *hint; int months; const char *count, *find; const char *drop[4]; const char *within; bool by_years, stays; };
extern const struct retention_kind retention_kinds[];        /* ends with {NULL} */
const struct retention_kind *retention_kind_of(str name);
struct retention_rule { const struct retention_kind *kind; int64_t months, due; msec before, now; };
LIST_OF(retention_rules, struct retention_rule);
/* With what would go today. */
MUST_USE code retention_load(struct db *db, struct arena *a, int64_t org, msec now, struct retention_rules *out, msec *since, struct error *err);
struct retention_due { str words; msec at; };
LIST_OF(retention_dues, struct retention_due);
#define RETENTION_SHOWN 200
/* Leavers past the months whom a requirement wants kept, the first that left first; and how many. */
struct retention_stay { int64_t person; str name; struct person_kept kept; };
LIST_OF(retention_stays, struct retention_stay);
MUST_USE code retention_staying(struct db *db, struct arena *a, int64_t org, const struct retention_rule *r, struct retention_stays *out, struct error *err);
MUST_USE code retention_count_staying(struct db *db, int64_t org, const struct retention_rule *r, int64_t *n, struct error *err);
MUST_USE code retention_find(struct db *db, struct arena *a, int64_t org, const struct retention_rule *r, struct retention_dues *out, struct error *err);
/* BAD_INPUT: not one of the choices. */
extern const int retention_choices[9];
MUST_USE code retention_set(struct db *db, int64_t org, const struct retention_kind *k, int64_t months, struct error *err);
MUST_USE code retention_switch(struct db *db, struct arena *a, int64_t org, int64_t by, bool on, struct error *err);
struct retention_night { msec day; str kind; int64_t n; };
LIST_OF(retention_nights, struct retention_night);
MUST_USE code retention_nights(struct db *db, struct arena *a, int64_t org, struct retention_nights *out, struct error *err);
MUST_USE code privacy_schedule(struct db *db, struct arena *a, struct error *err);       /* at start */

/* ---- their own copy (copy.c) ---- */

/* A ZIP with everything as JSON, tables and a page, the awards as they were
 * signed and the files of their evidence. Written in the log. */
MUST_USE code copy_write(struct app *app, struct db *db, struct arena *a, const struct person_named *p, struct response *rs, struct error *err);

extern const struct job_kind privacy_jobs[];
extern const struct route privacy_routes[];
