/* reports/reports.c — awards summed up in one pass: the database adds them by
 * day, badge and department, which is little, and everything else is made of that. */
#include "app/reports/reports_private.h"

#include "app/zone.h"

#include <stdlib.h>

/* ---- names, in the order of ids ---- */

static const char sql_badges[] = SQL(
    "SELECT c.id, v.name FROM achievement c JOIN achievement_version v ON v.id = c.version_id WHERE c.org_id = $1 ORDER BY c.id");
static const char sql_departments[] = SQL("SELECT d.id, d.name FROM department d WHERE d.org_id = $1 ORDER BY d.id");

static code names(struct db *db, struct arena *a, const char *sql, int64_t org, struct report_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct report_line){.id = row_int(r, 0), .name = row_str(r, 1, a)};
    return rows_end(r, err);
}

/* NULL: made while this was read. */
static struct report_line *line_of(struct report_lines *all, int64_t id)
{
    size_t low = 0, high = all->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < all->n && all->items[low].id == id ? &all->items[low] : NULL;
}

static int more_first(const void *x, const void *y)
{
    const struct report_line *a = x, *b = y;
    int64_t left = a->n + a->before, right = b->n + b->before;

    if (a->n != b->n)
        return a->n < b->n ? 1 : -1;
    return left != right ? (left < right ? 1 : -1) : a->id < b->id ? -1 : a->id > b->id;
}

static int soonest_first(const void *x, const void *y)
{
    const struct report_line *a = x, *b = y;

    if (a->near != b->near)
        return a->near < b->near ? 1 : -1;
    return more_first(x, y);
}

typedef int line_order(const void *x, const void *y);

static void arrange(struct report_lines *all, line_order *order)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].n || all->items[i].before)
            all->items[kept++] = all->items[i];
    all->n = kept;
    if (kept)
        qsort(all->items, kept, sizeof all->items[0], order);
}

/* ---- awards ---- */

#define FITS \
    " AND ($2 = 0 OR w.achievement_id = $2)" REPORT_PLACES("$3", "$4")
#define SEEN(me, grants) " AND " ACCESS_AWARDS("$1", me, grants, "p.id", "p.department_id", "w.achievement_id")

static const char sql_awards[] = SQL(
    "SELECT w.awarded_at / 86400000, w.achievement_id, coalesce(p.department_id, 0), count(*), count(c.award_id)"
    " FROM award w JOIN person p ON p.id = w.person_id LEFT JOIN award_claim c ON c.award_id = w.id"
    " WHERE w.org_id = $1 AND w.awarded_at >= $5 AND w.awarded_at < $6" FITS SEEN("$7", "$8") " GROUP BY 1, 2, 3");

struct sum { msec day; int64_t badge, department, n, claimed; };
typedef void sum_fn(struct reports *out, const struct time_axis *x, const struct sum *s);

static code add_up(struct db *db, const struct report_ask *ask, msec from, msec until, const struct time_axis *x, sum_fn *add,
                   struct reports *out, struct error *err)
{
    struct rows *r = db_query(db, sql_awards, ARGS(v_int(ask->org), v_int(ask->badge), v_int(ask->department), v_int(ask->site),
                                                   v_int(from), v_int(until), v_int(ask->account), report_value(ask->grants)));

    while (rows_next(r))
        add(out, x, &(struct sum){row_int(r, 0) * DAY, row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4)});
    return rows_end(r, err);
}

static void add_now(struct reports *out, const struct time_axis *x, const struct sum *s)
{
    struct chart_point *p = &out->time.items[report_column_of(x, s->day)];
    struct report_line *lines[] = {line_of(&out->badges, s->badge), line_of(&out->departments, s->department)};

    out->n += s->n;
    out->claimed += s->claimed;
    p->n += s->n;
    p->part += s->claimed;
    for (size_t i = 0; i < COUNT(lines); i++)
        if (lines[i]) {
            lines[i]->n += s->n;
            lines[i]->claimed += s->claimed;
        }
}

static void add_before(struct reports *out, const struct time_axis *x, const struct sum *s)
{
    struct report_line *lines[] = {line_of(&out->badges, s->badge), line_of(&out->departments, s->department)};

    out->before += s->n;
    out->time.items[report_column_of(x, s->day)].before += s->n;
    for (size_t i = 0; i < COUNT(lines); i++)
        if (lines[i])
            lines[i]->before += s->n;
}

/* The period before has the same number of columns: by months it goes back by
 * months, else by its length. */
static struct time_axis axis_before(const struct time_axis *x, msec until)
{
    struct time_axis before = *x;
    int months = x->unit == DAYS ? 0 : x->unit == MONTHS ? (int)x->n : (int)x->n * 12;

    before.from = months ? date_start(date_add_months(x->first, -months)) : x->from - (until - x->from);
    before.first = date_of(before.from);
    return before;
}

