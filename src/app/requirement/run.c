/* requirement/run.c — what was touched is worked out again: at once after events, at each
 * site's midnight for whom the day changes something, and everything once a day. */
#include "app/requirement/requirement_private.h"

#include "app/award/award.h"
#include "app/people/people.h"
#include "app/zone.h"

#define EVERYBODY_LAST INT64_MAX
#define TICK (15 * MINUTE)                       /* clocks differ by quarters of an hour */

code requirement_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err)
{
    struct org_awarding w;

    TRY(org_awarding_get(db, a, org, &w, err));
    *day = zone_day(a, w.time_zone, clock_now()).day;
    return OK;
}

/* ---- touched ---- */

static const char sql_touch[] = SQL(
    "INSERT INTO requirement_touched (org_id, requirement_id, person_id, at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, requirement_id, person_id) DO UPDATE SET at = CASE WHEN excluded.at > requirement_touched.at"
    " THEN excluded.at ELSE requirement_touched.at + 1 END");
static const char sql_any[] = SQL("SELECT count(*) FROM requirement_touched WHERE org_id = $1");

/* A job's second is part of its key: one that is touched while the last runs gets another. */
static code wake(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    msec second = clock_now() / SECOND + 1;

    return job_add(db, S("requirement.run"), str_printf(a, "%lld 0", (long long)org), str_printf(a, "requirement %lld %lld", (long long)org, (long long)second),
                   second * SECOND, err);
}

static const char sql_has[] = SQL("SELECT count(*) FROM (SELECT id FROM requirement WHERE org_id = $1 LIMIT 1) x");

code requirement_touch(struct db *db, struct arena *a, int64_t org, int64_t requirement, int64_t person, struct error *err)
{
    int64_t has = 0;

    TRY(db_int(db, sql_has, ARGS(v_int(org)), &has, err));
    if (!has)
        return OK;
    TRY(db_run(db, sql_touch, ARGS(v_int(org), v_int(requirement), v_int(person), v_int(clock_now())), NULL, err));
    return wake(db, a, org, err);
}

/* What is wide first: it may make the narrow needless. */
static const char sql_next[] = SQL(
    "SELECT requirement_id, person_id FROM requirement_touched WHERE org_id = $1 ORDER BY requirement_id, person_id LIMIT 1");
static const char sql_done[] = SQL("DELETE FROM requirement_touched WHERE org_id = $1 AND requirement_id = $2 AND person_id = $3 AND at = $4");
/* What is worked out by the way. Read before the work: what is touched during it stays. */
static const char sql_within[] = SQL(
    "SELECT requirement_id, person_id, at FROM requirement_touched WHERE org_id = $1 AND ($2 = 0 OR requirement_id = $2) AND ($3 = 0 OR person_id = $3) LIMIT 200000");
static const char sql_each[] = SQL("SELECT id FROM requirement WHERE org_id = $1 ORDER BY id");

struct touched { int64_t requirement, person; msec at; };
LIST_OF(touched_list, struct touched);
LIST_OF(ids, int64_t);

