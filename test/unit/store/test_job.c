#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "store/job.h"
#include "unit/store_db.h"

static const char sql_jobs[] = SQL("SELECT count(*) FROM job");
static const char sql_done[] = SQL("INSERT INTO setting (name, value, changed_at) VALUES ($1, 'x', 0)");
static const char sql_done_count[] = SQL("SELECT count(*) FROM setting");

static int64_t number(struct db *db, const char *sql)
{
    int64_t n = -1;

    assert_int_equal(db_int(db, sql, NO_ARGS, &n, NULL), OK);
    return n;
}

static code add(struct db *db, const char *kind, int i, const char *key)
{
    return job_add(db, cstr(kind), str_printf(test_arena, "%d", i), cstr(key), clock_now(), NULL);
}

/* Writes a row that can be written only once: a second run would show. */
static enum job_result run_once(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx;
    (void)a;
    return db_run(db, sql_done, ARGS(v_str(j->payload)), NULL, err) == OK ? JOB_DONE : JOB_DEAD;
}

static int failures;
static enum job_result run_failing(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx; (void)db; (void)a; (void)j;
    failures++;
    fail(err, UNREACHABLE, "mail server", "does not answer");
    return JOB_RETRY;
}

static enum job_result run_thrice(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)db; (void)a; (void)j; (void)err;
    return ++*(int *)ctx < 3 ? JOB_AGAIN : JOB_DONE;
}

static int meetings;
static enum job_result run_behind_another(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx; (void)db; (void)a; (void)err;
    assert_int_equal(j->attempts, 1);
    return ++meetings < 30 ? JOB_SOON : JOB_DONE;
}

static const struct job_kind kinds[] = {
    {"once", run_once}, {"failing", run_failing}, {"thrice", run_thrice}, {"behind", run_behind_another}, {NULL, NULL},
};

static void keyed(struct store *s)
{
    struct error err = {0};

    with_schema(s);
    check_code(add(s->db, "once", 1, "k"), OK);
    check_code(add(s->db, "once", 2, "k"), OK);
    assert_int_equal(number(s->db, sql_jobs), 1);
    check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
    assert_int_equal(number(s->db, sql_jobs), 0);
    check_code(add(s->db, "once", 3, "k"), OK);
    assert_int_equal(number(s->db, sql_jobs), 1);
}

TEST(a_key_makes_a_second_job_nothing_until_the_first_is_done)
{
    each_engine(keyed);
}

static void again(struct store *s)
{
    struct error err = {0};
    int runs = 0;

    with_schema(s);
    check_code(add(s->db, "thrice", 1, NULL), OK);
    check_ok(job_run_all(s->db, test_arena, kinds, &runs, &err), &err);
    assert_int_equal(runs, 3);
    assert_int_equal(number(s->db, sql_jobs), 0);
}

TEST(a_job_with_more_to_do_goes_on_at_once)
{
    each_engine(again);
}

static void backs_off(struct store *s)
{
    struct error err = {0};
    msec start = 1700000000000, now = start;

    with_schema(s);
    failures = 0;
    clock_set(now);
    check_code(add(s->db, "failing", 1, NULL), OK);
    for (int i = 0; i < 40; i++, now += 6 * HOUR) {
        clock_set(now);
        check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
        check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
    }
    clock_set(-1);
    assert_int_equal(failures, 12);
    assert_int_equal(job_count(s->db, S("failing"), true), 1);
    assert_int_equal(job_count(s->db, S("failing"), false), 0);
}

TEST(a_failing_job_waits_longer_each_time_and_is_dead_after_twelve_tries)
{
    each_engine(backs_off);
}

static void comes_back_soon(struct store *s)
{
    struct error err = {0};
    msec now = 1700000000000;

    with_schema(s);
    meetings = 0;
    clock_set(now);
    check_code(add(s->db, "behind", 1, NULL), OK);
    for (int i = 1; i <= 30; i++, now += 2 * SECOND) {
        clock_set(now);
        check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
        assert_int_equal(meetings, i);
    }
    clock_set(-1);
    assert_int_equal(number(s->db, sql_jobs), 0);
}

