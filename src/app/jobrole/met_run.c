/* jobrole/met_run.c — what was touched is worked out again, at once after events and of everybody
 * each night: an account that turns out to be one with another is no event. */
#include "app/jobrole/met.h"

#include "app/award/award.h"
#include "app/people/people.h"

/* ---- touched ---- */

static const char sql_has[] = SQL("SELECT count(*) FROM (SELECT id FROM jobrole_skill WHERE org_id = $1 LIMIT 1) x");
static const char sql_touch[] = SQL(
    "INSERT INTO jobrole_touched (org_id, person_id, at) VALUES ($1, $2, $3) ON CONFLICT (org_id, person_id)"
    " DO UPDATE SET at = CASE WHEN excluded.at > jobrole_touched.at THEN excluded.at ELSE jobrole_touched.at + 1 END");

/* A job's second is part of its key: one that is touched while the last runs gets another. */
static code wake(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    msec second = clock_now() / SECOND + 1;

    return job_add(db, S("jobrole.met"), str_printf(a, "%lld 0", (long long)org), str_printf(a, "jobrole.met %lld %lld", (long long)org, (long long)second), second * SECOND, err);
}

code jobrole_met_touch(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    int64_t has = 0;

    TRY(db_int(db, sql_has, ARGS(v_int(org)), &has, err));
    if (!has)
        return OK;
    TRY(db_run(db, sql_touch, ARGS(v_int(org), v_int(person), v_int(clock_now())), NULL, err));
    return wake(db, a, org, err);
}

static const char sql_left[] = SQL("SELECT count(*) FROM jobrole_touched WHERE org_id = $1 AND ($2 = 0 OR EXISTS (SELECT 1 FROM jobrole_skill s WHERE s.jobrole_id = $2))");

code jobrole_met_waits(struct db *db, int64_t org, int64_t id, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_left, ARGS(v_int(org), v_int(id)), &n, err));
    *out = n > 0;
    return OK;
}

/* ---- worked out ---- */

/* Of many people everybody is looked at once, rather than each by himself. */
#define MANY 50
/* Everybody stands before anybody. */
static const char sql_next[] = SQL("SELECT person_id, at FROM jobrole_touched WHERE org_id = $1 ORDER BY person_id LIMIT 100000");
static const char sql_done[] = SQL("DELETE FROM jobrole_touched WHERE org_id = $1 AND person_id = $2 AND at = $3");

struct touched { int64_t person; msec at; };
LIST_OF(touched_list, struct touched);

static code load_touched(struct db *db, struct arena *a, int64_t org, struct touched_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_next, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct touched){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

/* Read before the work: what is touched during it stays. */
static code drop_done(struct db *db, int64_t org, const struct touched_list *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++)
        TRY(db_run_later(db, sql_done, ARGS(v_int(org), v_int(all->items[i].person), v_int(all->items[i].at)), err));
    return OK;
}

static code work_touched(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    struct touched_list all = {0};

    TRY(load_touched(db, a, org, &all, err));
    if (!all.n)
        return OK;
    if (all.n > MANY || !all.items[0].person)
        TRY(jobrole_met_work_out(db, org, 0, err));
    else
        for (size_t i = 0; i < all.n; i++)
            TRY(jobrole_met_work_out(db, org, all.items[i].person, err));
    TRY(db_begin(db, err));
    return db_end(db, drop_done(db, org, &all, err), err);
}

code jobrole_met_settle(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    bool waits;

    do {
        TRY(work_touched(db, a, org, err));
        TRY(jobrole_met_waits(db, org, 0, &waits, err));
    } while (waits);
    return OK;
}

/* Every second of touches has a job of its own: of an organisation's one works, the rest wait. */
static const char sql_before[] = SQL("SELECT count(*) FROM job WHERE kind = 'jobrole.met' AND payload = $1 AND state = 1 AND lease_until > $3 AND id < $2");

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id, before = 0;
    bool waits = false;

    (void)ctx;
    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    if (db_int(db, sql_before, ARGS(v_str(j->payload), v_int(j->id), v_int(clock_now())), &before, err) != OK)
        return JOB_RETRY;
    if (before)
        return JOB_SOON;
    if (work_touched(db, a, org, err) != OK || jobrole_met_waits(db, org, 0, &waits, err) != OK)
        return JOB_RETRY;
    return waits ? JOB_AGAIN : JOB_DONE;
}

/* ---- the night ---- */

static const char sql_orgs[] = SQL("SELECT DISTINCT org_id FROM jobrole_skill ORDER BY org_id");

static code touch_all(struct db *db, struct arena *a, struct error *err)
{
    struct id_list orgs = {0};
    struct rows *r = db_query(db, sql_orgs, NO_ARGS);

    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++)
        TRY(jobrole_met_touch(db, a, orgs.items[i], 0, err));
    return OK;
}

static code night_again(struct db *db, struct arena *a, struct error *err)
{
    msec day = clock_now() / DAY + 1;

    TRY(touch_all(db, a, err));
    return job_add(db, S("jobrole.night"), S("0 0"), str_printf(a, "jobrole.night %lld", (long long)day), day * DAY + 5 * MINUTE, err);
}

static enum job_result night(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx, (void)j;
    return night_again(db, a, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind jobrole_jobs[] = {{"jobrole.met", run}, {"jobrole.night", night}, {NULL, NULL}};

code jobrole_schedule(struct db *db, struct arena *a, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, night_again(db, a, err), err);
}

/* ---- events ---- */

static const char sql_names_skills[] = SQL(
    "SELECT b.org_id FROM achievement b WHERE b.id = $1 AND EXISTS (SELECT 1 FROM achievement_version v WHERE v.achievement_id = b.id AND v.alignments <> '[]')");

static code watch_awards(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    struct rows *r = db_query(db, sql_names_skills, ARGS(v_int(achievement)));
    int64_t org = rows_next(r) ? row_int(r, 0) : 0;

    TRY(rows_end(r, err));
    return org ? jobrole_met_touch(db, a, org, person, err) : OK;
}

static code watch_frameworks(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    return jobrole_met_touch(db, a, org, 0, err);
}

void jobrole_start(void)
{
    award_add_watcher(watch_awards);
    requirement_watch_records(jobrole_met_touch);
    person_watch(jobrole_met_touch);
    skill_watch(jobrole_met_touch);
    framework_watch(watch_frameworks);
}
