/* campaign/adoption.c — how many of those for whom a campaign is do it, week by week and by
 * department; nothing is said of few people. */
#include "app/campaign/campaign_private.h"

#include "base/attempt.h"
#include "base/log.h"

#include <stdlib.h>

#define WEEK (7 * DAY)
#define COUNT_MEMORY ((size_t)32 << 20)          /* of one campaign */

int64_t campaign_percent(int64_t n, int64_t of)
{
    return of > 0 ? n * 100 / of : 0;
}

/* ---- units ---- */

static const char sql_people[] = SQL(
    "SELECT coalesce(p.department_id, 0), coalesce((SELECT d.name FROM department d WHERE d.id = p.department_id), ''), count(*) FROM person p WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3")
    " AND " CAMPAIGN_MAY_SEE("$1", "$4", "$5") " GROUP BY p.department_id ORDER BY 2, 1");

static code count_people(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, struct campaign_adoption *out, struct error *err)
{
    struct rows *r = db_query(db, sql_people, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(who->account), v_str(who->grants)));

    while (rows_next(r)) {
        *list_add(a, &out->units) = (struct campaign_unit){.id = row_int(r, 0), .name = row_str(r, 1, a), .people = row_int(r, 2)};
        out->people += row_int(r, 2);
    }
    return rows_end(r, err);
}

/* ---- who does it, and since when ---- */

/* Of each: how many of the badges, and when the last of them first came; summed up by week. */
static const char sql_done[] = SQL("SELECT y.unit, y.held, y.week, count(*) FROM (" CAMPAIGN_HOLDERS ") y GROUP BY y.unit, y.held, y.week");

msec campaign_end_of(const struct campaign *c)
{
    msec end = c->ends + DAY;

    return c->stopped && c->stopped < end ? c->stopped : end;
}

static void add_to_unit(struct campaign_adoption *out, int64_t unit, int64_t n)
{
    for (size_t i = 0; i < out->units.n; i++)
        if (out->units.items[i].id == unit)
            out->units.items[i].all += n;
}

static code count_done(struct db *db, const struct campaign *c, const struct campaign_reader *who, struct campaign_adoption *out, struct error *err)
{
    struct rows *r = db_query(db, sql_done, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(c->starts), v_int(campaign_end_of(c)), v_int(who->account), v_str(who->grants)));

    while (rows_next(r)) {
        int64_t held = row_int(r, 1), week = row_int(r, 2), n = row_int(r, 3);
        out->some += n;
        if (held < (int64_t)c->goals.n)
            continue;
        out->all += n;
        add_to_unit(out, row_int(r, 0), n);
        if (week < 0)
            out->before += n;
        for (size_t i = week < 0 ? 0 : (size_t)week; i < out->weeks.n; i++)
            out->weeks.items[i].all += n;
    }
    return rows_end(r, err);
}

/* Those that have begun, of those between the first day and the last one. */
static void make_weeks(struct arena *a, const struct campaign *c, struct campaign_adoption *out)
{
    msec now = campaign_today(), last = c->stopped && c->stopped < c->ends ? c->stopped : c->ends;

    for (msec day = c->starts; day <= last && day <= now; day += WEEK)
        *list_add(a, &out->weeks) = (struct campaign_week){day, 0};
}

/* The one that is furthest behind first. */
static int behind_first(const void *x, const void *y)
{
    const struct campaign_unit *a = x, *b = y;
    int64_t p = campaign_percent(a->all, a->people), q = campaign_percent(b->all, b->people);

    return p != q ? (p > q) - (p < q) : (a->id > b->id) - (a->id < b->id);
}

void campaign_behind_first(struct campaign_units *units)
{
    if (units->n)
        qsort(units->items, units->n, sizeof units->items[0], behind_first);
}

static size_t least_of(const struct campaign_units *units)
{
    size_t least = 0;

    for (size_t i = 1; i < units->n; i++)
        if (units->items[i].people < units->items[least].people)
            least = i;
    return least;
}

/* Those of few people; and while all that are left out are few together, and so could be
 * worked out from the sum, the least of the others too. */
static void leave_out_small(struct campaign_adoption *out)
{
    struct campaign_units *units = &out->units;
    int64_t hidden = 0;

    for (size_t least; units->n && (units->items[least = least_of(units)].people < CAMPAIGN_SMALL || (hidden && hidden < CAMPAIGN_SMALL)); out->small++) {
        hidden += units->items[least].people;
        units->items[least] = units->items[--units->n];
    }
    campaign_behind_first(units);
}

