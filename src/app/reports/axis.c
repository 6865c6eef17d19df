/* reports/axis.c — the columns of a chart over time, and which of them a moment is in. */
#include "app/reports/reports_private.h"

#define BY_DAYS  62                              /* days up to so many */
#define BY_MONTHS 37

static int months_between(struct date a, struct date b)
{
    return (b.year - a.year) * 12 + b.month - a.month;
}

struct time_axis report_axis_of(msec from, msec until)
{
    struct time_axis x = {.from = from, .first = date_of(from)};
    struct date last = date_of(until > from ? until - 1 : from);
    int months = months_between(x.first, last) + 1;

    x.unit = (until - from) / DAY <= BY_DAYS ? DAYS : months <= BY_MONTHS ? MONTHS : YEARS;
    x.n = x.unit == DAYS ? (size_t)((until - from + DAY - 1) / DAY) : x.unit == MONTHS ? (size_t)months : (size_t)(last.year - x.first.year + 1);
    return x;
}

size_t report_column_of(const struct time_axis *x, msec t)
{
    struct date d = date_of(t);
    int64_t i = x->unit == DAYS ? (t - x->from) / DAY : x->unit == MONTHS ? months_between(x->first, d) : d.year - x->first.year;

    return i < 0 ? 0 : (size_t)i < x->n ? (size_t)i : x->n - 1;
}

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static str column_name(struct arena *a, const struct time_axis *x, size_t i)
{
    struct date d = x->unit == DAYS ? date_of(x->from + (msec)i * DAY) : date_add_months((struct date){x->first.year, x->first.month, 1}, (int)i);

    if (x->unit == YEARS)
        return str_printf(a, "%d", x->first.year + (int)i);
    if (x->unit == MONTHS)
        return chart_month(a, d);
    return str_printf(a, "%d %s", d.day, words(month_names[d.month - 1]));
}

void report_lay_out(struct arena *a, const struct time_axis *x, struct chart_points *out)
{
    for (size_t i = 0; i < x->n; i++)
        *list_add(a, out) = (struct chart_point){.label = column_name(a, x, i)};
}
