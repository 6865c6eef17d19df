/* recognise/every.c */
#include "app/recognise/every.h"

enum every every_named(str name)
{
    return str_eq(name, S("week")) ? EVERY_WEEK : str_eq(name, S("fortnight")) ? EVERY_FORTNIGHT : str_eq(name, S("month")) ? EVERY_MONTH : EVERY_NEVER;
}

/* 1 Monday to 7 Sunday: 1 January 1970 was a Thursday. */
static int64_t weekday_of(msec day)
{
    return (day / DAY + 3) % 7 + 1;
}

static msec moment(struct arena *a, const struct every_rule *r, msec day)
{
    return zone_moment(a, r->zone, day + r->minute * MINUTE);
}

/* `day` itself, or the next one of that name. */
static msec day_from(const struct every_rule *r, msec day)
{
    return day + (r->weekday - weekday_of(day) + 7) % 7 * DAY;
}

static msec next_of_weeks(struct arena *a, const struct every_rule *r, msec from, msec after, int64_t weeks)
{
    msec day = from;

    while (moment(a, r, day) <= after)
        day += weeks * 7 * DAY;
    return moment(a, r, day);
}

/* The last one of the month in which `day` is, and so many months on. */
static msec last_of_month(const struct every_rule *r, msec day, int months)
{
    struct date d = date_of(day);

    d.day = 1;
    d = date_add_months(d, months);
    d.day = date_days_in_month(d.year, d.month);
    msec end = date_start(d);
    return end - (weekday_of(end) - r->weekday + 7) % 7 * DAY;
}

/* The zone may have been another when the last one ended: its day is brought to the name. */
static msec fortnight_from(struct arena *a, const struct every_rule *r, msec last, msec after)
{
    msec day = day_from(r, zone_day(a, r->zone, last).day), gone = (zone_day(a, r->zone, after).day - day) / (14 * DAY);

    return day + (gone > 0 ? gone : 0) * 14 * DAY;
}

msec every_next(struct arena *a, const struct every_rule *r, msec after, msec last)
{
    msec today = zone_day(a, r->zone, after).day, at;

    if (r->every == EVERY_WEEK || (r->every == EVERY_FORTNIGHT && last == 0))
        return next_of_weeks(a, r, day_from(r, today), after, 1);
    if (r->every == EVERY_FORTNIGHT)
        return next_of_weeks(a, r, fortnight_from(a, r, last, after), after, 2);
    if (r->every == EVERY_NEVER)
        return 0;
    for (int months = 0; (at = moment(a, r, last_of_month(r, today, months))) <= after; months++)
        continue;
    return at;
}
