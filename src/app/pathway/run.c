/* pathway/run.c — what happens by itself: whoever's awards changed is looked at again, the
 * badge at the end is awarded, and suspended while what it stands on is not there. Each
 * run looks anew at what people hold, so it may die anywhere and run as often as it likes. */
#include "app/pathway/pathway_private.h"

#include "app/award/award.h"
#include "app/mail/letter.h"
#include "app/mail/mail.h"

#define AT_ONCE 40                               /* each with all its steps */
#define WHY_LAPSED "A step of the pathway that this badge stands at the end of is not done any more"

code pathway_tell(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, const char *kind, struct error *err)
{
    struct mail m = {.org = e->org, .kind = cstr(kind), .to_address = e->person_email, .to_name = str_eq(e->person_name, e->person_email) ? S("") : e->person_name};
    bool off = false;

    TRY(letter_is_off(db, a, e->org, kind, &off, err));
    if (off || !person_has_address(e->person_email))
        return OK;
    return mail_letter(app, db, a, &(struct letter){.kind = kind, .org = e->org, .message = e->name, .link = app_url(a, app, str_printf(a, "/pathways/%lld", (long long)e->id))}, &m, err);
}

/* ---- the badge at the end ---- */

static const char sql_may_award[] = SQL(
    "SELECT count(*) FROM achievement b WHERE b.org_id = $1 AND b.id = $2 AND b.state = 'published' AND NOT EXISTS (SELECT 1 FROM award h WHERE h.achievement_id = b.id"
    " AND h.person_id = $3 AND h.revoked_at IS NOT NULL AND h.revoke_reason <> $4)");
static const char sql_made[] = SQL("UPDATE pathway_person SET award_id = $2 WHERE id = $1");
static const char sql_suspended[] = SQL(
    "SELECT count(*) FROM award w JOIN award_suspension z ON z.award_id = w.id WHERE w.id = $1 AND w.revoked_at IS NULL AND z.reason = $2");
static const char sql_holds[] = SQL("SELECT count(*) FROM award w WHERE w.id = $1 AND w.revoked_at IS NULL");

/* Whoever holds the badge from elsewhere is passed by. */
static code issue(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    struct award_context *c = NULL;
    int64_t award = 0;
    code result = award_context_open(app, db, a, e->org, e->achievement, &c, err);

    if (result == OK)
        result = award_issue(c, db, a, &(struct award_request){.org = e->org, .achievement = e->achievement, .account = e->owner, .email = e->person_email,
                                                               .name = str_eq(e->person_name, e->person_email) ? S("") : e->person_name, .awarded = clock_now()},
                             &award, err);
    award_context_close(c);
    if (result == CONFLICT)
        return OK;
    TRY(result);
    return db_run(db, sql_made, ARGS(v_int(e->id), v_int(award)), NULL, err);
}

/* Not to whom somebody took it away by hand. One that this suspended comes back; one that
 * somebody suspended by hand is not ours to give back. */
static code award_end(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    int64_t may = 0, ours = 0, holds = 0;

    if (!e->achievement || !person_has_address(e->person_email))
        return OK;
    TRY(db_int(db, sql_suspended, ARGS(v_int(e->award), v_str(S(WHY_LAPSED))), &ours, err));
    if (ours)
        return award_reinstate_now(db, a, e->org, e->award, &(struct award_act){0, S("The pathway is complete again")}, err);
    TRY(db_int(db, sql_holds, ARGS(v_int(e->award)), &holds, err));
    TRY(db_int(db, sql_may_award, ARGS(v_int(e->org), v_int(e->achievement), v_int(e->person), v_str(S(WHY_LAPSED))), &may, err));
    return may && !holds ? issue(app, db, a, e, err) : OK;
}

/* One that is older than suspensions can only be revoked. */
static code withdraw_end(struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    struct error why = {0};
    code c = e->award ? award_suspend_now(db, a, e->org, e->award, &(struct award_act){0, S(WHY_LAPSED)}, &why) : CONFLICT;

    if (c == UNSUPPORTED) {
        TRY(award_revoke_now(db, a, e->org, e->award, 0, S(WHY_LAPSED), err));
        return db_run(db, sql_made, ARGS(v_int(e->id), v_null()), NULL, err);
    }
    return c == OK || c == CONFLICT ? OK : fail(err, c, why.where, "%s", why.text);
}

/* ---- one of them ---- */

static const char sql_progress[] = SQL(
    "UPDATE pathway_person SET steps = $2, steps_done = $3, minutes = $4, cost = $5, next_title = $6, look_at = $7 WHERE id = $1");
static const char sql_done[] = SQL("UPDATE pathway_person SET done_at = $2, lapsed_at = NULL WHERE id = $1");
static const char sql_lapsed[] = SQL("UPDATE pathway_person SET done_at = NULL, lapsed_at = $2 WHERE id = $1");

static code note(struct db *db, struct arena *a, const struct enrolment *e, const char *what, struct error *err)
{
    return org_log(db, e->org, 0, what, str_printf(a, "person %lld", (long long)e->person), e->name, err);
}

static code complete(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    if (!e->done_at) {
        TRY(db_run(db, sql_done, ARGS(v_int(e->id), v_int(clock_now())), NULL, err));
        TRY(note(db, a, e, "pathway.complete", err));
    }
    return award_end(app, db, a, e, err);
}

static code reopen(struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    TRY(db_run(db, sql_lapsed, ARGS(v_int(e->id), v_int(clock_now())), NULL, err));
    TRY(note(db, a, e, "pathway.reopen", err));
    return withdraw_end(db, a, e, err);
}

/* What follows from the awards of one, written down. What is complete and does not lapse
 * stays as it was, whatever ends. */
