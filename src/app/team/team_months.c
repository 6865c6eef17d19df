/* team/team_months.c — how much of what was asked those whom somebody leads held at the end
 * of each of the last months: as a picture, as a table, and as a file. */
#include "app/team/team_view.h"

#include "app/team/team_sql.h"
#include "format/csv.h"

#define MONTHS 12                                /* that are over */

static msec month_end(msec today, int back)
{
    struct date d = date_of(today);

    return date_start(date_add_months((struct date){d.year, d.month, 1}, 1 - back)) - DAY;
}

/* By those whom somebody leads, not by everybody whose months are kept: +. */
static const char sql_months[] = SQL(
    "SELECT m.last_day, CAST(sum(m.asked) AS BIGINT), CAST(sum(m.held) AS BIGINT) FROM person_month m JOIN person p ON p.id = m.person_id WHERE +m.org_id = $1"
    " AND m.last_day >= $4 AND " WORKS_HERE("p", "$3") " AND p.id IN " TEAM_BELOW("$1", "$2", "$3") " AND ($5 = 0 OR " TEAM_DIRECT("$1", "$2", "$3") ")"
    " GROUP BY m.last_day ORDER BY m.last_day");

code team_months(struct db *db, struct arena *a, const struct team_of *t, bool direct, struct chart_points *out, struct error *err)
{
    msec today = date_start(date_of(clock_now()));
    struct rows *r;

    for (int back = MONTHS; back > 0; back--)
        *list_add(a, out) = (struct chart_point){.label = chart_month(a, date_of(month_end(today, back)))};
    r = db_query(db, sql_months, ARGS(v_int(t->org), v_int(t->account), v_int(clock_now()), v_int(month_end(today, MONTHS)), v_int(direct)));
    while (rows_next(r))
        for (int back = MONTHS; back > 0; back--)
            if (month_end(today, back) == row_int(r, 0)) {
                out->items[MONTHS - back].n = row_int(r, 1);
                out->items[MONTHS - back].part = row_int(r, 2);
            }
    return rows_end(r, err);
}

/* ---- shown ---- */

/* Never all while something is missing, nor nothing while something is held. */
static str share_of(struct arena *a, int64_t part, int64_t whole)
{
    int64_t share = whole ? part * 100 / whole : 0;

    return whole ? str_printf(a, "%lld %%", (long long)(share == 0 && part > 0 ? 1 : share)) : S("–");
}

void team_months_show(struct arena *a, const struct chart_points *p, struct team_trend *out)
{
    const struct chart_point *last = &p->items[p->n - 1];

    for (size_t i = 0; i < p->n; i++) {
        out->has_any |= p->items[i].n > 0;
        *list_add(a, &out->rows) = (struct team_month){p->items[i].label, share_of(a, p->items[i].part, p->items[i].n), p->items[i].n, p->items[i].part};
    }
    out->chart = (struct chart){.id = "chart-team", .title = said("The last twelve months"),
                                .words = words_printf(a, "%lld of %lld were held at the end of the last month. The table below has the same figures.", (long long)last->part, (long long)last->n)};
    chart_columns(a, p, (struct chart_look){.part = true}, &out->chart);
}

str team_months_csv(struct arena *a, const struct chart_points *p)
{
    static const char *const heads[] = {"Month", "Asked", "Held"};
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(heads); i++)
        csv_put(&b, said(heads[i]), i == 0);
    csv_end_row(&b);
    for (size_t i = 0; i < p->n; i++) {
        csv_put(&b, p->items[i].label, true);
        csv_put(&b, str_printf(a, "%lld", (long long)p->items[i].n), false);
        csv_put(&b, str_printf(a, "%lld", (long long)p->items[i].part), false);
        csv_end_row(&b);
    }
    return buf_done(&b);
}
