/* requirement/span.c — counting by the calendar. */
#include "app/requirement/span.h"

static msec within_time(msec day)
{
    return day > LAST_DAY ? LAST_DAY : day < 0 ? NO_DAY : day;
}

msec span_after(msec day, struct span s, int times)
{
    int n = s.n * times;

    if (day >= LAST_DAY || s.unit == SPAN_NONE)
        return within_time(day);
    if (s.unit == SPAN_DAYS)
        return within_time(day + n * DAY);
    return within_time(date_start(date_add_months(date_of(day), s.unit == SPAN_YEARS ? 12 * n : n)));
}

static msec in_year(int year, struct year_day d)
{
    int last = date_days_in_month(year, d.month);

    return date_start((struct date){year, d.month, d.day > last ? last : d.day});
}

msec year_day_from(msec day, struct year_day d)
{
    int year = date_of(day).year;
    msec there = in_year(year, d);

    return day >= LAST_DAY ? LAST_DAY : there >= day ? there : in_year(year + 1, d);
}

int64_t days_within(msec first, msec last)
{
    return last < first ? 0 : (last - first) / DAY + 1;
}

/* ---- as text ---- */

static bool unit_of(char c, enum span_unit *out)
{
    *out = c == 'D' ? SPAN_DAYS : c == 'M' ? SPAN_MONTHS : c == 'Y' ? SPAN_YEARS : SPAN_NONE;
    return *out != SPAN_NONE;
}

bool span_read(str text, struct span *out)
{
    bool before = str_starts(text, S("-"));
    str rest = before ? str_from(text, 1) : text;
    int64_t n;

    *out = (struct span){SPAN_NONE, 0};
    if (rest.n < 3 || rest.p[0] != 'P' || !unit_of(rest.p[rest.n - 1], &out->unit))
        return false;
    if (!str_to_int(str_slice(rest, 1, rest.n - 1), &n) || n < 0 || n > SPAN_MOST)
        return false;
    out->n = before ? -(int)n : (int)n;
    return true;
}

str span_write(struct arena *a, struct span s)
{
    static const char letters[] = {[SPAN_DAYS] = 'D', [SPAN_MONTHS] = 'M', [SPAN_YEARS] = 'Y'};

    if (s.unit == SPAN_NONE)
        return S("");
    return str_printf(a, "%sP%d%c", s.n < 0 ? "-" : "", s.n < 0 ? -s.n : s.n, letters[s.unit]);
}

bool year_day_read(str text, struct year_day *out)
{
    int64_t month, day;

    *out = (struct year_day){0};
    if (text.n != 7 || !str_starts(text, S("--")) || text.p[4] != '-')
        return false;
    if (!str_to_int(str_slice(text, 2, 4), &month) || !str_to_int(str_from(text, 5), &day))
        return false;
    /* 2024 has a 29 February. */
    if (month < 1 || month > 12 || day < 1 || day > date_days_in_month(2024, (int)month))
        return false;
    *out = (struct year_day){(int)month, (int)day};
    return true;
}

str year_day_write(struct arena *a, struct year_day d)
{
    return d.month ? str_printf(a, "--%02d-%02d", d.month, d.day) : S("");
}
