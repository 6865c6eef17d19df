/* induct/induct_run.c — what happens by itself, each hour: checklists that begin, are begun
 * again, and go on with a newer version; badges that somebody got meanwhile. */
#include "app/induct/induct_private.h"
#include "app/induct/visit.h"

#define AT_ONCE 40                               /* each with all that its documents say */

struct begin { int64_t org, template, person; msec start; const char *source; };
LIST_OF(begins, struct begin);

/* ---- who is new ---- */

#define LIVE "t.archived_at IS NULL AND t.number > 0 AND t.auto_from IS NOT NULL"
#define UNKNOWN "NOT EXISTS (SELECT 1 FROM induct_known k WHERE k.template_id = t.id AND k.person_id = p.id)"
static const char sql_hired[] = SQL(
    "SELECT t.org_id, t.id, p.id, p.starts_at FROM induct_template t JOIN person p ON p.org_id = t.org_id WHERE t.starts = 'hire' AND " LIVE
    " AND p.starts_at >= t.auto_from - 86400000 AND p.starts_at <= $2 AND " WORKS_HERE("p", "$1") " AND " UNKNOWN " AND " INDUCT_IN_AUDIENCE("t.id") " ORDER BY p.id LIMIT $3");
static const char sql_moved[] = SQL(
    "SELECT t.org_id, t.id, p.id, CASE WHEN p.starts_at > $1 THEN p.starts_at ELSE 0 END FROM induct_template t JOIN person p ON p.org_id = t.org_id WHERE t.starts = 'audience' AND " LIVE
    " AND " WORKS_HERE("p", "$1") " AND " UNKNOWN " AND " INDUCT_IN_AUDIENCE("t.id") " ORDER BY p.id LIMIT $2");

static code add_begins(struct rows *r, struct arena *a, const char *source, struct begins *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct begin){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), source};
    return rows_end(r, err);
}

static const char sql_known[] = SQL("INSERT INTO induct_known (template_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");

/* Whoever has one already is known from here on, too. */
static code begin(struct app *app, struct db *db, struct arena *a, const struct begin *b, struct error *err)
{
    struct induct_new n = {.org = b->org, .template = b->template, .person = b->person, .start = b->start, .source = b->source};
    struct error why = {0};
    int64_t id = 0;
    code c;

    if (!n.start)
        TRY(induct_today(db, a, b->org, &n.start, err));
    c = induct_start(app, db, a, &n, &id, &why);
    if (c == CONFLICT)
        return db_run(db, sql_known, ARGS(v_int(b->template), v_int(b->person)), NULL, err);
    return c == OK ? OK : fail(err, c, why.where, "%s", why.text);
}

static code begin_all(struct app *app, struct db *db, struct arena *a, const struct begins *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++)
        TRY(begin(app, db, a, &all->items[i], err));
    return OK;
}

static code begin_new(struct app *app, struct db *db, struct arena *a, bool *more, struct error *err)
{
    struct begins all = {0};
    msec now = clock_now();

    TRY(add_begins(db_query(db, sql_hired, ARGS(v_int(now), v_int(now + INDUCT_SOON), v_int(AT_ONCE))), a, "hire", &all, err));
    TRY(add_begins(db_query(db, sql_moved, ARGS(v_int(now), v_int(AT_ONCE))), a, "audience", &all, err));
    *more = all.n >= AT_ONCE;
    return begin_all(app, db, a, &all, err);
}

/* ---- again ---- */

/* No month has fewer than 28 days: what may be due by then is looked at with the calendar. */
static const char sql_old[] = SQL(
    "SELECT u.org_id, u.template_id, u.person_id, u.done_at, u.id, t.refresh_months FROM induct u JOIN induct_template t ON t.id = u.template_id JOIN person p ON p.id = u.person_id"
    " WHERE u.done_at IS NOT NULL AND u.refreshed_at IS NULL AND t.refresh_months > 0 AND t.archived_at IS NULL AND u.done_at <= $1 - t.refresh_months * 2419200000"
    " AND " WORKS_HERE("p", "$1") " ORDER BY u.done_at LIMIT $2");
static const char sql_refreshed[] = SQL("UPDATE induct SET refreshed_at = $2 WHERE id = $1");

static code refresh(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    struct begins all = {0};
    LIST(int64_t) old = {0};
    msec now = clock_now();
    struct rows *r = db_query(db, sql_old, ARGS(v_int(now), v_int(AT_ONCE * 10)));

    while (rows_next(r))
        if (date_start(date_add_months(date_of(row_int(r, 3)), (int)row_int(r, 5))) <= now) {
            *list_add(a, &all) = (struct begin){row_int(r, 0), row_int(r, 1), row_int(r, 2), 0, "refresh"};
            *list_add(a, &old) = row_int(r, 4);
        }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < old.n; i++)
        TRY(db_run(db, sql_refreshed, ARGS(v_int(old.items[i]), v_int(now)), NULL, err));
    return begin_all(app, db, a, &all, err);
}

/* ---- badges that somebody got ---- */

static const char sql_got[] = SQL(
    "UPDATE induct_step SET done_at = $1, told_at = NULL WHERE done_at IS NULL AND dropped_at IS NULL AND item_id IN (SELECT i.id FROM induct_item i WHERE i.kind = 'badge')"
    " AND EXISTS (SELECT 1 FROM induct u JOIN award w ON w.person_id = u.person_id JOIN achievement_version v ON v.id = w.version_id"
    " JOIN induct_item i ON i.achievement_id = v.achievement_id WHERE u.id = induct_step.induct_id AND i.id = induct_step.item_id AND u.done_at IS NULL"
    " AND u.cancelled_at IS NULL AND " INDUCT_VALID("w", "$1") ") RETURNING induct_id, org_id");

