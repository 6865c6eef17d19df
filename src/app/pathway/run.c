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
    " AND h.person_id = $3 AND h.revoked_at IS NOT NULL AND h.revoke_reason <> $4 AND NOT EXISTS (SELECT 1 FROM award_successor s WHERE s.award_id = h.id))");
static const char sql_made[] = SQL("UPDATE pathway_person SET award_id = $2 WHERE id = $1");
/* What this awarded, and what renewed that, where it is valid or only suspended. */
static const char sql_ends[] = SQL(
    "WITH RECURSIVE way(id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT s.next_id FROM way JOIN award_successor s ON s.award_id = way.id)"
    " SELECT w.id, w.achievement_id, CASE WHEN z.reason = $2 THEN 1 ELSE 0 END FROM way JOIN award w ON w.id = way.id LEFT JOIN award_suspension z ON z.award_id = w.id"
    " WHERE w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $3) ORDER BY w.id");

struct end { int64_t award, achievement; bool is_ours; };           /* ours: suspended by this */
LIST_OF(ends, struct end);

static code find_ends(struct db *db, struct arena *a, const struct enrolment *e, struct ends *out, struct error *err)
{
    struct rows *r = db_query(db, sql_ends, ARGS(v_int(e->award), v_str(S(WHY_LAPSED)), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct end){row_int(r, 0), row_int(r, 1), row_bool(r, 2)};
    return rows_end(r, err);
}

/* Whoever holds the badge from elsewhere is passed by. */
static code issue(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    struct award_context *c = NULL;
    int64_t award = 0;
    code result = award_context_open(app, db, a, e->org, e->achievement, &c, err);

    if (result == OK)
        result = award_issue(c, db, a, &(struct award_request){.org = e->org, .achievement = e->achievement, .account = e->owner, .by_rule = true, .email = e->person_email,
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
    struct ends ends = {0};
    bool holds = false;
    int64_t may = 0;

    if (!e->achievement || !person_has_address(e->person_email))
        return OK;
    TRY(find_ends(db, a, e, &ends, err));
    for (size_t i = 0; i < ends.n; i++) {
        if (ends.items[i].achievement != e->achievement)
            continue;
        holds = true;
        if (ends.items[i].is_ours)
            TRY(award_reinstate_now(db, a, e->org, ends.items[i].award, &(struct award_act){0, S("The pathway is complete again")}, err));
    }
    if (holds)
        return OK;
    TRY(db_int(db, sql_may_award, ARGS(v_int(e->org), v_int(e->achievement), v_int(e->person), v_str(S(WHY_LAPSED))), &may, err));
    return may ? issue(app, db, a, e, err) : OK;
}

/* One that is older than suspensions can only be revoked. */
static code withdraw(struct db *db, struct arena *a, const struct enrolment *e, int64_t award, struct error *err)
{
    struct error why = {0};
    code c = award_suspend_now(db, a, e->org, award, &(struct award_act){0, S(WHY_LAPSED)}, &why);

    if (c == UNSUPPORTED) {
        TRY(award_revoke_now(db, a, e->org, award, 0, S(WHY_LAPSED), err));
        return db_run(db, sql_made, ARGS(v_int(e->id), v_null()), NULL, err);
    }
    return c == OK || c == CONFLICT ? OK : fail(err, c, why.where, "%s", why.text);
}

static code withdraw_end(struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    struct ends ends = {0};

    TRY(find_ends(db, a, e, &ends, err));
    for (size_t i = 0; i < ends.n; i++)
        TRY(withdraw(db, a, e, ends.items[i].award, err));
    return OK;
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

/* Whoever was taken off the directory rests: what was due is done when they are back. */
static const char sql_due[] = SQL(
    "SELECT u.org_id, u.id, u.look_at FROM pathway_person u JOIN person p ON p.id = u.person_id WHERE u.look_at <= $1 AND u.left_at IS NULL AND p.removed_at IS NULL"
    " ORDER BY u.look_at, u.id LIMIT $2");
/* Before anything is read: an award that is made from now on waits, and sets look_at again. */
static const char sql_take[] = SQL(
    "UPDATE pathway_person SET look_at = look_at WHERE id = $1 AND look_at <= $2 AND left_at IS NULL"
    " AND EXISTS (SELECT 1 FROM person p WHERE p.id = pathway_person.person_id AND p.removed_at IS NULL)");
static const char sql_later[] = SQL("UPDATE pathway_person SET look_at = $2 WHERE id = $1 AND look_at = $3");

struct due { int64_t org, id; msec at; };

static code look_turn(void *ctx, struct error *err)
{
    struct pathway_turn *t = ctx;
    struct enrolment e;
    int64_t is_due = 0;

    TRY(db_run(t->db, sql_take, ARGS(v_int(t->id), v_int(clock_now())), &is_due, err));
    if (!is_due)
        return OK;
    TRY(enrolment_get(t->db, t->a, t->org, t->id, &e, err));
    return look_at(t->app, t->db, t->a, &e, err);
}

/* Who it goes wrong with has another turn in an hour, unless something new happens before. */
static code look_at_some(struct app *app, struct db *db, struct arena *a, bool *more, struct error *err)
{
    struct due some[AT_ONCE];
    size_t n = 0;
    struct rows *r = db_query(db, sql_due, ARGS(v_int(clock_now()), v_int(AT_ONCE)));

    while (rows_next(r) && n < AT_ONCE)
        some[n++] = (struct due){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < n; i++) {
        struct pathway_turn t = {app, db, a, some[i].org, some[i].id};
        bool failed = false;
        TRY(pathway_turn(&t, look_turn, &failed, err));
        if (failed)
            TRY(db_run(db, sql_later, ARGS(v_int(t.id), v_int(clock_now() + HOUR), v_int(some[i].at)), NULL, err));
    }
    *more = n == AT_ONCE;
    return OK;
}

static enum job_result run_look(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct arena *own = arena_new(PATHWAY_TURN_MEMORY);
    bool more = false;
    code c = look_at_some(ctx, db, own, &more, err);

    (void)a;
    (void)j;
    arena_free(own);
    return c != OK ? JOB_RETRY : more ? JOB_AGAIN : JOB_DONE;
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

/* "org pathway", and after whom. */
static bool read_move(str rest, struct pathway_move *m)
{
    str one;

    return str_cut(&rest, ' ', &one) && str_to_int(one, &m->org) && str_cut(&rest, ' ', &one) && str_to_int(one, &m->pathway)
        && (rest.n == 0 || str_to_int(rest, &m->after));
}

/* The next ones; and in an hour once more those with whom it went wrong. */
static code go_on(struct db *db, struct arena *a, const struct pathway_move *m, struct error *err)
{
    str whole = str_printf(a, "%lld %lld", (long long)m->org, (long long)m->pathway);

    TRY(pathway_wake(db, a, err));
    if (m->after)
        TRY(job_add(db, S("pathway.move"), str_printf(a, STR_FMT " %lld", STR_ARG(whole), (long long)m->after), (str){0}, clock_now(), err));
    if (!m->failed)
        return OK;
    return job_add(db, S("pathway.move"), whole, str_printf(a, "pathway.move " STR_FMT " %lld", STR_ARG(whole), (long long)(clock_now() / HOUR)), clock_now() + HOUR, err);
}

static enum job_result run_move(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct pathway_move m = {0};
    struct arena *own;

    if (!read_move(j->payload, &m))
        return JOB_DEAD;
    own = arena_new(PATHWAY_TURN_MEMORY);
    code c = pathway_move_some(ctx, db, own, &m, err);
    arena_free(own);
    return c == OK && go_on(db, a, &m, err) == OK ? JOB_DONE : JOB_RETRY;
}

void pathway_start(void)
{
    award_add_watcher(watch);
    pathway_training_start();
}

const struct job_kind pathway_jobs[] = {{"pathway.look", run_look}, {"pathway.many", run_many}, {"pathway.move", run_move}, {"pathway.round", run_round}, {"pathway.take", pathway_run_take}, {NULL, NULL}};