TEST(a_job_behind_another_comes_back_in_two_seconds_and_no_try_is_counted)
{
    each_engine(comes_back_soon);
}

static int full_runs;
static enum job_result run_on_full_disk(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx; (void)db; (void)a; (void)j;
    if (++full_runs > 30)
        return JOB_DONE;
    fail(err, LIMIT, "database", "the disk is full");
    return JOB_RETRY;
}
static const struct job_kind full_kinds[] = {{"full", run_on_full_disk}, {NULL, NULL}};

static void waits_for_room(struct store *s)
{
    struct error err = {0};
    msec start = 1700000000000;

    with_schema(s);
    full_runs = 0;
    clock_set(start);
    check_code(add(s->db, "full", 1, NULL), OK);
    for (int i = 0; i <= 31; i++) {
        clock_set(start + i * 5 * SECOND);
        check_ok(job_run_all(s->db, test_arena, full_kinds, NULL, &err), &err);
    }
    clock_set(-1);
    assert_int_equal(full_runs, 31);
    assert_int_equal(number(s->db, sql_jobs), 0);
}

TEST(a_full_disk_is_waited_for_and_counts_as_no_try)
{
    each_engine(waits_for_room);
}

/* Its outcome cannot be written as long as a table is missing. */
static const char sql_hide[] = SQL("ALTER TABLE job RENAME TO hidden_job");
static const char sql_show[] = SQL("ALTER TABLE hidden_job RENAME TO job");
static enum job_result run_hiding(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx; (void)a; (void)j;
    return db_run(db, sql_hide, NO_ARGS, NULL, err) == OK ? JOB_DONE : JOB_DEAD;
}
static const struct job_kind hiding_kinds[] = {{"hiding", run_hiding}, {NULL, NULL}};

static void owes_its_outcome(struct store *s)
{
    struct job_runner *r = NULL;
    struct error err = {0};
    code c = FAULT;

    with_schema(s);
    check_code(add(s->db, "hiding", 1, NULL), OK);
    check_ok(job_runner_start(s->pool, hiding_kinds, NULL, 1, false, &r, &err), &err);
    for (int i = 0; i < 200 && c != OK; i++) {
        usleep(20000);
        c = db_run(s->db, sql_show, NO_ARGS, NULL, NULL);
    }
    check_code(c, OK);
    for (int i = 0; i < 200 && number(s->db, sql_jobs) > 0; i++)
        usleep(20000);
    job_runner_stop(r);
    assert_int_equal(number(s->db, sql_jobs), 0);
}

TEST(an_outcome_that_could_not_be_written_is_written_later)
{
    each_engine(owes_its_outcome);
}

static enum job_result run_greedily(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx; (void)db; (void)j; (void)err;
    for (int i = 0; i < 1000; i++)
        *(char *)arena_alloc(a, 1, 1 << 20) = 1;
    return JOB_DONE;
}
static const struct job_kind greedy_kinds[] = {{"greedy", run_greedily}, {NULL, NULL}};
static const char sql_waiting[] = SQL("SELECT count(*) FROM job WHERE state = 0 AND attempts = 1 AND last_error LIKE '%memory%'");

static void survives_greed(struct store *s)
{
    struct job_runner *r = NULL;
    struct error err = {0};

    with_schema(s);
    check_code(add(s->db, "greedy", 1, NULL), OK);
    check_ok(job_runner_start(s->pool, greedy_kinds, NULL, 1, false, &r, &err), &err);
    for (int i = 0; i < 200 && number(s->db, sql_waiting) == 0; i++)
        usleep(20000);
    job_runner_stop(r);
    assert_int_equal(number(s->db, sql_waiting), 1);
}

TEST(a_job_that_needs_too_much_memory_is_tried_again_later)
{
    each_engine(survives_greed);
}

