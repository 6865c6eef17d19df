/* sets/sets_run.c — who completes a set and who no longer does; the job that
 * awards and revokes. Each run looks anew at what people hold, so it may die
 * anywhere and run as often as it likes. */
#include "app/sets/sets_private.h"

#define STEP 100                                 /* people in one transaction */

/* ---- who ---- */

/* Those with enough valid parts who do not hold the badge; not those whose award
 * somebody revoked by hand. */
static const char sql_gain[] = SQL(
    "SELECT p.id, p.name, p.email FROM person p JOIN (SELECT w.person_id AS person_id, count(DISTINCT w.achievement_id) AS n"
    " FROM award_set_part s JOIN award w ON w.achievement_id = s.achievement_id WHERE s.set_id = $2 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $4) GROUP BY w.person_id) AS d ON d.person_id = p.id"
    " WHERE p.org_id = $1 AND d.n >= $5 AND p.removed_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM award h WHERE h.person_id = p.id AND h.achievement_id = $3 AND h.revoked_at IS NULL"
    " AND (h.valid_until IS NULL OR h.valid_until > $4))"
    " AND NOT EXISTS (SELECT 1 FROM award h WHERE h.person_id = p.id AND h.achievement_id = $3 AND h.revoked_at IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM award_set_award x WHERE x.award_id = h.id AND x.lapsed_at IS NOT NULL))"
    " ORDER BY p.id LIMIT $6");
/* Awards of this set whose holder has too few valid parts now. */
static const char sql_lose[] = SQL(
    "SELECT p.id, p.name, p.email, h.id FROM award_set_award x JOIN award h ON h.id = x.award_id JOIN person p ON p.id = h.person_id"
    " WHERE h.org_id = $1 AND x.set_id = $2 AND x.lapsed_at IS NULL AND h.revoked_at IS NULL AND (h.valid_until IS NULL OR h.valid_until > $3)"
    " AND (SELECT count(DISTINCT w.achievement_id) FROM award w JOIN award_set_part s ON s.achievement_id = w.achievement_id"
    " AND s.set_id = $2 WHERE w.person_id = h.person_id AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $3)) < $4"
    " ORDER BY h.id LIMIT $5");

static int64_t enough(const struct badge_set *s)
{
    return s->needed > 0 ? s->needed : (int64_t)s->parts.n;
}

