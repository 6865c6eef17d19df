/* store/job.c — the durable queue and the threads that work on it. */
#include "store/job.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/attempt.h"
#include "base/crypto.h"
#include "base/log.h"

#define LEASE        (60 * SECOND)
#define MOST_TRIES   12
#define JOB_QUOTA    ((size_t)64 << 20)
#define MOST_THREADS 16

/* ---- queue ---- */

static const char sql_add[] = SQL(
    "INSERT INTO job (kind, payload, job_key, run_at, attempts, state, created_at) VALUES ($1, $2, $3, $4, 0, 0, $5)"
    " ON CONFLICT DO NOTHING");

bool job_names(const struct job *j, int64_t *org, int64_t *id)
{
    str rest = j->payload, first;

    return str_cut(&rest, ' ', &first) && str_to_int(first, org) && str_to_int(rest, id);
}

code job_add(struct db *db, str kind, str payload, str key, msec run_at, struct error *err)
{
    return db_run(db, sql_add, ARGS(v_str(kind), v_str(payload), v_str(key), v_int(run_at), v_int(clock_now())), NULL, err);
}

/* The next due job, or one whose worker died; nobody else gets it meanwhile. */
static const char sql_take[] = SQL(
    "UPDATE job SET state = 1, lease_until = $2, lease_by = $3, attempts = attempts + 1 WHERE id ="
    " (SELECT id FROM job WHERE (state = 0 AND run_at <= $1) OR (state = 1 AND lease_until < $1)"
    "  ORDER BY run_at, id LIMIT 1)"
    " AND (state = 0 OR lease_until < $1) RETURNING id, kind, payload, attempts");
/* Where several write at once, who comes second would wait for the row of the first and
 * then go away with nothing, though others are due: it takes the next one instead. */
static const char sql_take_next[] = SQL_ON_POSTGRES(
    "UPDATE job SET state = 1, lease_until = $2, lease_by = $3, attempts = attempts + 1 WHERE id ="
    " (SELECT id FROM job WHERE (state = 0 AND run_at <= $1) OR (state = 1 AND lease_until < $1)"
    "  ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, kind, payload, attempts");
static const char sql_done[] = SQL("DELETE FROM job WHERE id = $1 AND lease_by = $2");
static const char sql_again[] = SQL(
    "UPDATE job SET state = 0, run_at = $3, attempts = 0, lease_until = NULL, lease_by = NULL, last_error = NULL"
    " WHERE id = $1 AND lease_by = $2");
static const char sql_retry[] = SQL(
    "UPDATE job SET state = $3, run_at = $4, last_error = $5, lease_until = NULL, lease_by = NULL"
    " WHERE id = $1 AND lease_by = $2");
static const char sql_renew[] = SQL("UPDATE job SET lease_until = $2 WHERE state = 1 AND lease_by = $1");
static const char sql_release_all[] = SQL(
    "UPDATE job SET state = 0, lease_until = NULL, lease_by = NULL WHERE state = 1");
static const char sql_count[] = SQL("SELECT count(*) FROM job WHERE kind = $1 AND (state = 2) = ($2 = 1)");

int64_t job_count(struct db *db, str kind, bool dead)
{
    int64_t n = 0;

    return db_int(db, sql_count, ARGS(v_str(kind), v_int(dead)), &n, NULL) == OK ? n : 0;
}

static code take(struct db *db, struct arena *a, str worker, struct job *out, bool *found, struct error *err)
{
    struct rows *r = db_query(db, db_is_postgres(db) ? sql_take_next : sql_take, ARGS(v_int(clock_now()), v_int(clock_now() + LEASE), v_str(worker)));

    *found = rows_next(r);
    if (*found)
        *out = (struct job){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), (int)row_int(r, 3)};
    return rows_end(r, err);
}

static const struct job_kind *find_kind(const struct job_kind *kinds, str kind)
{
    for (; kinds->kind; kinds++)
        if (str_eq(kind, cstr(kinds->kind)))
            return kinds;
    return NULL;
}

static msec back_off(int attempts)
{
    int doublings = attempts < 1 ? 0 : attempts - 1 > 9 ? 9 : attempts - 1;
    msec wait = MINUTE << doublings;

    return wait > 6 * HOUR ? 6 * HOUR : wait;
}

/* What became of a job that was taken. Owed until it is written: a full disk
 * must not leave the job to a worker that has forgotten it. */
