/* reports/checked.c — the counts of a period, added up by time, badge and outcome. */
#include "app/reports/checked.h"

#include "app/reports/reports_private.h"
#include "app/verify/traffic.h"

#include <stdlib.h>

const struct checked_word checked_outcomes[CHECKED_OUTCOMES] = {
    [CHECKED_VALID] = {"valid", "Valid", "chart-good"},
    [CHECKED_REVOKED] = {"revoked", "Revoked", "chart-bad"},
    [CHECKED_SUSPENDED] = {"suspended", "Suspended", "chart-warn"},
    [CHECKED_EXPIRED] = {"expired", "Expired", "chart-warn"},
    [CHECKED_FORGED] = {"forged", "Not genuine", "chart-bad"},
    [CHECKED_OTHER] = {"other", "Not valid for another reason", "chart-bad"},
    [CHECKED_OPEN] = {"open", "Could not be told", "chart-bar-2"},
};

static enum checked_outcome outcome_named(str name)
{
    for (size_t i = 0; i < CHECKED_OUTCOMES; i++)
        if (str_eq(name, cstr(checked_outcomes[i].name)))
            return (enum checked_outcome)i;
    return CHECKED_OTHER;
}

static const char sql_days[] = SQL(
    "SELECT t.day, t.achievement_id, v.name, t.outcome, t.n FROM verify_traffic t JOIN achievement c ON c.id = t.achievement_id JOIN achievement_version v ON v.id = c.version_id"
    " WHERE t.org_id = $1 AND t.day >= $2 AND t.day < $3 AND ($4 = 0 OR t.achievement_id = $4) ORDER BY t.day, t.achievement_id, t.outcome");

static struct checked_line *line_of(struct arena *a, struct checked_lines *all, int64_t id, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    struct checked_line *l = list_add(a, all);
    *l = (struct checked_line){.id = id, .name = name};
    return l;
}

static void add_to(struct checked_line *l, const struct checked_day *d)
{
    l->n += d->n;
    l->of[d->outcome] += d->n;
}

static void add(struct arena *a, const struct time_axis *x, int64_t badge, const struct checked_day *d, struct checked *out)
{
    struct chart_point *p = &out->time.items[report_column_of(x, d->day)];

    p->n += d->n;
    p->part += d->outcome == CHECKED_VALID ? d->n : 0;
    add_to(&out->all, d);
    add_to(line_of(a, &out->badges, badge, d->badge), d);
    *list_add(a, &out->days) = *d;
}

static int most_first(const void *x, const void *y)
{
    const struct checked_line *a = x, *b = y;

    return a->n != b->n ? (a->n < b->n ? 1 : -1) : a->id < b->id ? -1 : a->id > b->id;
}

code checked_make(struct db *db, struct arena *a, const struct report_ask *ask, struct checked *out, struct error *err)
{
    struct time_axis x = report_axis_of(ask->from, ask->until);

    *out = (struct checked){0};
    report_lay_out(a, &x, &out->time);
    TRY(traffic_flush(db, err));
    struct rows *r = db_query(db, sql_days, ARGS(v_int(ask->org), v_int(ask->from), v_int(ask->until), v_int(ask->badge)));
    while (rows_next(r)) {
        const struct checked_day d = {row_int(r, 0), row_str(r, 2, a), outcome_named(row_str(r, 3, a)), row_int(r, 4)};
        add(a, &x, row_int(r, 1), &d, out);
    }
    TRY(rows_end(r, err));
    if (out->badges.n)
        qsort(out->badges.items, out->badges.n, sizeof out->badges.items[0], most_first);
    return OK;
}