static code find_gain(struct db *db, struct arena *a, const struct badge_set *s, int limit, struct set_person_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_gain,
                              ARGS(v_int(s->org), v_int(s->id), v_int(s->achievement), v_int(clock_now()), v_int(enough(s)), v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct set_person){row_int(r, 0), 0, row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

static code find_lose(struct db *db, struct arena *a, const struct badge_set *s, int limit, struct set_person_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_lose, ARGS(v_int(s->org), v_int(s->id), v_int(clock_now()), v_int(enough(s)), v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct set_person){row_int(r, 0), row_int(r, 3), row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

code set_preview(struct db *db, struct arena *a, const struct badge_set *s, struct set_preview *out, struct error *err)
{
    if (s->id == 0)
        return OK;
    TRY(find_gain(db, a, s, SET_PREVIEW, &out->gain, err));
    return s->lapses ? find_lose(db, a, s, SET_PREVIEW, &out->lose, err) : OK;
}

/* ---- awarding ---- */

static const char sql_awarded[] = SQL("INSERT INTO award_set_award (set_id, award_id) VALUES ($1, $2)");

/* Somebody who got the badge at this moment from elsewhere is passed by. */
static code award_one(struct db *db, struct arena *a, const struct badge_set *s, struct award_context *c, const struct set_person *p, struct error *err)
{
    int64_t id = 0;
    code got = award_issue(c, db, a,
                           &(struct award_request){.org = s->org, .achievement = s->achievement, .account = s->account, .by_rule = true, .name = p->name,
                                                   .email = p->email, .narrative = S(""), .evidence_url = S(""), .awarded = clock_now()},
                           &id, err);

    if (got == CONFLICT)
        return OK;
    TRY(got);
    return db_run(db, sql_awarded, ARGS(v_int(s->id), v_int(id)), NULL, err);
}

static code award_each(struct app *app, struct db *db, struct arena *a, const struct badge_set *s, const struct set_person_list *list, struct error *err)
{
    struct award_context *c = NULL;
    code result = award_context_open(app, db, a, s->org, s->achievement, &c, err);

    for (size_t i = 0; result == OK && i < list->n; i++)
        result = award_one(db, a, s, c, &list->items[i], err);
    award_context_close(c);
    return result;
}

/* ---- lapsing ---- */

static const char sql_lapsed[] = SQL("UPDATE award_set_award SET lapsed_at = $3 WHERE set_id = $1 AND award_id = $2");

#define WHY "A badge that this one is made of is no longer valid"

/* One that is older than suspensions can only be revoked. */
static code withdraw(struct db *db, struct arena *a, const struct badge_set *s, int64_t award, struct error *err)
{
    struct error why = {0};
    code c = s->suspends ? award_suspend_now(db, a, s->org, award, &(struct award_act){0, S(WHY)}, &why) : UNSUPPORTED;

    if (c == UNSUPPORTED)
        return award_revoke_now(db, a, s->org, award, 0, S(WHY), err);
    return c == OK ? OK : fail(err, c, why.where, "%s", why.text);
}

static code withdraw_each(struct db *db, struct arena *a, const struct badge_set *s, const struct set_person_list *list, struct error *err)
{
    for (size_t i = 0; i < list->n; i++) {
        code c = withdraw(db, a, s, list->items[i].award, err);
        if (c != OK && c != CONFLICT)
            return c;
        TRY(db_run(db, sql_lapsed, ARGS(v_int(s->id), v_int(list->items[i].award), v_int(clock_now())), NULL, err));
    }
    return OK;
}

/* Awards that lapsed into a suspension, whose holder has enough parts again. One
 * that somebody suspended by hand before that is not ours to give back. */
static const char sql_back[] = SQL(
    "SELECT p.id, p.name, p.email, h.id FROM award_set_award x JOIN award h ON h.id = x.award_id JOIN person p ON p.id = h.person_id"
    " JOIN award_suspension z ON z.award_id = h.id WHERE h.org_id = $1 AND x.set_id = $2 AND x.lapsed_at IS NOT NULL AND h.revoked_at IS NULL"
    " AND (h.valid_until IS NULL OR h.valid_until > $3) AND z.reason = $6"
    " AND (SELECT count(DISTINCT w.achievement_id) FROM award w JOIN award_set_part s ON s.achievement_id = w.achievement_id"
    " AND s.set_id = $2 WHERE w.person_id = h.person_id AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $3)) >= $4"
    " ORDER BY h.id LIMIT $5");
static const char sql_lapsed_no_more[] = SQL("UPDATE award_set_award SET lapsed_at = NULL WHERE set_id = $1 AND award_id = $2");

static code give_back(struct db *db, struct arena *a, const struct badge_set *s, bool *more, struct error *err)
{
    struct set_person_list back = {0};
    struct rows *r = db_query(db, sql_back, ARGS(v_int(s->org), v_int(s->id), v_int(clock_now()), v_int(enough(s)), v_int(STEP), v_str(S(WHY))));

    while (rows_next(r))
        *list_add(a, &back) = (struct set_person){row_int(r, 0), row_int(r, 3), row_str(r, 1, a), row_str(r, 2, a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < back.n; i++) {
        TRY(award_reinstate_now(db, a, s->org, back.items[i].award, &(struct award_act){0, S("The set is complete again")}, err));
        TRY(db_run(db, sql_lapsed_no_more, ARGS(v_int(s->id), v_int(back.items[i].award)), NULL, err));
    }
    *more = back.n == STEP;
    return OK;
}

/* ---- the job ---- */

code set_wake(struct db *db, struct arena *a, int64_t id, msec at, struct error *err)
{
    msec second = at / SECOND + 1;

    return job_add(db, S("set.run"), str_printf(a, "%lld", (long long)id), str_printf(a, "set %lld %lld", (long long)id, (long long)second),
                   second * SECOND, err);
}

/* What expires does so without an event: each day it is looked at again. */
static code step(struct app *app, struct db *db, struct arena *a, const struct badge_set *s, bool *more, struct error *err)
{
    struct set_person_list gain = {0}, lose = {0};

    TRY(find_gain(db, a, s, STEP, &gain, err));
    if (s->lapses)
        TRY(find_lose(db, a, s, STEP, &lose, err));
    if (gain.n)
        TRY(award_each(app, db, a, s, &gain, err));
    TRY(withdraw_each(db, a, s, &lose, err));
    TRY(give_back(db, a, s, more, err));
    *more = *more || gain.n == STEP || lose.n == STEP;
    return set_wake(db, a, s->id, (clock_now() / DAY + 1) * DAY, err);
}

static const char sql_published[] = SQL("SELECT count(*) FROM achievement WHERE id = $1 AND state = 'published'");

static enum job_result run_set(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct badge_set s;
    int64_t id, published = 0;
    bool more = false;

    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    if (set_by_id(db, a, id, &s, err) != OK)
        return JOB_RETRY;
    if (s.id == 0 || !s.is_on || s.parts.n == 0)
        return JOB_DONE;
    if (db_int(db, sql_published, ARGS(v_int(s.achievement)), &published, err) != OK)
        return JOB_RETRY;
    if (!published)
        return JOB_DONE;
    if (db_begin(db, err) != OK || db_end(db, step(ctx, db, a, &s, &more, err), err) != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

const struct job_kind sets_jobs[] = {{"set.run", run_set}, {NULL, NULL}};

/* ---- watching ---- */

static const char sql_touched[] = SQL(
    "SELECT DISTINCT s.id FROM award_set s JOIN award_set_part q ON q.set_id = s.id WHERE q.achievement_id = $1 AND s.is_on = 1");

static code watch(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct rows *r = db_query(db, sql_touched, ARGS(v_int(achievement)));

    (void)person;
    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(set_wake(db, a, ids.items[i], clock_now(), err));
    return OK;
}

void sets_start(void)
{
    award_add_watcher(watch);
}