struct outcome {
    bool owed;
    int64_t id;
    int attempts;
    enum job_result result;
    struct error why;
};

/* Nobody's fault, and over as soon as there is room, or the other has done. */
#define SOON (2 * SECOND)

static bool is_storage_full(const struct error *why)
{
    return why->code == LIMIT && strcmp(why->where, "database") == 0;
}

static code finish(struct db *db, struct outcome *o, str worker, struct error *err)
{
    bool full = o->result == JOB_RETRY && is_storage_full(&o->why);
    bool dead = o->result == JOB_DEAD || (o->result == JOB_RETRY && o->attempts >= MOST_TRIES && !full);
    code c;

    if (o->result == JOB_DONE)
        c = db_run(db, sql_done, ARGS(v_int(o->id), v_str(worker)), NULL, err);
    else if (o->result == JOB_AGAIN || o->result == JOB_SOON || full)
        c = db_run(db, sql_again, ARGS(v_int(o->id), v_str(worker), v_int(clock_now() + (o->result == JOB_AGAIN ? 0 : SOON))), NULL, err);
    else
        c = db_run(db, sql_retry,
                   ARGS(v_int(o->id), v_str(worker), v_int(dead ? 2 : 0), v_int(clock_now() + back_off(o->attempts)),
                        v_str(cstr(o->why.text))),
                   NULL, err);
    if (c == OK && (full || o->result == JOB_RETRY || o->result == JOB_DEAD))
        log_error(dead ? "job.dead" : "job.retry", &o->why);
    o->owed = c != OK;
    return c;
}

/* One that ended its process each time it was begun would do so for ever. */
static bool is_given_up(const struct job *j, struct error *why)
{
    if (j->attempts <= MOST_TRIES)
        return false;
    fail(why, FAULT, "job", "it was begun %d times, and the server ended before it did", MOST_TRIES);
    return true;
}

/* A worker that does not come back out of the job was short of memory. */
static code run_one(struct db *db, struct arena *a, const struct job_kind *kinds, void *ctx, str worker, struct outcome *o,
                    bool *found, struct error *err)
{
    struct job j;
    struct error why = {0};

    TRY(take(db, a, worker, &j, found, err));
    if (!*found)
        return OK;
    *o = (struct outcome){.owed = true, .id = j.id, .attempts = j.attempts, .result = JOB_RETRY};
    fail(&o->why, LIMIT, "memory", "this needed more memory than a job may have");
    const struct job_kind *kind = find_kind(kinds, j.kind);
    enum job_result result = JOB_DEAD;
    db_done_by(db, 0, j.kind);
    if (is_given_up(&j, &why))
        result = JOB_DEAD;
    else if (kind)
        result = kind->run(ctx, db, a, &j, &why);
    else
        fail(&why, UNSUPPORTED, "job", "nothing here handles jobs of kind " STR_FMT, STR_ARG(j.kind));
    o->result = result;
    o->why = why;
    return finish(db, o, worker, err);
}

code job_run_all(struct db *db, struct arena *a, const struct job_kind *kinds, void *ctx, struct error *err)
{
    struct outcome o = {0};
    bool found = true;

    while (found)
        TRY(run_one(db, a, kinds, ctx, S("command"), &o, &found, err));
    return OK;
}

/* ---- threads ---- */

struct worker {
    struct job_runner *runner;
    pthread_t thread;
    char name[40];
    struct outcome outcome;                      /* of its last job */
};

struct job_runner {
    struct arena *arena;
    struct db_pool *pool;
    const struct job_kind *kinds;
    void *ctx;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    uint64_t wakes;
    bool stopping;
    pthread_t keeper;
    bool has_keeper;
    unsigned n;
    struct worker workers[MOST_THREADS];
};

struct turn { struct worker *worker; struct db *db; struct arena *arena; bool found; };

static code take_turn(void *ctx, struct error *err)
{
    struct turn *t = ctx;
    struct worker *w = t->worker;

    if (w->outcome.owed)
        TRY(finish(t->db, &w->outcome, cstr(w->name), err));
    return run_one(t->db, t->arena, w->runner->kinds, w->runner->ctx, cstr(w->name), &w->outcome, &t->found, err);
}