code campaign_adoption_for(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, struct campaign_adoption *out, struct error *err)
{
    *out = (struct campaign_adoption){0};
    make_weeks(a, c, out);
    TRY(count_people(db, a, c, who, out, err));
    TRY(count_done(db, c, who, out, err));
    leave_out_small(out);
    return OK;
}

code campaign_adoption(struct db *db, struct arena *a, const struct campaign *c, struct campaign_adoption *out, struct error *err)
{
    return campaign_adoption_for(db, a, c, &(struct campaign_reader){0, S("")}, out, err);
}

/* ---- counted for those whom it is for ---- */

static const char sql_keep[] = SQL("UPDATE campaign SET people = $2, doing = $3, counted_at = $4 WHERE id = $1");

static code count(struct db *db, struct arena *a, struct campaign *c, struct error *err)
{
    struct campaign_adoption now;

    TRY(campaign_adoption(db, a, c, &now, err));
    c->people = now.people;
    c->doing = now.all;
    c->counted = clock_now();
    return OK;
}

static bool is_fresh(const struct campaign *c)           /* another server did it */
{
    return c->counted && clock_now() - c->counted < CAMPAIGN_FRESH / 2;
}

static code keep(struct db *db, const struct campaign *c, struct error *err)
{
    return db_run(db, sql_keep, ARGS(v_int(c->id), v_int(c->people), v_int(c->doing), v_int(c->counted)), NULL, err);
}

code campaign_count(struct db *db, struct arena *a, struct campaign *c, struct error *err)
{
    if (is_fresh(c))
        return OK;
    TRY(count(db, a, c, err));
    return keep(db, c, err);
}

static const char sql_running[] = SQL("SELECT org_id, id FROM campaign WHERE stopped_at IS NULL AND archived_at IS NULL AND starts_on <= $1 AND ends_on >= $1 ORDER BY coalesce(counted_at, 0), id LIMIT 1000");

struct running { int64_t org, id; };
LIST_OF(runnings, struct running);

struct counting { struct db *db; struct arena *a; const struct running *x; struct campaign c; bool is_new; };

static code count_one(void *ctx, struct error *err)
{
    struct counting *k = ctx;

    TRY(campaign_get(k->db, k->a, k->x->org, k->x->id, &k->c, err));
    if (is_fresh(&k->c))
        return OK;
    TRY(count(k->db, k->a, &k->c, err));
    k->is_new = true;
    return OK;
}

/* Read without holding anybody up, and left in the middle without a trace. */
static code read_one(struct counting *k, struct error *err)
{
    TRY(db_begin_snapshot(k->db, err));
    code c = attempt(count_one, k, err);
    db_close_rows(k->db);
    return db_end(k->db, c, err);
}

/* What goes wrong with one holds up none of the others. */
static void try_one(struct counting *k)
{
    struct error why = {0};

    arena_reset(k->a);
    k->is_new = false;
    code c = read_one(k, &why);
    if (c == OK && k->is_new)
        c = keep(k->db, &k->c, &why);
    if (c != OK && c != NOT_FOUND)
        log_error("campaign.count", &why);
}

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("campaign.count"), S(""), str_printf(a, "campaign.count %lld", (long long)(at / CAMPAIGN_FRESH)), at, err);
}

code campaign_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now(), err);
}

static code find_running(struct db *db, struct arena *a, struct runnings *out, struct error *err)
{
    struct rows *r = db_query(db, sql_running, ARGS(v_int(campaign_today())));

    while (rows_next(r))
        *list_add(a, out) = (struct running){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

/* The next run first, whatever becomes of this one. */
static enum job_result run_count(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct runnings all = {0};

    (void)ctx;
    (void)j;
    if (schedule_at(db, a, (clock_now() / CAMPAIGN_FRESH + 1) * CAMPAIGN_FRESH, err) != OK || find_running(db, a, &all, err) != OK)
        return JOB_RETRY;
    struct counting k = {.db = db, .a = arena_new(COUNT_MEMORY)};
    for (size_t i = 0; i < all.n; i++) {
        k.x = &all.items[i];
        try_one(&k);
    }
    arena_free(k.a);
    return JOB_DONE;
}

const struct job_kind campaign_jobs[] = {{"campaign.count", run_count}, {0}};
