/* ledger/ledger.h — the append-only record of everything that changed anybody's
 * standing, so that nothing is changed behind its back and every standing can be
 * told as of any moment. docs/ledger.md has what it proves and what not.
 *
 * Nobody calls it in order to write. A slice gives its table a row in
 * `ledger_tables` (ledger_tables.c); from then on each transaction that changes
 * rows of that table ends with entries which say how, in the same commit, whoever
 * wrote and by whatever statement. Whoever changes rows past this program leaves
 * no entry, and `lapel ledger verify` names the row.
 *
 * How it works: connections of ours have triggers (SQLite: temporary ones, which
 * no other connection has; PostgreSQL: triggers that note rows in a table of the
 * session, which no other session has) that note which rows a transaction
 * touched, and what they were before. Before its commit those rows are read and
 * written behind the chain of their organisation (ledger_seal.c). */
#pragma once
#include "app/app.h"
#include "base/list.h"
#include "format/json.h"

/* What is covered: the columns of one table by name. What is personal or long is
 * `sealed`: the ledger keeps one keyed hash of all such columns, never what they
 * say. A table's columns are never changed here: a further column gets a row of
 * its own ("award.rank" of the table award), which begins when it is first seen.
 * `#column` holds bytes. `org` and `person` are SQL over the table as `r`.
 * A step of the schema never changes what covered columns say: nobody watches it. */
struct ledger_table {
    const char *name;                            /* in entries, for good; no two alike */
    const char *table;
    const char *thing;                           /* "award", as people say it */
    const char *key;                             /* a whole number that is unique, in the organisation at least */
    const char *org;                             /* "r.org_id" */
    const char *person;                          /* person.id; NULL: about nobody */
    const char *columns, *sealed;                /* "name title"; without `key` */
    const char *theirs;                          /* the rows of person $2, where `person` serves no index; else NULL */
};
extern const struct ledger_table ledger_tables[];            /* ends with {NULL} */

/* At start, after the schema: whoever has no ledger yet, or none of a table that
 * is new in it, gets entries which record what stands today. Then the pool is
 * watched. Needs the master key. */
MUST_USE code ledger_start(struct app *app, struct db *db, struct arena *a, struct error *err);

/* Somebody is erased, in the caller's transaction, after the rows were: what
 * entries say of the person goes, their hashes stay, and an entry names them. */
MUST_USE code ledger_erase(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);

/* The seals of an entry and of a head that come from another server, in whose
 * ledger they stood as they are (export/bring). */
str ledger_seal_entry(struct arena *a, str master_key, str hash);
str ledger_seal_head(struct arena *a, str master_key, int64_t org, int64_t seq, str hash, str things, str pepper);

/* Rows as they stood at a moment, in order of their keys; `row` has the columns
 * of the table but for sealed ones. `person` 0: everybody's. What was erased
 * since is not told. `each` may end it with anything but OK. */
struct ledger_row { int64_t id; const struct json *row; };
typedef code ledger_each(void *ctx, const struct ledger_row *row, struct error *err);
MUST_USE code ledger_as_at(struct db *db, struct arena *a, int64_t org, const char *name, int64_t person, msec moment,
                           ledger_each *each, void *ctx, struct error *err);

/* ---- is it all as it was written? ---- */

/* Which row a finding is about, and what makes it this one: the entry that it was noticed
 * at, or the last one about the row. thing empty: it is about no row. */
struct ledger_place { str thing; int64_t id, seq; };
LIST_OF(ledger_places, struct ledger_place);

/* What was found, worst first in the order it was met; `flaws` counts all, `found`
 * has the first LEDGER_FLAWS of them as sentences that name the row, `places` their rows.
 * `accepted`: what somebody has answered for, with the entry and the reason; no flaw. */
#define LEDGER_FLAWS 100
struct ledger_report {
    int64_t entries, rows, checkpoints, flaws;
    int64_t seq;                                 /* of the newest entry; 0: none */
    msec since, until;                           /* of the first and newest entry */
    str hash;                                    /* of the newest, base64url */
    struct str_list found, accepted;
    struct ledger_places places;
};
/* Told now and then while it runs; NULL is fine. */
typedef void ledger_progress(void *ctx, const struct ledger_report *so_far);
/* The whole ledger of one organisation and every row it covers, in a snapshot of
 * the caller's. OK with flaws is an answer; an error is that it could not be done. */
