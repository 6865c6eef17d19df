/* plan/plan.c — plans read, begun and changed; whose they are, and who may look. */
#include "app/plan/plan_private.h"

#include "app/catalog/catalog.h"
#include "app/jobrole/jobrole.h"
#include "app/zone.h"

#define TITLE_MOST 200

static const char *const states[] = {"draft", "sent", "back", "agreed"};

static enum plan_state state_of(str name)
{
    for (int s = PLAN_SENT; s <= PLAN_AGREED; s++)
        if (str_eq(name, cstr(states[s])))
            return (enum plan_state)s;
    return PLAN_DRAFT;
}

/* ---- read ---- */

#define PLAN(me, now)                                                                                                            \
    "SELECT n.id, n.org_id, n.person_id, n.jobrole_id, n.achievement_id, n.title, n.why, n.state, n.review_on, n.created_at, n.changed_at, n.sent_at," \
    " n.answered_at, n.closed_at, n.removed_at, n.reached, coalesce(nullif(p.name, ''), p.email), gv.name, coalesce(nullif(m.name, ''), m.email, '')," \
    " m.id, n.answered_by, coalesce(w.name, ''), CASE WHEN p.id IN " ACCESS_ME(me) " THEN 1 ELSE 0 END, CASE WHEN " PLAN_IS_LED(me, now) " THEN 1 ELSE 0 END" \
    " FROM plan n JOIN person p ON p.id = n.person_id JOIN org g ON g.id = n.org_id JOIN org_version gv ON gv.id = g.version_id LEFT JOIN account w ON w.id = n.answered_by"    \
    " LEFT JOIN person m ON m.id = p.manager_id AND " WORKS_HERE("m", now)
static const char sql_open[] = SQL(PLAN("$2", "$3") " WHERE n.id = $1 AND (p.id IN " ACCESS_ME("$2") " OR " PLAN_IS_LED("$2", "$3") ")");
static const char sql_mine[] = SQL(
    PLAN("$1", "$2") " WHERE n.person_id IN " ACCESS_ME("$1") " AND (n.removed_at IS NULL OR n.removed_at > $3)"
    " ORDER BY CASE WHEN n.removed_at IS NOT NULL THEN 2 WHEN n.closed_at IS NOT NULL THEN 1 ELSE 0 END, n.id DESC LIMIT 200");
static const char sql_of_led[] = SQL(PLAN("$2", "$3") " WHERE n.person_id = $1 AND " PLAN_IS_LED("$2", "$3") " ORDER BY n.closed_at IS NOT NULL, n.id DESC LIMIT 20");

static void read_plan(struct rows *r, struct arena *a, struct plan *p)
{
    *p = (struct plan){
        .id = row_int(r, 0), .org = row_int(r, 1), .person = row_int(r, 2), .jobrole = row_int(r, 3), .badge = row_int(r, 4), .title = row_str(r, 5, a),
        .why = row_str(r, 6, a), .state = state_of(row_str(r, 7, a)), .review = row_int(r, 8), .created = row_int(r, 9), .changed = row_int(r, 10),
        .sent = row_int(r, 11), .answered = row_int(r, 12), .closed = row_int(r, 13), .removed = row_int(r, 14), .is_reached = row_bool(r, 15),
        .person_name = row_str(r, 16, a), .org_name = row_str(r, 17, a), .manager_name = row_str(r, 18, a), .manager = row_int(r, 19),
        .answered_by = row_int(r, 20), .answered_by_name = row_str(r, 21, a), .is_own = row_bool(r, 22), .is_led = row_bool(r, 23)};
}

code plan_look(struct db *db, struct arena *a, int64_t id, int64_t account, struct plan *out, struct error *err)
{
    struct rows *r = db_query(db, sql_open, ARGS(v_int(id), v_int(account), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        read_plan(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "plan", "there is no such plan");
}

static code read_all(struct rows *r, struct arena *a, struct plans *out, struct error *err)
{
    while (rows_next(r))
        read_plan(r, a, list_add(a, out));
    return rows_end(r, err);
}

code plan_mine(struct db *db, struct arena *a, int64_t account, struct plans *out, struct error *err)
{
    msec now = clock_now();

    return read_all(db_query(db, sql_mine, ARGS(v_int(account), v_int(now), v_int(now - PLAN_KEPT))), a, out, err);
}

code plan_of_led(struct db *db, struct arena *a, int64_t person, int64_t account, struct plans *out, struct error *err)
{
    return read_all(db_query(db, sql_of_led, ARGS(v_int(person), v_int(account), v_int(clock_now()))), a, out, err);
}

static const char sql_waiting[] = SQL(
    "SELECT count(*) FROM plan n JOIN person p ON p.id = n.person_id WHERE n.org_id = $1 AND n.state = 'sent' AND n.closed_at IS NULL AND " PLAN_IS_LED("$2", "$3"));

code plan_waiting(struct db *db, int64_t org, int64_t account, int64_t *n, struct error *err)
{
    return db_int(db, sql_waiting, ARGS(v_int(org), v_int(account), v_int(clock_now())), n, err);
}

static const char sql_me[] = SQL(
    "SELECT p.org_id, p.id, gv.name, coalesce(nullif(p.name, ''), p.email) FROM person p JOIN org g ON g.id = p.org_id JOIN org_version gv ON gv.id = g.version_id WHERE p.id IN " ACCESS_ME("$1")
    " AND " WORKS_HERE("p", "$2") " ORDER BY p.org_id, p.id LIMIT 20");

code plan_me_find(struct db *db, struct arena *a, int64_t account, struct plan_mes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_me, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct plan_me){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a)};
    return rows_end(r, err);
}

