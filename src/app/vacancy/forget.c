/* vacancy/forget.c — what candidates sent goes: by themselves, when it was never confirmed, and
 * on the day that they were told. What goes is noted by its number alone. */
#include "app/vacancy/vacancy_private.h"

#include "base/log.h"

static const char sql_mails[] = SQL("SELECT mail_id FROM vacancy_mail WHERE candidate_id = $1");
static const char sql_delete[] = SQL("DELETE FROM vacancy_candidate WHERE id = $1");

/* With its badges and mails. CONFLICT: a mail to them is being sent just now. n: 0 where another
 * job was there first. */
static code delete_one(struct db *db, struct arena *a, int64_t candidate, int64_t *n, struct error *err)
{
    LIST(int64_t) mails = {0};
    struct rows *r = db_query(db, sql_mails, ARGS(v_int(candidate)));

    while (rows_next(r))
        *list_add(a, &mails) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < mails.n; i++) {
        code c = mail_delete(db, a, 0, mails.items[i], err);
        if (c != OK && c != NOT_FOUND)
            return c;
    }
    return db_run(db, sql_delete, ARGS(v_int(candidate)), n, err);
}

static const char sql_theirs[] = SQL(
    "SELECT c.id FROM vacancy_candidate c WHERE c.org_id = $1 AND c.folded IN (SELECT p.folded FROM person p WHERE p.org_id = $1 AND p.id = $2"
    " UNION SELECT o.folded FROM person_address o WHERE o.org_id = $1 AND o.person_id = $2)");

code candidate_erase(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    LIST(int64_t) all = {0};
    struct rows *r = db_query(db, sql_theirs, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        *list_add(a, &all) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(delete_one(db, a, all.items[i], NULL, err));
    return OK;
}

/* ---- by itself ---- */

#define AT_ONCE 100
#define STEPS   4                                /* in one go of the job */
#define DUE "SELECT c.id, c.org_id, c.vacancy_id, c.number, c.state FROM vacancy_candidate c WHERE c.id > $3 AND "
/* An address that was never proved is nobody's, so no hold is on it. */
static const char sql_due[] = SQL(
    DUE "c.state = 'unconfirmed' AND c.created_at <= $1"
    " UNION " DUE "c.state = 'withdrawn' AND (c.confirmed_at IS NULL OR NOT " CANDIDATE_HELD ")"
    " UNION " DUE "c.keep_until <= $2 AND (c.confirmed_at IS NULL OR NOT " CANDIDATE_HELD ") ORDER BY 1 LIMIT $4");
/* Whoever sent something is counted for an hour, and waits for a quarter of one at most. */
static const char sql_counted[] = SQL("DELETE FROM throttle WHERE subject LIKE 'vacancy-%' AND seen_at < $1");

static code forget(struct db *db, struct arena *a, const struct candidate *c, struct error *err)
{
    int64_t n = 0;

    TRY(delete_one(db, a, c->id, &n, err));
    if (n == 0 || c->number == 0 || candidate_is(c, "withdrawn"))          /* that was noted then */
        return OK;
    return vacancy_log(db, a, &(struct vacancy_act){c->org, c->vacancy, 0}, "vacancy.forget", candidate_title(a, c->number), err);
}

static code find_due(struct db *db, struct arena *a, int64_t after, struct candidates *out, struct error *err)
{
    struct rows *r = db_query(db, sql_due, ARGS(v_int(clock_now() - UNCONFIRMED_LIFE), v_int(clock_now()), v_int(after), v_int(AT_ONCE)));

    while (rows_next(r))
        *list_add(a, out) = (struct candidate){.id = row_int(r, 0), .org = row_int(r, 1), .vacancy = row_int(r, 2), .number = row_int(r, 3), .state = row_str(r, 4, a)};
    return rows_end(r, err);
}

/* One that cannot be deleted now stands in the way of nobody else. */
static code forget_one(struct db *db, struct arena *a, const struct candidate *c)
{
    struct error err = {0};
    code done = db_begin(db, &err);

    if (done == OK)
        done = db_end(db, forget(db, a, c, &err), &err);
    if (done != OK && done != CONFLICT)          /* a mail to them is on its way: the next time */
        log_error("vacancy.forget", &err);
    return done;
}

static code forget_some(struct db *db, struct arena *a, bool *more, struct error *err)
{
    int64_t after = 0;
    bool any = false;

    for (int step = 0; step < STEPS; step++) {
        struct candidates due = {0};
        TRY(find_due(db, a, after, &due, err));
        for (size_t i = 0; i < due.n; i++) {
            after = due.items[i].id;
            any = forget_one(db, a, &due.items[i]) == OK || any;
        }
        if (due.n < AT_ONCE)
            return OK;
    }
    *more = any;
    return OK;
}

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("vacancy.forget"), S(""), str_printf(a, "vacancy.forget %lld", (long long)(at / HOUR)), at, err);
}

code vacancy_schedule(struct db *db, struct arena *a, struct error *err)
{
    TRY(vacancy_schedule_look(db, a, err));
    return schedule_at(db, a, clock_now() / HOUR * HOUR + HOUR, err);
}

code vacancy_forget_now(struct db *db, struct arena *a, int64_t candidate, struct error *err)
{
    return job_add(db, S("vacancy.forget"), S(""), str_printf(a, "vacancy.forget of %lld", (long long)candidate), clock_now(), err);
}

/* Overwritten in the file of SQLite too, as where people are erased. */
static enum job_result run_forget(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    bool more = false;

    (void)ctx, (void)j;
    /* The next hour's is there before anything can go wrong in this one. */
    if (vacancy_schedule(db, a, err) != OK || db_overwrite_deleted(db, true, err) != OK)
        return JOB_RETRY;
    code c = db_run(db, sql_counted, ARGS(v_int(clock_now() - 2 * HOUR)), NULL, err);
    if (c == OK)
        c = forget_some(db, a, &more, err);
    if (db_overwrite_deleted(db, false, c == OK ? err : NULL) != OK || c != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

static enum job_result run_decided(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    return app_run_about(ctx, db, a, j, candidate_tell, err);
}

const struct job_kind vacancy_jobs[] = {{"vacancy.forget", run_forget}, {"vacancy.decided", run_decided}, {"vacancy.look", vacancy_run_look}, {0}};