static code all_of(struct db *db, struct arena *a, int64_t org, struct ids *out, struct error *err)
{
    struct rows *r = db_query(db, sql_each, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static code sync_audience(struct db *db, struct arena *a, int64_t org, int64_t requirement, int64_t person, struct error *err)
{
    struct audience_sync s = {.org = org, .requirement = requirement, .person = person};
    struct requirement_version v;
    int64_t changed;

    TRY(requirement_version_on(db, a, org, requirement, NO_DAY, &v, err));
    if (!v.id)
        return OK;
    s.version = v.id;
    TRY(requirement_today(db, a, org, &s.today, err));
    TRY(db_begin(db, err));
    return db_end(db, audience_sync(db, a, &s, &changed, err), err);
}

static code work(struct db *db, struct arena *a, int64_t org, int64_t requirement, int64_t person, struct error *err)
{
    TRY(sync_audience(db, a, org, requirement, person, err));
    return requirement_compute(db, &(struct compute_ask){.org = org, .requirement = requirement, .first = person ? person : 1,
                                                         .last = person ? person : EVERYBODY_LAST}, err);
}

static code read_within(struct db *db, struct arena *a, int64_t org, const struct touched *t, struct touched_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_within, ARGS(v_int(org), v_int(t->requirement), v_int(t->person)));

    while (rows_next(r))
        *list_add(a, out) = (struct touched){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

static code drop_done(struct db *db, int64_t org, const struct touched_list *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct touched *t = &all->items[i];
        TRY(db_run_later(db, sql_done, ARGS(v_int(org), v_int(t->requirement), v_int(t->person), v_int(t->at)), err));
    }
    return OK;
}

static code work_touched(struct db *db, struct arena *a, int64_t org, const struct touched *t, struct error *err)
{
    struct ids each = {0};
    struct touched_list within = {0};

    TRY(read_within(db, a, org, t, &within, err));
    if (t->requirement)
        *list_add(a, &each) = t->requirement;
    else
        TRY(all_of(db, a, org, &each, err));
    for (size_t i = 0; i < each.n; i++)
        TRY(work(db, a, org, each.items[i], t->person, err));
    TRY(db_begin(db, err));
    return db_end(db, drop_done(db, org, &within, err), err);
}

/* Of many people everybody is looked at once, rather than each by himself. */
#define MANY 20
static const char sql_many[] = SQL("SELECT count(*) FROM requirement_touched WHERE org_id = $1 AND requirement_id = $2 AND person_id <> 0");

static code are_many(struct db *db, int64_t org, int64_t requirement, bool *out, struct error *err)
{
    int64_t persons = 0;

    TRY(db_int(db, sql_many, ARGS(v_int(org), v_int(requirement)), &persons, err));
    *out = persons > MANY;
    return OK;
}

static code next_touched(struct db *db, int64_t org, struct touched *out, bool *found, struct error *err)
{
    bool many;

    *out = (struct touched){0};
    TRY(are_many(db, org, 0, found, err));
    if (*found)
        return OK;
    struct rows *r = db_query(db, sql_next, ARGS(v_int(org)));
    *found = rows_next(r);
    if (*found)
        *out = (struct touched){.requirement = row_int(r, 0), .person = row_int(r, 1)};
    TRY(rows_end(r, err));
    if (!*found || !out->requirement || !out->person)
        return OK;
    TRY(are_many(db, org, out->requirement, &many, err));
    out->person = many ? 0 : out->person;
    return OK;
}

code requirement_settle(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    struct touched t;
    bool found;

    TRY(next_touched(db, org, &t, &found, err));
    while (found) {
        TRY(work_touched(db, a, org, &t, err));
        TRY(next_touched(db, org, &t, &found, err));
    }
    return OK;
}

/* Every second of touches has a job of its own: of an organisation's one works, the rest wait. */
static const char sql_before[] = SQL(
    "SELECT count(*) FROM job WHERE kind = 'requirement.run' AND payload = $1 AND state = 1 AND lease_until > $3 AND id < $2");

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id, left = 0, before = 0;
    struct touched t;
    bool found;

    (void)ctx;
    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    if (db_int(db, sql_before, ARGS(v_str(j->payload), v_int(j->id), v_int(clock_now())), &before, err) != OK)
        return JOB_RETRY;
    if (before)
        return JOB_SOON;
    if (next_touched(db, org, &t, &found, err) != OK)
        return JOB_RETRY;
    if (found && work_touched(db, a, org, &t, err) != OK)
        return JOB_RETRY;
    if (db_int(db, sql_any, ARGS(v_int(org)), &left, err) != OK)
        return JOB_RETRY;
    return left ? JOB_AGAIN : JOB_DONE;
}

/* ---- the clock ---- */

static const char sql_due[] = SQL("SELECT DISTINCT org_id, requirement_id FROM requirement_standing WHERE next_at <= $1 ORDER BY requirement_id");
static const char sql_orgs[] = SQL("SELECT DISTINCT r.org_id, o.time_zone FROM requirement r JOIN org o ON o.id = r.org_id ORDER BY r.org_id");

struct due_one { int64_t org, requirement; };

static code work_due(struct db *db, struct arena *a, msec now, struct error *err)
{
    LIST(struct due_one) due = {0};
    struct rows *r = db_query(db, sql_due, ARGS(v_int(now)));

    while (rows_next(r))
        *list_add(a, &due) = (struct due_one){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < due.n; i++)
        TRY(requirement_compute(db, &(struct compute_ask){.org = due.items[i].org, .requirement = due.items[i].requirement, .first = 1,
                                                          .last = EVERYBODY_LAST, .due_by = now}, err));
    return OK;
}

/* Who comes, goes or moves on a day is found out as that day begins. */
static code touch_mornings(struct db *db, struct arena *a, msec now, bool all, struct error *err)
{
    LIST(int64_t) orgs = {0};
    struct rows *r = db_query(db, sql_orgs, NO_ARGS);

    while (rows_next(r))
        if (all || zone_day(a, row_str(r, 1, a), now).minute < TICK / MINUTE)
            *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++)
        TRY(requirement_touch(db, a, orgs.items[i], 0, 0, err));
    return OK;
}