/* An arena that runs full, the job's or one it made, ends the job and not the process. */
static bool work_once(struct worker *w, struct arena *a)
{
    struct error err = {0};
    struct turn t = {.worker = w, .arena = a, .db = db_borrow(w->runner->pool, &err)};

    if (!t.db) {
        log_error("job.no_database", &err);
        return false;
    }
    code c = attempt(take_turn, &t, &err);
    if (c != OK)
        log_error(c == NO_MEMORY ? "job.out_of_memory" : "job.failed", &err);
    db_return(w->runner->pool, t.db);
    arena_reset(a);
    return c == OK && t.found;
}

static void wait_for_work(struct job_runner *r, uint64_t *seen)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&r->lock);
    if (!r->stopping && r->wakes == *seen)
        pthread_cond_timedwait(&r->woken, &r->lock, &until);
    *seen = r->wakes;
    pthread_mutex_unlock(&r->lock);
}

static bool is_stopping(struct job_runner *r)
{
    pthread_mutex_lock(&r->lock);
    bool stopping = r->stopping;
    pthread_mutex_unlock(&r->lock);
    return stopping;
}

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct arena *a = arena_new(JOB_QUOTA);
    uint64_t seen = 0;

    while (!is_stopping(w->runner))
        if (!work_once(w, a))
            wait_for_work(w->runner, &seen);
    arena_free(a);
    return NULL;
}

/* Leases are renewed from a thread of its own, since a worker may be busy with
 * one mail server for longer than a lease lasts. */
static void renew_leases(struct job_runner *r)
{
    struct error err = {0};
    struct db *db = db_borrow(r->pool, &err);
    code c = db ? OK : FAULT;

    for (unsigned i = 0; c == OK && i < r->n; i++)
        c = db_run(db, sql_renew, ARGS(v_str(cstr(r->workers[i].name)), v_int(clock_now() + LEASE)), NULL, &err);
    db_return(r->pool, db);
    if (c != OK)
        log_error("job.lease", &err);
}

static void *keep(void *ctx)
{
    struct job_runner *r = ctx;
    uint64_t seen = 0;
    int64_t renewed = clock_monotonic_ns();

    while (!is_stopping(r)) {
        wait_for_work(r, &seen);
        if (clock_monotonic_ns() - renewed < 20LL * 1000000000)
            continue;
        renew_leases(r);
        renewed = clock_monotonic_ns();
    }
    return NULL;
}

static void name_worker(struct worker *w, unsigned i)
{
    unsigned char random[8];

    random_bytes(random, sizeof random);
    snprintf(w->name, sizeof w->name, "%u-%02x%02x%02x%02x%02x%02x%02x%02x", i, random[0], random[1], random[2],
             random[3], random[4], random[5], random[6], random[7]);
}

static code release_left_over(struct db_pool *pool, struct error *err)
{
    struct db *db = db_borrow(pool, err);

    if (!db)
        return FAULT;
    code c = db_run(db, sql_release_all, NO_ARGS, NULL, err);
    db_return(pool, db);
    return c;
}

code job_runner_start(struct db_pool *pool, const struct job_kind *kinds, void *ctx, unsigned threads, bool sole,
                      struct job_runner **out, struct error *err)
{
    if (sole)
        TRY(release_left_over(pool, err));
    struct arena *a = arena_new((size_t)1 << 20);
    struct job_runner *r = NEW(a, struct job_runner);

    r->arena = a;
    r->pool = pool;
    r->kinds = kinds;
    r->ctx = ctx;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->woken, NULL);
    for (unsigned i = 0; i < threads && i < MOST_THREADS; i++) {
        struct worker *w = &r->workers[i];
        w->runner = r;
        name_worker(w, i);
        if (pthread_create(&w->thread, NULL, work, w) != 0) {
            job_runner_stop(r);
            return fail(err, FAULT, "jobs", "cannot start a thread");
        }
        r->n++;
    }
    r->has_keeper = pthread_create(&r->keeper, NULL, keep, r) == 0;
    *out = r;
    return OK;
}

void job_runner_wake(struct job_runner *r)
{
    pthread_mutex_lock(&r->lock);
    r->wakes++;
    pthread_cond_broadcast(&r->woken);
    pthread_mutex_unlock(&r->lock);
}

void job_runner_stop(struct job_runner *r)
{
    if (!r)
        return;
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_broadcast(&r->woken);
    pthread_mutex_unlock(&r->lock);
    for (unsigned i = 0; i < r->n; i++)
        pthread_join(r->workers[i].thread, NULL);
    if (r->has_keeper)
        pthread_join(r->keeper, NULL);
    arena_free(r->arena);
}