static code add_awards(struct db *db, struct arena *a, const struct report_ask *ask, struct reports *out, struct error *err)
{
    struct time_axis x = report_axis_of(ask->from, ask->until), before = axis_before(&x, ask->until);

    report_lay_out(a, &x, &out->time);
    out->before_from = before.from;
    TRY(add_up(db, ask, ask->from, ask->until, &x, add_now, out, err));
    if (ask->compares)
        TRY(add_up(db, ask, before.from, ask->from, &before, add_before, out, err));
    return OK;
}

/* ---- what expires ---- */

/* A person who has the badge anew needs no reminder of the earlier award. */
static const char sql_expiring[] = SQL(
    "SELECT w.achievement_id, sum(CASE WHEN w.valid_until < CAST($5 AS BIGINT) + 2592000000 THEN 1 ELSE 0 END),"
    " sum(CASE WHEN w.valid_until >= CAST($5 AS BIGINT) + 2592000000 AND w.valid_until < CAST($5 AS BIGINT) + 5184000000 THEN 1 ELSE 0 END), count(*)"
    " FROM award w JOIN person p ON p.id = w.person_id"
    " WHERE w.org_id = $1 AND w.revoked_at IS NULL AND w.valid_until >= CAST($5 AS BIGINT) AND w.valid_until < CAST($5 AS BIGINT) + 7776000000"
    " AND NOT EXISTS (SELECT 1 FROM award_successor s WHERE s.award_id = w.id)" FITS SEEN("$6", "$7") " GROUP BY w.achievement_id");

static code add_expiring(struct db *db, struct arena *a, const struct report_ask *ask, msec now, struct reports *out, struct error *err)
{
    TRY(names(db, a, sql_badges, ask->org, &out->expiring, err));
    struct rows *r = db_query(db, sql_expiring, ARGS(v_int(ask->org), v_int(ask->badge), v_int(ask->department), v_int(ask->site), v_int(now),
                                                     v_int(ask->account), report_value(ask->grants)));

    while (rows_next(r)) {
        struct report_line *l = line_of(&out->expiring, row_int(r, 0));
        if (!l)
            continue;
        l->near = row_int(r, 1);
        l->soon = row_int(r, 2);
        l->n = row_int(r, 3);
        l->later = l->n - l->near - l->soon;
    }
    TRY(rows_end(r, err));
    arrange(&out->expiring, soonest_first);
    return OK;
}

/* ---- mail ---- */

/* Numbers of mails grow with time: the first of a day is found by halves, and the
 * index by state does the rest without a look at the letters. */
static const char sql_most_mail[] = SQL("SELECT coalesce(max(m.id), 0) FROM mail m");
static const char sql_mail_time[] = SQL("SELECT m.created_at, m.id FROM mail m WHERE m.id >= $1 ORDER BY m.id LIMIT 1");
static const char sql_mails[] = SQL(
    "SELECT m.state, count(*) FROM mail m WHERE m.org_id = $1 AND m.id >= $2 AND m.id < $3 GROUP BY m.state ORDER BY m.state");

static code first_mail(struct db *db, msec since, int64_t *out, struct error *err)
{
    int64_t low = 0, high = 0, at = 0;

    TRY(db_int(db, sql_most_mail, NO_ARGS, &high, err));
    high += high > 0;                            /* behind the last; where there is none, at once */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        TRY(db_int(db, sql_mail_time, ARGS(v_int(middle)), &at, err));
        if (at < since)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    return OK;
}

static code add_mails(struct db *db, struct arena *a, const struct report_ask *ask, struct reports *out, struct error *err)
{
    int64_t from, until;

    TRY(first_mail(db, ask->from, &from, err));
    TRY(first_mail(db, ask->until, &until, err));
    struct rows *r = db_query(db, sql_mails, ARGS(v_int(ask->org), v_int(from), v_int(until)));
    while (rows_next(r))
        *list_add(a, &out->mails) = (struct report_mail){row_str(r, 0, a), row_int(r, 1)};
    return rows_end(r, err);
}

/* ---- all of it ---- */

code reports_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err)
{
    struct org_awarding clocks;

    TRY(org_awarding_get(db, a, org, &clocks, err));
    *day = zone_day(a, clocks.time_zone, clock_now()).day;
    return OK;
}

static const char sql_begin[] = SQL("SELECT coalesce(min(w.awarded_at), $2) FROM award w WHERE w.org_id = $1");

code reports_begin(struct db *db, int64_t org, msec now, msec *out, struct error *err)
{
    TRY(db_int(db, sql_begin, ARGS(v_int(org), v_int(now)), out, err));
    *out = date_start(date_of(*out));
    return OK;
}

code reports_make(struct db *db, struct arena *a, const struct report_ask *ask, msec now, struct reports *out, struct error *err)
{
    *out = (struct reports){0};
    TRY(names(db, a, sql_badges, ask->org, &out->badges, err));
    *list_add(a, &out->departments) = (struct report_line){.name = said("No department")};
    TRY(names(db, a, sql_departments, ask->org, &out->departments, err));
    TRY(add_awards(db, a, ask, out, err));
    arrange(&out->badges, more_first);
    arrange(&out->departments, more_first);
    TRY(add_expiring(db, a, ask, now, out, err));
    return ask->grants.n ? OK : add_mails(db, a, ask, out, err);
}