static code tick_work(struct db *db, struct arena *a, struct error *err)
{
    TRY(work_due(db, a, clock_now(), err));
    return touch_mornings(db, a, clock_now(), false, err);
}

/* The key is free only when this one ended: the next one's has its time in it. */
static code tick_again(struct db *db, struct arena *a, struct error *err)
{
    msec next = (clock_now() / TICK + 1) * TICK;

    return job_add(db, S("requirement.tick"), S("0 0"), str_printf(a, "requirement tick %lld", (long long)(next / TICK)), next, err);
}

static enum job_result tick(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx, (void)j;
    if (tick_work(db, a, err) != OK)
        return JOB_RETRY;
    return tick_again(db, a, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind requirement_jobs[] = {{"requirement.run", run}, {"requirement.tick", tick}, {NULL, NULL}};

code requirement_schedule(struct db *db, struct arena *a, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, touch_mornings(db, a, clock_now(), true, err), err));
    return tick_again(db, a, err);
}

/* ---- events ---- */

static const char sql_naming[] = SQL(
    "SELECT DISTINCT v.org_id, v.requirement_id FROM requirement_part q JOIN requirement_version v ON v.id = q.version_id WHERE q.kind = 'badge'"
    " AND q.ref_id = $1 AND v.number > 0 AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = v.requirement_id)");

/* Of one person they alone are worked out again; of a list everybody is. */
static code watch_awards(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    LIST(struct due_one) all = {0};
    struct rows *r = db_query(db, sql_naming, ARGS(v_int(achievement)));

    while (rows_next(r))
        *list_add(a, &all) = (struct due_one){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(requirement_touch(db, a, all.items[i].org, all.items[i].requirement, person, err));
    return OK;
}

static const char sql_applied[] = SQL(
    "SELECT DISTINCT v.requirement_id, p.id FROM requirement_part q JOIN requirement_version v ON v.id = q.version_id JOIN person p ON p.org_id = v.org_id"
    " WHERE q.kind = 'badge' AND q.ref_id = $2 AND v.org_id = $1 AND v.number > 0"
    " AND p.id IN (SELECT f.id FROM person f WHERE f.folded = $3 UNION SELECT t.person_id FROM person_address t WHERE t.folded = $3)"
    " AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = v.requirement_id)");

code requirement_touch_applied(struct db *db, struct arena *a, const struct requirement_applied *p, struct error *err)
{
    LIST(struct touched) all = {0};
    struct rows *r = db_query(db, sql_applied, ARGS(v_int(p->org), v_int(p->achievement), v_str(p->folded)));

    while (rows_next(r))
        *list_add(a, &all) = (struct touched){row_int(r, 0), row_int(r, 1), 0};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(requirement_touch(db, a, p->org, all.items[i].requirement, all.items[i].person, err));
    return OK;
}

static code watch_people(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    return requirement_touch(db, a, org, 0, person, err);
}

void requirement_start(void)
{
    award_add_watcher(watch_awards);
    person_watch(watch_people);
}