/* Kept for who ends the test. */
static struct arena *inner;
static enum job_result run_greedily_within(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx; (void)a; (void)j;
    if (db_begin(db, err) != OK)
        return JOB_DEAD;
    inner = arena_new(1 << 20);
    arena_alloc(inner, 2, 1 << 20);
    return JOB_DONE;
}
static const struct job_kind inner_kinds[] = {{"inner", run_greedily_within}, {"once", run_once}, {NULL, NULL}};

static void survives_greed_within(struct store *s)
{
    struct job_runner *r = NULL;
    struct error err = {0};

    with_schema(s);
    check_code(add(s->db, "inner", 1, NULL), OK);
    check_code(add(s->db, "once", 2, NULL), OK);
    check_ok(job_runner_start(s->pool, inner_kinds, NULL, 1, false, &r, &err), &err);
    for (int i = 0; i < 200 && (number(s->db, sql_waiting) == 0 || number(s->db, sql_done_count) == 0); i++)
        usleep(20000);
    job_runner_stop(r);
    arena_free(inner);
    assert_int_equal(number(s->db, sql_waiting), 1);
    assert_int_equal(number(s->db, sql_done_count), 1);
}

TEST(a_job_whose_own_arena_runs_full_ends_alone)
{
    each_engine(survives_greed_within);
}

static const char sql_crashed[] = SQL("UPDATE job SET state = 0, lease_by = NULL, lease_until = NULL, attempts = $1");
static const char sql_ended_it[] = SQL("SELECT count(*) FROM job WHERE state = 2 AND last_error LIKE '%12 times%'");

static void ends_the_process(struct store *s)
{
    struct error err = {0};

    with_schema(s);
    check_code(add(s->db, "once", 1, NULL), OK);
    check_ok(db_run(s->db, sql_crashed, ARGS(v_int(12)), NULL, &err), &err);
    check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
    assert_int_equal(number(s->db, sql_done_count), 0);
    assert_int_equal(number(s->db, sql_ended_it), 1);
    check_code(add(s->db, "once", 2, NULL), OK);
    check_ok(db_run(s->db, "UPDATE job SET attempts = 11 WHERE state = 0", NO_ARGS, NULL, &err), &err);
    check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
    assert_int_equal(number(s->db, sql_done_count), 1);          /* the twelfth */
}

TEST(a_job_that_ended_the_process_twelve_times_is_given_up)
{
    each_engine(ends_the_process);
}

static void threads(struct store *s)
{
    struct job_runner *r = NULL;
    struct error err = {0};

    with_schema(s);
    for (int i = 0; i < 200; i++)
        check_code(add(s->db, "once", i, NULL), OK);
    check_ok(job_runner_start(s->pool, kinds, NULL, 4, false, &r, &err), &err);
    for (int i = 0; i < 200 && number(s->db, sql_jobs) > 0; i++)
        usleep(50000);
    job_runner_stop(r);
    assert_int_equal(number(s->db, sql_jobs), 0);
    assert_int_equal(number(s->db, sql_done_count), 200);
}

TEST(four_threads_run_each_job_exactly_once)
{
    each_engine(threads);
}

static void dead_worker(struct store *s)
{
    struct error err = {0};
    msec now = 1700000000000;

    with_schema(s);
    clock_set(now);
    check_code(add(s->db, "once", 1, NULL), OK);
    check_ok(db_script(s->db, S("UPDATE job SET state = 1, lease_by = 'gone', lease_until = 1700000060000"), &err), &err);
    check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
    assert_int_equal(number(s->db, sql_done_count), 0);
    clock_set(now + 61 * SECOND);
    check_ok(job_run_all(s->db, test_arena, kinds, NULL, &err), &err);
    clock_set(-1);
    assert_int_equal(number(s->db, sql_done_count), 1);
}

TEST(a_job_of_a_worker_that_died_runs_again_when_its_lease_ends)
{
    each_engine(dead_worker);
}

/* ---- kill -9 ---- */

/* The work and the job's own step are one commit here, as in the award job. */
static enum job_result run_slowly(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx;
    (void)a;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code c = db_run(db, sql_done, ARGS(v_str(j->payload)), NULL, err);
    usleep(2000);
    c = db_end(db, c == CONFLICT ? OK : c, err);
    return c == OK ? JOB_DONE : JOB_RETRY;
}

