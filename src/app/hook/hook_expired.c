/* hook/hook_expired.c — awards that ended: nobody does anything then, so each hour
 * somebody looks. A webhook remembers until when it was told, so that none is told
 * twice and none is missed, however long the server stood still. */
#include "app/hook/hook_private.h"

#include <stdio.h>

#define STEP 1000                                /* awards of one webhook in one transaction */

struct watch { int64_t hook, org; msec since; };
LIST_OF(watch_list, struct watch);
struct ended { int64_t id; msec at; };
LIST_OF(ended_list, struct ended);

static const char sql_watching[] = SQL(
    "SELECT id, org_id, coalesce(expired_until, created_at) FROM hook WHERE state = 'on' AND events LIKE '% award.expired %' ORDER BY id");
static const char sql_ended[] = SQL(
    "SELECT id, valid_until FROM award WHERE org_id = $1 AND valid_until > $2 AND valid_until <= $3 AND revoked_at IS NULL"
    " ORDER BY valid_until, id LIMIT $4");
static const char sql_until[] = SQL("UPDATE hook SET expired_until = $2 WHERE id = $1");

static code find_watching(struct db *db, struct arena *a, struct watch_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_watching, NO_ARGS);

    while (rows_next(r))
        *list_add(a, out) = (struct watch){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

static code find_ended(struct db *db, struct arena *a, const struct watch *w, msec until, int limit, struct ended_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_ended, ARGS(v_int(w->org), v_int(w->since), v_int(until), v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct ended){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

/* Those of one moment go together: a step ends between two moments. */
static size_t whole_moments(const struct ended_list *all)
{
    size_t n = all->n;

    if (n < STEP)
        return n;
    while (n > 1 && all->items[n - 1].at == all->items[all->n - 1].at)
        n--;
    return n > 1 ? n : all->n;
}

/* When one moment ended more than a step has, all of that moment. */
static code next_ended(struct db *db, struct arena *a, const struct watch *w, msec now, struct ended_list *out, struct error *err)
{
    TRY(find_ended(db, a, w, now, STEP, out, err));
    if (out->n == STEP && out->items[0].at == out->items[STEP - 1].at) {
        msec at = out->items[0].at;
        out->n = 0;
        return find_ended(db, a, w, at, INT32_MAX, out, err);
    }
    out->n = whole_moments(out);
    return OK;
}

static code tell_step(struct db *db, struct arena *a, struct watch *w, msec now, bool *more, struct error *err)
{
    struct ended_list ended = {0};

    TRY(next_ended(db, a, w, now, &ended, err));
    for (size_t i = 0; i < ended.n; i++)
        TRY(hook_write(db, a, &(struct hook_send){.org = w->org, .hook = w->hook, .event = S("award.expired"), .subject = ended.items[i].id}, err));
    *more = ended.n > 0;
    w->since = ended.n ? ended.items[ended.n - 1].at : now;
    return db_run(db, sql_until, ARGS(v_int(w->hook), v_int(w->since)), NULL, err);
}

static code tell_all(struct db *db, struct arena *a, struct watch *w, struct error *err)
{
    msec now = clock_now();
    bool more = true;

    while (more) {
        TRY(db_begin(db, err));
        TRY(db_end(db, tell_step(db, a, w, now, &more, err), err));
    }
    return OK;
}

/* Each hour has a key of its own: the job of this one queues that of the next. */
static code schedule_at(struct db *db, msec at, struct error *err)
{
    char key[40];

    snprintf(key, sizeof key, "hook expired %lld", (long long)(at / HOUR));
    return job_add(db, S("hook.expired"), S(""), cstr(key), at, err);
}

code hook_schedule(struct db *db, struct error *err)
{
    return schedule_at(db, clock_now() + 3 * MINUTE, err);
}

enum job_result hook_look_for_expired(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct watch_list all = {0};

    (void)ctx, (void)j;
    if (find_watching(db, a, &all, err) != OK)
        return JOB_RETRY;
    for (size_t i = 0; i < all.n; i++)
        if (tell_all(db, a, &all.items[i], err) != OK)
            return JOB_RETRY;
    return schedule_at(db, (clock_now() / HOUR + 1) * HOUR, err) == OK ? JOB_DONE : JOB_RETRY;
}