static code tick_badges(struct db *db, struct arena *a, struct error *err)
{
    LIST(struct begin) touched = {0};
    struct rows *r = db_query(db, sql_got, ARGS(v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, &touched) = (struct begin){.person = row_int(r, 0), .org = row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < touched.n; i++) {
        struct induct u;
        TRY(induct_get(db, a, touched.items[i].org, touched.items[i].person, &u, err));
        TRY(induct_look_whether_done(db, a, &u, err));
    }
    return OK;
}

/* ---- a newer version ---- */

static const char sql_behind[] = SQL(
    "SELECT u.id, t.number FROM induct u JOIN induct_template t ON t.id = u.template_id WHERE u.org_id = $1 AND u.template_id = $2 AND u.number < t.number"
    " AND u.done_at IS NULL AND u.cancelled_at IS NULL ORDER BY u.id LIMIT $3");
/* The same line, and what was acknowledged is still what is read: it stays as it is. */
#define STILL                                                                                                                    \
    "EXISTS (SELECT 1 FROM induct_item o JOIN induct_item w ON w.template_id = o.template_id AND w.line = o.line AND w.number = $2"  \
    " WHERE o.id = induct_step.item_id AND w.kind = o.kind AND w.hash = o.hash)"
static const char sql_drop_done[] = SQL("UPDATE induct_step SET dropped_at = $3 WHERE induct_id = $1 AND dropped_at IS NULL AND done_at IS NOT NULL AND NOT " STILL);
static const char sql_drop_open[] = SQL("DELETE FROM induct_step WHERE induct_id = $1 AND dropped_at IS NULL AND done_at IS NULL AND NOT " STILL);
static const char sql_follow[] = SQL(
    "UPDATE induct_step SET item_id = (SELECT w.id FROM induct_item o JOIN induct_item w ON w.template_id = o.template_id AND w.line = o.line AND w.number = $2"
    " WHERE o.id = induct_step.item_id) WHERE induct_id = $1 AND dropped_at IS NULL");
static const char sql_number[] = SQL("UPDATE induct SET number = $2 WHERE id = $1");

static code move_one(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct error *err)
{
    struct induct u;

    /* The open ones first: who ticks one meanwhile is caught by the next. */
    TRY(db_run(db, sql_drop_open, ARGS(v_int(id), v_int(number)), NULL, err));
    TRY(db_run(db, sql_drop_done, ARGS(v_int(id), v_int(number), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_follow, ARGS(v_int(id), v_int(number)), NULL, err));
    TRY(db_run(db, sql_number, ARGS(v_int(id), v_int(number)), NULL, err));
    TRY(induct_get(db, a, org, id, &u, err));
    TRY(induct_add_steps(db, a, &u, err));
    return induct_look_whether_done(db, a, &u, err);
}

static code move_some(struct db *db, struct arena *a, int64_t org, int64_t template, bool *more, struct error *err)
{
    LIST(struct begin) some = {0};
    struct rows *r = db_query(db, sql_behind, ARGS(v_int(org), v_int(template), v_int(AT_ONCE)));

    while (rows_next(r))
        *list_add(a, &some) = (struct begin){.person = row_int(r, 0), .template = row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < some.n; i++)
        TRY(move_one(db, a, org, some.items[i].person, some.items[i].template, err));
    *more = some.n == AT_ONCE;
    return OK;
}

static enum job_result run_move(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, template;
    bool more = false;

    (void)ctx;
    if (!job_names(j, &org, &template))
        return JOB_DEAD;
    if (db_begin(db, err) != OK || db_end(db, move_some(db, a, org, template, &more, err), err) != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

/* ---- each hour ---- */

static code in_transaction(struct app *app, struct db *db, struct arena *a, bool *more, struct error *err)
{
    TRY(begin_new(app, db, a, more, err));
    TRY(refresh(app, db, a, err));
    TRY(passes_tidy(db, err));
    return tick_badges(db, a, err);
}

static code some_of_it(struct app *app, struct db *db, bool *more, struct error *err)
{
    struct arena *a = arena_new(0);
    code c = db_begin(db, err);

    if (c == OK)
        c = db_end(db, in_transaction(app, db, a, more, err), err);
    arena_free(a);
    return c;
}

static code each_hour(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    bool more = true;

    while (more)
        TRY(some_of_it(app, db, &more, err));
    return induct_tell_all(app, db, a, err);
}

/* Each hour has a key of its own: the job of this one queues that of the next. */
static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("induct.round"), S(""), str_printf(a, "induct.round %lld", (long long)(at / HOUR)), at, err);
}

code induct_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + 3 * MINUTE, err);
}

static enum job_result run_round(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)j;
    if (each_hour(ctx, db, a, err) != OK)
        return JOB_RETRY;
    return schedule_at(db, a, (clock_now() / HOUR + 1) * HOUR + 3 * MINUTE, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind induct_jobs[] = {{"induct.round", run_round}, {"induct.tell", induct_run_tell}, {"induct.finish", induct_run_finish}, {"induct.move", run_move}, {NULL, NULL}};
