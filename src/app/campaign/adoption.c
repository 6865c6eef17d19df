/* campaign/adoption.c — how many of those for whom a campaign is do it, week by week and by
 * department; nothing is said of few people. */
#include "app/campaign/campaign_private.h"

#include <stdlib.h>

#define WEEK (7 * DAY)

int64_t campaign_percent(int64_t n, int64_t of)
{
    return of > 0 ? n * 100 / of : 0;
}

/* ---- units ---- */

static const char sql_people[] = SQL(
    "SELECT coalesce(p.department_id, 0), coalesce((SELECT d.name FROM department d WHERE d.id = p.department_id), ''), count(*) FROM person p WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3")
    " GROUP BY p.department_id ORDER BY 2, 1");

static code count_people(struct db *db, struct arena *a, const struct campaign *c, struct campaign_adoption *out, struct error *err)
{
    struct rows *r = db_query(db, sql_people, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())));

    while (rows_next(r)) {
        *list_add(a, &out->units) = (struct campaign_unit){.id = row_int(r, 0), .name = row_str(r, 1, a), .people = row_int(r, 2)};
        out->people += row_int(r, 2);
    }
    return rows_end(r, err);
}

/* ---- who does it, and since when ---- */

/* Of each: how many of the badges, and when the last of them first came; summed up by week. */
static const char sql_done[] = SQL(
    "SELECT y.unit, y.held, y.week, count(*) FROM (SELECT p.id, coalesce(p.department_id, 0) AS unit, count(*) AS held,"
    " CASE WHEN max(h.since) < $4 THEN -1 ELSE (max(h.since) - $4) / 604800000 END AS week FROM person p JOIN (SELECT w.person_id, w.achievement_id, min(w.awarded_at) AS since FROM award w"
    " WHERE w.achievement_id IN (SELECT g.achievement_id FROM campaign_goal g WHERE g.campaign_id = $2) AND w.revoked_at IS NULL GROUP BY w.person_id, w.achievement_id"
    " HAVING min(w.awarded_at) < $5 AND max(CASE WHEN " CAMPAIGN_VALID("$3") " THEN 1 ELSE 0 END) = 1) h ON h.person_id = p.id"
    " WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3") " GROUP BY p.id, p.department_id) y GROUP BY y.unit, y.held, y.week");

static msec end_of(const struct campaign *c)
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

static code count_done(struct db *db, const struct campaign *c, struct campaign_adoption *out, struct error *err)
{
    struct rows *r = db_query(db, sql_done, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(c->starts), v_int(end_of(c))));

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
    if (units->n)
        qsort(units->items, units->n, sizeof units->items[0], behind_first);
}

code campaign_adoption(struct db *db, struct arena *a, const struct campaign *c, struct campaign_adoption *out, struct error *err)
{
    *out = (struct campaign_adoption){0};
    make_weeks(a, c, out);
    TRY(count_people(db, a, c, out, err));
    TRY(count_done(db, c, out, err));
    leave_out_small(out);
    return OK;
}

static const char sql_keep[] = SQL("UPDATE campaign SET people = $2, doing = $3, counted_at = $4 WHERE id = $1");

code campaign_count(struct db *db, struct arena *a, struct campaign *c, struct error *err)
{
    struct campaign_adoption now;

    if (c->counted && clock_now() - c->counted < CAMPAIGN_FRESH)
        return OK;
    TRY(campaign_adoption(db, a, c, &now, err));
    c->people = now.people;
    c->doing = now.all;
    c->counted = clock_now();
    return db_run(db, sql_keep, ARGS(v_int(c->id), v_int(c->people), v_int(c->doing), v_int(c->counted)), NULL, err);
}