struct ledger_ask { str master_key; int64_t org; const struct str_list *checkpoints; /* kept elsewhere, as JWS; NULL: none */
                    bool *taken;                 /* one a checkpoint: set where it is of this organisation; NULL is fine */
                    ledger_progress *progress; void *ctx; };
MUST_USE code ledger_verify(struct app *app, struct db *db, struct arena *a, const struct ledger_ask *ask, struct ledger_report *out, struct error *err);

/* ---- a change outside that somebody answers for (ledger_accept.c) ---- */

#define LEDGER_REASON 500
struct ledger_finding { str words; struct ledger_place of; };
LIST_OF(ledger_findings, struct ledger_finding);
/* Of the last check that is done: those about a row, which can be accepted. */
MUST_USE code ledger_acceptable(struct db *db, struct arena *a, int64_t org, struct ledger_findings *out, struct error *err);
/* An entry says what was found and why it stays; another takes the row as it stands now.
 * Both are of the caller's transaction. NOT_FOUND: it is none of those. */
struct ledger_accept { int64_t org; struct ledger_place of; str reason; };
MUST_USE code ledger_accept(struct db *db, struct arena *a, const struct ledger_accept *q, struct error *err);
/* The newest first. */
struct ledger_accepted { int64_t seq; msec at; str found, reason, who; };
LIST_OF(ledger_accepted_list, struct ledger_accepted);
MUST_USE code ledger_accepted(struct db *db, struct arena *a, int64_t org, int most, struct ledger_accepted_list *out, struct error *err);

/* ---- checkpoints: how far it goes, signed by the organisation's key ---- */

#define LEDGER_POINT_TYPE "lapel-ledger+jws"
#define LEDGER_POINTS_LOOKED_AT 4000
struct ledger_point { int64_t seq; msec at; str jws; };
LIST_OF(ledger_point_list, struct ledger_point);
/* Nothing when nothing was written since the last one. */
MUST_USE code ledger_point_make(struct app *app, struct db *db, struct arena *a, int64_t org, struct error *err);
MUST_USE code ledger_points(struct db *db, struct arena *a, int64_t org, int most, struct ledger_point_list *out, struct error *err);  /* the newest first */

/* The chain as lines of JSON, with the public keys and the checkpoints. */
typedef code ledger_write(void *ctx, str line, struct error *err);
MUST_USE code ledger_export(struct app *app, struct db *db, struct arena *a, int64_t org, ledger_write *write, void *ctx, struct error *err);

/* ---- by itself, and when somebody asks ---- */

/* `found`: a line each, what ledger_finding_read reads. While it runs `entries` and `rows` are
 * how far it is. `by` empty: the night. */
struct ledger_checked { int64_t id, entries, rows, flaws; bool is_running; str found, by; msec begun, ended; };
LIST_OF(ledger_checks, struct ledger_checked);
MUST_USE code ledger_checks(struct db *db, struct arena *a, int64_t org, int most, struct ledger_checks *out, struct error *err);     /* the newest first */
/* By a job. CONFLICT: one is under way. */
MUST_USE code ledger_check_ask(struct db *db, struct arena *a, int64_t org, int64_t by, struct error *err);
/* Of the whole server: organisations whose last check found something; those with a
 * ledger of more than two days that nobody finished checking since; when the last
 * check was (0: never). */
#define LEDGER_CHECK_LATE (2 * DAY)
struct ledger_state { int64_t broken, unchecked; msec checked; };
MUST_USE code ledger_state(struct db *db, struct ledger_state *out, struct error *err);
extern const struct job_kind ledger_jobs[];
MUST_USE code ledger_schedule(struct db *db, struct arena *a, struct error *err);     /* at start */

struct list_def;
extern const struct list_def ledger_list_def;
extern const struct route ledger_routes[];