/* ---- its history ---- */

static const char sql_note[] = SQL("INSERT INTO plan_event (org_id, plan_id, kind, words, account_id, at) VALUES ($1, $2, $3, $4, $5, $6)");
static const char sql_events[] = SQL(
    "SELECT e.id, e.kind, e.words, coalesce(w.name, ''), e.at FROM plan_event e LEFT JOIN account w ON w.id = e.account_id WHERE e.plan_id = $1 ORDER BY e.id DESC LIMIT $2");

code plan_note(struct db *db, const struct plan_note *n, struct error *err)
{
    return db_run(db, sql_note, ARGS(v_int(n->plan->org), v_int(n->plan->id), v_str(cstr(n->kind)), v_str(n->words), v_int(n->account), v_int(clock_now())), NULL, err);
}

code plan_events_of(struct db *db, struct arena *a, int64_t id, struct plan_events *out, struct error *err)
{
    struct rows *r = db_query(db, sql_events, ARGS(v_int(id), v_int(PLAN_EVENTS)));

    while (rows_next(r))
        *list_add(a, out) = (struct plan_event){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_int(r, 4)};
    return rows_end(r, err);
}

const char *plan_event_words(str kind)
{
    static const struct { const char *kind, *words; } all[] = {
        {"made", "Begun"}, {"changed", "Goal changed"}, {"send", "Sent"}, {"take-back", "Taken back"}, {"reached", "Closed as reached"}, {"give-up", "Given up"},
        {"reopen", "Opened again"}, {"remove", "Removed"}, {"restore", "Brought back"}, {"agree", "Agreed"}, {"ask", "Changes asked for"}, {"undo", "Answer taken back"},
        {"comment", "Comment"}, {"step", "Step added"}, {"step-changed", "Step changed"}, {"step-tick", "Step done"}, {"step-untick", "Step open again"},
        {"step-remove", "Step removed"}, {"step-restore", "Step brought back"},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (str_eq(kind, cstr(all[i].kind)))
            return all[i].words;
    return "";
}

/* ---- begun ---- */

/* By the clocks of the organisation. */
static code check_review(struct db *db, struct arena *a, int64_t org, msec review, struct error *err)
{
    struct org_awarding awarding;

    if (!review)
        return OK;
    TRY(org_awarding_get(db, a, org, &awarding, err));
    if (review < zone_day(a, awarding.time_zone, clock_now()).day)
        return fail(err, BAD_INPUT, "review", "choose a day that is still to come");
    return OK;
}

static code check_title(str title, struct error *err)
{
    return title.n && title.n <= TITLE_MOST ? OK : fail(err, BAD_INPUT, "title", "say in a few words what you want to reach");
}

/* By its own name, in case it goes. */
static code name_goal(struct db *db, struct arena *a, const struct plan_new *n, str *title, struct error *err)
{
    struct jobrole j;
    struct badge_row b;

    *title = n->title;
    if (n->jobrole) {
        if (jobrole_get(db, a, n->me.org, n->jobrole, &j, NULL) != OK || j.archived)
            return fail(err, BAD_INPUT, "goal", "choose a job role that there is");
        *title = j.name;
    } else if (n->badge) {
        if (catalog_get(db, a, n->me.org, n->badge, &b, NULL) != OK || !str_eq(b.state, S("published")))
            return fail(err, BAD_INPUT, "goal", "choose a badge that there is");
        *title = b.v.name;
    }
    return n->jobrole || n->badge ? OK : check_title(*title, err);
}

static const char sql_how_many[] = SQL("SELECT count(*) FROM plan WHERE person_id = $1 AND removed_at IS NULL");
static const char sql_in_all[] = SQL("SELECT count(*) FROM plan WHERE person_id = $1");
static const char sql_insert[] = SQL(
    "INSERT INTO plan (org_id, person_id, jobrole_id, achievement_id, title, why, state, review_on, created_at, changed_at, reached)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $8, 0) RETURNING id");

code plan_has_room(struct db *db, int64_t person, struct error *err)
{
    int64_t there = 0;

    TRY(db_int(db, sql_how_many, ARGS(v_int(person)), &there, err));
    return there < PLANS_MOST ? OK : fail(err, LIMIT, "goal", "that are as many plans as one can have: remove one first");
}

static code add(struct db *db, const struct plan_new *n, str title, int64_t *id, struct error *err)
{
    int64_t in_all = 0;

    TRY(plan_has_room(db, n->me.person, err));
    TRY(db_int(db, sql_in_all, ARGS(v_int(n->me.person)), &in_all, err));
    if (in_all >= PLANS_IN_ALL)
        return fail(err, LIMIT, "goal", "too many plans were removed of late: they go after 30 days");
    TRY(db_int(db, sql_insert, ARGS(v_int(n->me.org), v_int(n->me.person), v_int_if(n->jobrole > 0, n->jobrole), v_int_if(n->badge > 0 && !n->jobrole, n->badge), v_str(title),
                                    v_str(n->why), v_int_if(n->review > 0, n->review), v_int(clock_now())), id, err));
    return plan_note(db, &(struct plan_note){&(struct plan){.org = n->me.org, .id = *id}, n->account, "made", title}, err);
}

static code is_me(struct db *db, struct arena *a, const struct plan_new *n, struct error *err)
{
    struct plan_mes all = {0};

    TRY(plan_me_find(db, a, n->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].org == n->me.org && all.items[i].person == n->me.person)
            return OK;
    return fail(err, DENIED, "plan", "a plan is begun by whoever it is for");
}

code plan_add(struct db *db, struct arena *a, const struct plan_new *n, int64_t *id, struct error *err)
{
    str title;

    TRY(is_me(db, a, n, err));
    TRY(name_goal(db, a, n, &title, err));
    TRY(check_review(db, a, n->me.org, n->review, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, n, title, id, err), err);
}

/* ---- changed ---- */

static const char sql_touch[] = SQL("UPDATE plan SET changed_at = $2 WHERE id = $1 AND closed_at IS NULL AND removed_at IS NULL");
static const char sql_save[] = SQL("UPDATE plan SET title = $2, why = $3, review_on = $4 WHERE id = $1");

code plan_touch(struct db *db, struct arena *a, int64_t id, int64_t account, struct plan *out, struct error *err)
{
    int64_t changed = 0;

    TRY(plan_look(db, a, id, account, out, err));
    if (!out->is_own)
        return fail(err, DENIED, "plan", "a plan is changed by whoever it is of");
    TRY(db_run(db, sql_touch, ARGS(v_int(id), v_int(clock_now())), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "plan", "the plan is closed: open it again first");
}

static code save(struct db *db, struct arena *a, const struct plan_change *c, struct error *err)
{
    struct plan p;

    TRY(plan_touch(db, a, c->id, c->account, &p, err));
    TRY(check_title(c->title, err));
    if (c->review != p.review)
        TRY(check_review(db, a, p.org, c->review, err));
    TRY(db_run(db, sql_save, ARGS(v_int(c->id), v_str(c->title), v_str(c->why), v_int_if(c->review > 0, c->review)), NULL, err));
    return plan_note(db, &(struct plan_note){&p, c->account, "changed", c->title}, err);
}

code plan_save(struct db *db, struct arena *a, const struct plan_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, c, err), err);
}

/* ---- kept tidy ---- */

static const char sql_tidy[] = SQL("DELETE FROM plan WHERE removed_at IS NOT NULL AND removed_at <= $1");
static const char sql_tidy_steps[] = SQL("DELETE FROM plan_step WHERE removed_at IS NOT NULL AND removed_at <= $1");

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("plan.tidy"), S(""), str_printf(a, "plan.tidy %lld", (long long)(at / DAY)), at, err);
}

code plan_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + 5 * MINUTE, err);
}

static enum job_result run_tidy(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    msec before = clock_now() - PLAN_KEPT;

    (void)ctx;
    (void)j;
    if (db_run(db, sql_tidy, ARGS(v_int(before)), NULL, err) != OK || db_run(db, sql_tidy_steps, ARGS(v_int(before)), NULL, err) != OK)
        return JOB_RETRY;
    return schedule_at(db, a, (clock_now() / DAY + 1) * DAY + 2 * HOUR, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind plan_jobs[] = {{"plan.tidy", run_tidy}, {NULL, NULL}};