static const struct job_kind slow_kinds[] = {{"once", run_slowly}, {NULL, NULL}};

static void work_until_killed(const char *url)
{
    struct db_pool *pool = NULL;
    struct job_runner *r = NULL;

    if (db_pool_open(url, 4, &pool, NULL) != OK || job_runner_start(pool, slow_kinds, NULL, 1, true, &r, NULL) != OK)
        _exit(1);
    for (;;)
        pause();
}

TEST(a_process_killed_in_the_middle_loses_no_job)
{
    char folder[64];
    struct store s = {0};
    const char *url = new_sqlite(folder);
    struct job_runner *r = NULL;
    struct error err = {0};

    crypto_start();
    open_store(&s, url, 4);
    with_schema(&s);
    for (int i = 0; i < 100; i++)
        check_code(add(s.db, "once", i, NULL), OK);
    close_store(&s);
    for (int kill_no = 0; kill_no < 3; kill_no++) {
        pid_t child = fork();
        if (child == 0)
            work_until_killed(url);
        usleep(40000 + 20000 * (unsigned)kill_no);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    open_store(&s, url, 4);
    check_ok(job_runner_start(s.pool, slow_kinds, NULL, 1, true, &r, &err), &err);
    for (int i = 0; i < 200 && number(s.db, sql_jobs) > 0; i++)
        usleep(50000);
    job_runner_stop(r);
    assert_int_equal(number(s.db, sql_jobs), 0);
    assert_int_equal(number(s.db, sql_done_count), 100);
    close_store(&s);
    remove_sqlite(folder);
}

/* ---- the queue as people see it ---- */

static const char sql_kill_all[] = SQL("UPDATE job SET state = 2, last_error = 'no disk', attempts = 12");

static void revived(struct store *s)
{
    struct job_overview o;
    struct job_list dead = {0};
    struct error err = {0};
    int64_t n = 0;

    with_schema(s);
    check_ok(job_add(s->db, S("a"), S(""), S("twin"), 1, &err), &err);
    check_ok(job_add(s->db, S("b"), S(""), S("alone"), 1, &err), &err);
    check_ok(db_run(s->db, sql_kill_all, NO_ARGS, NULL, &err), &err);
    check_ok(job_add(s->db, S("a"), S(""), S("twin"), 5, &err), &err);
    check_ok(job_look(s->db, 10, &o, &err), &err);
    assert_int_equal(o.dead, 2);
    assert_int_equal(o.waiting, 1);
    assert_int_equal(o.oldest_due, 5);
    check_ok(job_look(s->db, 4, &o, &err), &err);
    assert_int_equal(o.oldest_due, 0);
    check_ok(job_find(s->db, test_arena, true, 10, &dead, &err), &err);
    assert_int_equal(dead.n, 2);
    check_str(dead.items[0].last_error, S("no disk"));
    assert_true(job_is_queued(s->db, S("twin")) && !job_is_queued(s->db, S("alone")));
    check_ok(job_revive(s->db, test_arena, 0, &n, &err), &err);
    assert_int_equal(n, 1);                      /* the twin does the work of the other */
    check_code(job_revive(s->db, test_arena, 4711, &n, &err), NOT_FOUND);
    check_ok(job_look(s->db, 10, &o, &err), &err);
    assert_int_equal(o.dead, 1);
    assert_int_equal(o.waiting, 2);
}

TEST(a_dead_job_lives_again_unless_its_twin_waits_already)
{
    each_engine(revived);
}

TEST(a_job_names_its_organisation_and_its_thing_or_nothing)
{
    static const char *const bad[] = {"", "7", "7 ", " 9", "7 x", "7 9 1"};
    int64_t org = 0, id = 0;

    assert_true(job_names(&(struct job){.payload = S("7 9")}, &org, &id));
    assert_true(org == 7 && id == 9);
    for (size_t i = 0; i < COUNT(bad); i++)
        check_at(i, !job_names(&(struct job){.payload = cstr(bad[i])}, &org, &id));
}
