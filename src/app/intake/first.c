/* intake/first.c — who leads the person as the first judge, never as the only one: somebody
 * who does not lead them has to look too before it counts, or does not. */
#include "app/intake/intake_private.h"

#include "app/hook/hook.h"
#include "app/people/leader.h"

code intake_is_over(struct db *db, const struct intake *i, int64_t account, bool *out, struct error *err)
{
    struct leader_of l = {0};
    bool granted = false;

    TRY(leaders_judge(db, i->org, LED_TRAINING, &granted, err));
    if (granted || (intake_is_pack(i) && intake_is(i, "second")))        /* the second look is by nobody who leads them, granted or not */
        TRY(leader_of(db, &(struct leader_ask){i->org, account, i->person}, &l, err));
    *out = l.leads || l.is_over;
    return OK;
}

/* ---- said ---- */

static const char sql_second[] = SQL("UPDATE intake SET state = 'second', changed_at = $2 WHERE id = $1 AND state IN ('waiting', 'asked')");
static const char sql_add[] = SQL(
    "INSERT INTO intake_judgement (intake_id, account_id, verdict, requirement_id, method, seen, reason, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
static const char sql_end[] = SQL("UPDATE intake_judgement SET ended_at = $2 WHERE intake_id = $1 AND ended_at IS NULL");

code intake_end_first(struct db *db, int64_t id, struct error *err)
{
    return db_run(db, sql_end, ARGS(v_int(id), v_int(clock_now())), NULL, err);
}

static code check_takes(struct db *db, struct arena *a, const struct intake *i, int64_t requirement, struct error *err)
{
    struct intake_requirements all = {0};

    if (!requirement)
        return OK;
    TRY(intake_requirements_find(db, a, i->org, 0, &all, err));
    for (size_t k = 0; k < all.n; k++)
        if (all.items[k].id == requirement)
            return OK;
    return fail(err, BAD_INPUT, "requirement", "choose what it counts for");
}

code intake_judge_first(struct db *db, struct arena *a, const struct intake *i, const struct intake_judgement *j, struct error *err)
{
    bool accepts = j->verdict == INTAKE_ACCEPT;
    int64_t n = 0;

    if (intake_is(i, "second"))
        return fail(err, DENIED, "person", "you lead this person: somebody who does not has to look at it now");
    if (accepts && !intake_is_pack(i))
        TRY(check_takes(db, a, i, j->requirement, err));
    TRY(db_run(db, sql_second, ARGS(v_int(i->id), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "it does not wait any more: look at it again");
    TRY(intake_end_first(db, i->id, err));
    TRY(db_run(db, sql_add,
               ARGS(v_int(i->id), v_int(j->by), v_str(accepts ? S("accept") : S("refuse")), v_int_if(accepts && j->requirement, j->requirement), v_str(j->method), v_str(j->seen),
                    v_str(j->reason), v_int(clock_now())), NULL, err));
    TRY(intake_note(db, i->id, intake_is_pack(i) ? "judged" : "first", S(""), j->by, err));
    return org_log(db, i->org, j->by, "intake.first", str_printf(a, "person %lld", (long long)i->person), str_printf(a, "external training %lld", (long long)i->id), err);
}

static const char sql_firsts[] = SQL(
    "SELECT j.account_id, j.verdict, coalesce(c.name, ''), coalesce(q.code, ''), j.method, j.seen, j.reason, j.created_at, coalesce(j.ended_at, 0) FROM intake_judgement j"
    " LEFT JOIN account c ON c.id = j.account_id LEFT JOIN requirement q ON q.id = j.requirement_id WHERE j.intake_id = $1 ORDER BY j.id DESC LIMIT 20");

code intake_firsts_of(struct db *db, struct arena *a, int64_t id, struct intake_firsts *out, struct error *err)
{
    struct rows *r = db_query(db, sql_firsts, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct intake_first){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a), row_str(r, 6, a),
                                                  row_int(r, 7), row_int(r, 8)};
    return rows_end(r, err);
}

static const char sql_said[] = SQL("SELECT count(*) FROM intake_judgement WHERE intake_id = $1 AND account_id = $2 AND ended_at IS NULL");

code intake_need_no_first(struct db *db, const struct intake *i, int64_t by, struct error *err)
{
    int64_t n = 0;

    if (i->decided_by != by)
        TRY(db_int(db, sql_said, ARGS(v_int(i->id), v_int(by)), &n, err));
    return n ? fail(err, DENIED, "person", "you were the first to judge this one: somebody else takes it back") : OK;
}

code intake_need_second(struct db *db, const struct intake *i, int64_t by, struct error *err)
{
    int64_t n = 0;

    if (intake_is(i, "second"))
        TRY(db_int(db, sql_said, ARGS(v_int(i->id), v_int(by)), &n, err));
    return n ? fail(err, DENIED, "person", "you have judged this one: somebody else has to look at it now") : OK;
}

/* ---- theirs ---- */

code intake_led(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t account, struct intake *out, struct error *err)
{
    struct leader_of l = {0};
    bool granted = false;

    TRY(leaders_judge(db, org, LED_TRAINING, &granted, err));
    TRY(intake_get(db, a, org, id, out, err));
    TRY(leader_of(db, &(struct leader_ask){org, account, out->person}, &l, err));
    return granted && l.leads && !intake_is(out, "draft") ? OK : fail(err, NOT_FOUND, "training", "there is no such proof");
}

#define LED                                                                                                                      \
    "SELECT i.id FROM person p JOIN intake i ON i.person_id = p.id WHERE p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND p.id IN " ACCESS_UNDER(ACCESS_LEADER("$1", "$2", "$3")) \
    " AND p.id NOT IN " ACCESS_ME_ANY("$2") " AND (i.account_id IS NULL OR i.account_id <> $2) AND i.org_id = $1 AND i.state = 'waiting' AND i.id > $4 ORDER BY i.id LIMIT $5"
static const char sql_led[] = SQL(LED);
static const char sql_led_count[] = SQL("SELECT count(*) FROM (" LED ") x");

code intake_led_count(struct db *db, const struct intake_led_ask *q, int64_t *out, struct error *err)
{
    bool granted = false;

    *out = 0;
    TRY(leaders_judge(db, q->org, LED_TRAINING, &granted, err));
    return granted ? db_int(db, sql_led_count, ARGS(v_int(q->org), v_int(q->account), v_int(clock_now()), v_int(q->after), v_int(q->limit)), out, err) : OK;
}

code intake_led_waiting(struct db *db, struct arena *a, const struct intake_led_ask *q, struct intakes *out, struct error *err)
{
    struct id_list ids = {0};
    bool granted = false;

    TRY(leaders_judge(db, q->org, LED_TRAINING, &granted, err));
    if (!granted)
        return OK;
    struct rows *r = db_query(db, sql_led, ARGS(v_int(q->org), v_int(q->account), v_int(clock_now()), v_int(q->after), v_int(q->limit)));
    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t k = 0; k < ids.n; k++)
        TRY(intake_get(db, a, q->org, ids.items[k], list_add(a, out), err));
    return OK;
}

/* ---- told ---- */

code intake_tell_leader(struct db *db, struct arena *a, int64_t id, struct error *err)
{
    msec now = clock_now();
    return job_add(db, S("intake.leader"), str_printf(a, "%lld", (long long)id), str_printf(a, "intake.leader %lld %lld", (long long)id, (long long)now), now, err);
}

static const char sql_waits[] = SQL("SELECT org_id, person_id, title FROM intake WHERE id = $1 AND state = 'waiting'");

static code tell(struct app *app, struct db *db, struct arena *a, int64_t id, struct error *err)
{
    struct rows *r = db_query(db, sql_waits, ARGS(v_int(id)));
    struct leader_told t = {0};
    bool granted = false;

    if (rows_next(r))
        t = (struct leader_told){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), S("")};
    TRY(rows_end(r, err));
    if (!t.org)
        return OK;
    TRY(hook_tell(db, a, t.org, "training.waiting", id, err));
    t.link = str_printf(a, "/org/%lld/team/external/%lld", (long long)t.org, (long long)id);
    TRY(leaders_judge(db, t.org, LED_TRAINING, &granted, err));
    return granted ? leader_tell(app, db, a, &t, err) : OK;
}

enum job_result intake_run_leader(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t id;

    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    return db_end(db, tell(ctx, db, a, id, err), err) == OK ? JOB_DONE : JOB_RETRY;
}
