/* people/leaving.c — the day somebody is not there any more: what ends with it,
 * once, and what does not. */
#include "app/people/roster.h"

#include "app/hook/hook.h"

#define LEAVERS_AT_ONCE 200

/* Whoever proved one of the person's addresses. */
static const char sql_account[] = SQL(
    "SELECT e.account_id FROM account_email e JOIN member m ON m.account_id = e.account_id AND m.org_id = $1 WHERE e.verified_at IS NOT NULL"
    " AND (e.folded = (SELECT p.folded FROM person p WHERE p.org_id = $1 AND p.id = $2)"
    " OR e.folded IN (SELECT o.folded FROM person_address o WHERE o.person_id = $2)) ORDER BY e.account_id LIMIT 1");
static const char sql_ended[] = SQL("UPDATE person SET ended_at = $3 WHERE org_id = $1 AND id = $2");

static code end_membership(struct db *db, struct arena *a, const struct person_change *c, str *before, struct error *err)
{
    struct member_change m = {.org = c->org, .by = c->by};
    str was;

    struct rows *r = db_query(db, sql_account, ARGS(v_int(c->org), v_int(c->id)));
    m.account = rows_next(r) ? row_int(r, 0) : 0;
    TRY(rows_end(r, err));
    if (m.account == 0)
        return OK;
    TRY(org_end_member(db, a, &m, &was, err));
    if (was.n)
        *before = str_printf(a, "%lld " STR_FMT, (long long)m.account, STR_ARG(was));
    return OK;
}

code person_end(struct db *db, struct arena *a, const struct person_change *c, str *before, struct error *err)
{
    *before = S("");
    TRY(end_membership(db, a, c, before, err));
    TRY(db_run(db, sql_ended, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), NULL, err));
    TRY(person_tell_watcher(db, a, c->org, c->id, err));
    return hook_tell(db, a, c->org, "person.left", c->id, err);
}

/* ---- day by day ---- */

static const char sql_due[] = SQL(
    "SELECT org_id, id FROM person WHERE leaves_at IS NOT NULL AND ended_at IS NULL AND leaves_at <= $1 ORDER BY leaves_at, id LIMIT $2");

static code end_due(struct db *db, struct arena *a, bool *more, struct error *err)
{
    LIST(struct person_change) due = {0};
    struct rows *r = db_query(db, sql_due, ARGS(v_int(clock_now()), v_int(LEAVERS_AT_ONCE)));
    str before;

    while (rows_next(r))
        *list_add(a, &due) = (struct person_change){row_int(r, 0), row_int(r, 1), 0};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < due.n; i++)
        TRY(person_end(db, a, &due.items[i], &before, err));
    *more = due.n == LEAVERS_AT_ONCE;
    return OK;
}

/* Each hour has a key of its own: the job of this one queues that of the next. */
static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("people.leavers"), S(""), str_printf(a, "leavers %lld", (long long)(at / HOUR)), at, err);
}

code people_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + 2 * MINUTE, err);
}

static enum job_result end_leavers(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    bool more = false;

    (void)ctx, (void)j;
    if (db_begin(db, err) != OK || db_end(db, end_due(db, a, &more, err), err) != OK)
        return JOB_RETRY;
    if (more)
        return JOB_AGAIN;
    return schedule_at(db, a, clock_now() + HOUR, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind people_jobs[] = {{"people.leavers", end_leavers}, {"people.import", roster_run}, {NULL, NULL}};
