/* backpack/rounds.c — the background looks at a few badges every few minutes. A
 * host is asked for so many documents in one round and no more, and for none once
 * it did not answer: what is left of its badges waits for another round. */
#include "app/backpack/backpack_private.h"
#include "app/backpack/watch.h"

#include "base/attempt.h"
#include "base/log.h"
#include "base/uri.h"

#define ROUND        30                          /* badges */
#define PER_HOST     10                          /* documents of one host */
#define EVERY        (5 * MINUTE)
#define IN_HAND      HOUR                        /* a round that dies leaves them alone for so long */
#define LATER        (10 * MINUTE)
#define SECONDS      60                          /* then the rest waits for the next round */
#define MEMORY       ((size_t)64 << 20)

/* ---- hosts ---- */

struct host { str origin; int asked; bool is_silent; };
struct manners { struct loader inner; struct arena *a; LIST(struct host) hosts; bool held_back; };

static struct host *host_of(struct manners *m, struct arena *a, str url)
{
    str origin = uri_origin(a, url);

    for (size_t i = 0; i < m->hosts.n; i++)
        if (str_eq(m->hosts.items[i].origin, origin))
            return &m->hosts.items[i];
    struct host *h = list_add(m->a, &m->hosts);
    *h = (struct host){.origin = str_copy(m->a, origin)};
    return h;
}

static code ask_politely(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct manners *m = ctx;

    if (loader_owns(&m->inner, url))
        return m->inner.get(m->inner.ctx, a, url, accept, out, err);
    struct host *h = host_of(m, a, url);
    if (h->is_silent || h->asked >= PER_HOST) {
        m->held_back = true;
        return fail(err, UNREACHABLE, str_z(a, url), "this host is asked again later");
    }
    h->asked++;
    code c = m->inner.get(m->inner.ctx, a, url, accept, out, err);
    h->is_silent = c == UNREACHABLE || (c == OK && (out->status == 429 || out->status >= 500));
    return c;
}

/* ---- one badge ---- */

struct due { int64_t id, owner; };
LIST_OF(due_list, struct due);
struct step { struct app *app; struct db *db; struct arena *judging, *writing; struct manners *m; const struct due *due; struct look look; };

/* In memory of its own: what asks for too much ends here, with nothing open. */
static code look(void *ctx, struct error *err)
{
    struct step *s = ctx;
    struct loader web = app_loader(s->app, s->db, s->judging);

    s->m->inner = web;
    s->m->held_back = false;
    web.get = ask_politely;
    web.ctx = s->m;
    return recheck_look(s->db, s->judging, web, s->due->owner, s->due->id, &s->look, err);
}

static const char sql_later[] = SQL("UPDATE holding SET next_check_at = $2 WHERE id = $1");

static code put_off(struct db *db, const struct due *d, msec at, msec spread, struct error *err)
{
    return db_run(db, sql_later, ARGS(v_int(d->id), v_int(at + (msec)random_below((uint32_t)spread))), NULL, err);
}

/* What was held back says nothing of the badge. What asks for more than a check may have is
 * not tried every hour; nor is what could not be written down, and the others have their turn. */
static code check_one(struct step *s, msec now, struct error *err)
{
    struct error why = {0};
    code c = attempt(look, s, &why);

    if (s->m->held_back)
        return put_off(s->db, s->due, now + LATER, LATER, err);
    if (c != OK && c != FAULT)
        return c == NOT_FOUND ? OK : put_off(s->db, s->due, now + 7 * DAY, DAY, err);
    if (c == OK)
        c = recheck_write(s->app, s->db, s->writing, &s->look, NULL, &why);
    if (c == OK)
        return OK;
    log_error("backpack.not_checked", &why);
    return put_off(s->db, s->due, now + DAY, HOUR, err);
}

/* ---- a round ---- */

static const char sql_take[] = SQL(
    "UPDATE holding SET next_check_at = $2 WHERE id IN (SELECT id FROM holding WHERE next_check_at <= $1 AND standing <> 'paper' AND (removed_at IS NULL OR relied_on = 1)"
    " ORDER BY next_check_at, id LIMIT $3) RETURNING id, owner_id");

static code take(struct db *db, struct arena *a, msec now, struct due_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_take, ARGS(v_int(now), v_int(now + IN_HAND), v_int(ROUND)));

    while (rows_next(r))
        *list_add(a, out) = (struct due){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

code rounds_go(struct app *app, struct db *db, struct arena *a, msec now, int64_t *n, struct error *err)
{
    struct manners m = {.a = a};
    struct due_list due = {0};
    int64_t end = clock_monotonic_ns() + SECONDS * 1000000000LL;
    code c = OK;

    TRY(take(db, a, now, &due, err));
    *n = (int64_t)due.n;
    for (size_t i = 0; c == OK && i < due.n; i++) {
        struct step s = {.app = app, .db = db, .judging = arena_new(MEMORY), .writing = arena_new(MEMORY), .m = &m, .due = &due.items[i]};
        c = clock_monotonic_ns() < end ? check_one(&s, now, err) : put_off(db, s.due, now + EVERY, EVERY, err);
        arena_free(s.judging);
        arena_free(s.writing);
    }
    return c;
}

/* ---- the job ---- */

static code next_round(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("backpack.round"), S(""), str_printf(a, "backpack round %lld", (long long)(at / EVERY)), at, err);
}

enum job_result watch_run_rounds(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t n = 0;

    (void)j;
    if (rounds_go(ctx, db, a, clock_now(), &n, err) != OK)
        return JOB_RETRY;
    return next_round(db, a, clock_now() + EVERY, err) == OK ? JOB_DONE : JOB_RETRY;
}
