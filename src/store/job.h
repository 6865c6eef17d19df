/* store/job.h — a durable queue in the database: mail, bulk awards, re-checks.
 * A job is done when its handler's transaction and the job's end are one
 * commit, or when its handler can be run twice without harm. A worker that
 * dies loses its lease; the job runs again. */
#pragma once
#include "base/clock.h"
#include "base/list.h"
#include "store/db.h"

struct job { int64_t id; str kind; str payload; int attempts; };

/* Part of the caller's transaction when one is open. `key` (may be absent)
 * makes a second job of the same key a no-op while the first is not done. */
MUST_USE code job_add(struct db *db, str kind, str payload, str key, msec run_at, struct error *err);

/* Most jobs are about one thing of one organisation: "org id". */
MUST_USE bool job_names(const struct job *j, int64_t *org, int64_t *id);

enum job_result {
    JOB_DONE,
    JOB_AGAIN,                                   /* more to do: back into the queue at once */
    JOB_SOON,                                    /* another has the thing in hand: in 2 s, and no try is counted */
    JOB_RETRY,                                   /* failed for now: back-off 1 min … 6 h, 12 tries, then dead */
    JOB_DEAD,                                    /* will never work; kept and shown */
};
typedef enum job_result job_fn(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
struct job_kind { const char *kind; job_fn *run; };

struct job_runner;
/* `threads` workers over one pool; `kinds` ends with {NULL}. Leases left by a
 * process that died are taken over when they end (60 s; renewed while a job
 * runs), at once when `sole` says that no other process shares the database. */
MUST_USE code job_runner_start(struct db_pool *pool, const struct job_kind *kinds, void *ctx,
                               unsigned threads, bool sole, struct job_runner **out, struct error *err);
void job_runner_wake(struct job_runner *r);      /* after a commit that added a job */
void job_runner_stop(struct job_runner *r);      /* finishes running jobs; NULL is fine */
/* Runs due jobs in the calling thread until none is left: command line and tests. */
MUST_USE code job_run_all(struct db *db, struct arena *a, const struct job_kind *kinds, void *ctx, struct error *err);
int64_t job_count(struct db *db, str kind, bool dead);

/* job_list.c: the queue as people see it. */
struct job_overview { int64_t waiting, running, dead; msec oldest_due; /* should have run since; 0: none */ };
MUST_USE code job_look(struct db *db, msec now, struct job_overview *out, struct error *err);
struct job_row { int64_t id; str kind, key, last_error; int state; /* 0 waiting, 1 running, 2 dead */ int64_t attempts; msec run_at, created; };
LIST_OF(job_list, struct job_row);
MUST_USE code job_find(struct db *db, struct arena *a, bool dead_only, int limit, struct job_list *out, struct error *err);
bool job_is_queued(struct db *db, str key);
/* Dead ones into the queue, due now; `id` 0: all. NOT_FOUND: it is not dead. */
MUST_USE code job_revive(struct db *db, struct arena *a, int64_t id, int64_t *count, struct error *err);