static code look_at(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    struct pathway_look x;
    const struct pathway_state *s = &x.state;

    TRY(pathway_look(db, a, e, &x, err));
    bool stays = e->done_at && !e->lapses && !s->is_complete;
    if (stays)
        return db_run(db, sql_progress, ARGS(v_int(e->id), v_int(s->n), v_int(s->n), v_int(0), v_int(0), v_str(S("")), v_null()), NULL, err);
    str next = s->next < x.steps.n ? x.steps.items[s->next].title : S("");
    TRY(db_run(db, sql_progress, ARGS(v_int(e->id), v_int(s->n), v_int(s->done), v_int(s->minutes), v_int(s->cost), v_str(next), v_int_if(s->changes > 0, s->changes)), NULL, err));
    if (s->is_complete)
        return complete(app, db, a, e, err);
    return e->done_at ? reopen(db, a, e, err) : OK;
}

/* ---- those whose time has come ---- */

static const char sql_due[] = SQL("SELECT u.org_id, u.id FROM pathway_person u WHERE u.look_at <= $1 AND u.left_at IS NULL ORDER BY u.look_at, u.id LIMIT $2");

struct one { int64_t org, id; };
LIST_OF(ones, struct one);

static code look_at_some(struct app *app, struct db *db, struct arena *a, bool *more, struct error *err)
{
    struct ones some = {0};
    struct rows *r = db_query(db, sql_due, ARGS(v_int(clock_now()), v_int(AT_ONCE)));

    while (rows_next(r))
        *list_add(a, &some) = (struct one){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < some.n; i++) {
        struct enrolment e;
        TRY(enrolment_get(db, a, some.items[i].org, some.items[i].id, &e, err));
        TRY(look_at(app, db, a, &e, err));
    }
    *more = some.n == AT_ONCE;
    return OK;
}

static enum job_result run_look(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    bool more = false;

    (void)j;
    if (db_begin(db, err) != OK || db_end(db, look_at_some(ctx, db, a, &more, err), err) != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

/* The second that comes: what was written in this one is done by then. */
code pathway_wake(struct db *db, struct arena *a, struct error *err)
{
    msec second = clock_now() / SECOND + 1;

    return job_add(db, S("pathway.look"), S(""), str_printf(a, "pathway.look %lld", (long long)second), second * SECOND, err);
}

/* ---- each hour: what ended without an event ---- */

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("pathway.round"), S(""), str_printf(a, "pathway.round %lld", (long long)(at / HOUR)), at, err);
}

code pathway_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + 4 * MINUTE, err);
}

static enum job_result run_round(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx;
    (void)j;
    if (pathway_wake(db, a, err) != OK)
        return JOB_RETRY;
    return schedule_at(db, a, (clock_now() / HOUR + 1) * HOUR + 4 * MINUTE, err) == OK ? JOB_DONE : JOB_RETRY;
}

/* ---- what is awarded and taken back ---- */

#define CONCERNS " AND pathway_id IN (SELECT q.pathway_id FROM pathway_badge q WHERE q.achievement_id = $2)"
static const char sql_theirs[] = SQL("UPDATE pathway_person SET look_at = $3 WHERE person_id = $1 AND left_at IS NULL" CONCERNS);
static const char sql_everybody[] = SQL(
    "UPDATE pathway_person SET look_at = $1 WHERE left_at IS NULL" CONCERNS " AND EXISTS (SELECT 1 FROM award w WHERE w.person_id = pathway_person.person_id AND w.achievement_id = $2)");
static const char sql_concerned[] = SQL("SELECT count(*) FROM pathway_badge WHERE achievement_id = $1");

/* Of many people's: by a job, as there may be very many. */
static code watch_many(struct db *db, struct arena *a, int64_t achievement, struct error *err)
{
    int64_t concerned = 0;
    msec second = clock_now() / SECOND + 1;

    TRY(db_int(db, sql_concerned, ARGS(v_int(achievement)), &concerned, err));
    if (!concerned)
        return OK;
    return job_add(db, S("pathway.many"), str_printf(a, "%lld", (long long)achievement), str_printf(a, "pathway.many %lld %lld", (long long)achievement, (long long)second),
                   second * SECOND, err);
}

static code watch(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    int64_t changed = 0;

    if (!person)
        return watch_many(db, a, achievement, err);
    TRY(db_run(db, sql_theirs, ARGS(v_int(person), v_int(achievement), v_int(clock_now())), &changed, err));
    return changed ? pathway_wake(db, a, err) : OK;
}

static code mark_many(struct db *db, struct arena *a, int64_t achievement, struct error *err)
{
    TRY(db_run(db, sql_everybody, ARGS(v_int(clock_now()), v_int(achievement)), NULL, err));
    return pathway_wake(db, a, err);
}

static enum job_result run_many(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t achievement;

    (void)ctx;
    if (!str_to_int(j->payload, &achievement))
        return JOB_DEAD;
    return db_begin(db, err) == OK && db_end(db, mark_many(db, a, achievement, err), err) == OK ? JOB_DONE : JOB_RETRY;
}

/* ---- a newer version ---- */

static enum job_result run_move(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, pathway;
    bool more = false;

    if (!job_names(j, &org, &pathway))
        return JOB_DEAD;
    if (db_begin(db, err) != OK || db_end(db, pathway_move_some(ctx, db, a, org, pathway, &more, err), err) != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

void pathway_start(void)
{
    award_add_watcher(watch);
}

const struct job_kind pathway_jobs[] = {{"pathway.look", run_look}, {"pathway.many", run_many}, {"pathway.move", run_move}, {"pathway.round", run_round}, {NULL, NULL}};
