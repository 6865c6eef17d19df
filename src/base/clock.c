/* base/clock.c — the calendar is Howard Hinnant's days_from_civil: years begin
 * in March, so that the leap day is the last of its year. */
#include "base/clock.h"
#include <stdatomic.h>
#include <time.h>

static _Atomic msec frozen = -1;

msec clock_now(void)
{
    msec t = atomic_load_explicit(&frozen, memory_order_relaxed);
    struct timespec ts;

    if (t >= 0)
        return t;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (msec)ts.tv_sec * SECOND + ts.tv_nsec / 1000000;
}

#ifndef BUILD_SECONDS
#define BUILD_SECONDS 0
#endif

msec clock_build_time(void)
{
    return (msec)BUILD_SECONDS * SECOND;
}

void clock_set(msec t)
{
    atomic_store(&frozen, t < 0 ? -1 : t);
}

int64_t clock_monotonic_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Calendar. */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t days_from_date(struct date d)
{
    int64_t year = d.month <= 2 ? (int64_t)d.year - 1 : d.year;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct date date_of(msec t)
{
    int64_t days = floor_div(t, DAY) + 719468;
    int64_t era = floor_div(days, 146097);
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);

    return (struct date){.year = (int)(yoe + era * 400 + (month <= 2)),
                         .month = month,
                         .day = (int)(doy - (153 * mp + 2) / 5 + 1)};
}

msec date_start(struct date d)
{
    return days_from_date(d) * DAY;
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && is_leap ? 29 : days[month - 1];
}

struct date date_add_months(struct date d, int months)
{
    int64_t count = (int64_t)d.year * 12 + d.month - 1 + months;
    struct date r = {.year = (int)floor_div(count, 12), .day = d.day};

    r.month = (int)(count - (int64_t)r.year * 12) + 1;
    if (r.day > date_days_in_month(r.year, r.month))
        r.day = date_days_in_month(r.year, r.month);
    return r;
}

/* Text. Each reader takes its part off the front of `*s`. */

static bool read_digits(str *s, size_t n, int *out)
{
    *out = 0;
    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        *out = *out * 10 + (s->p[i] - '0');
    }
    *s = str_from(*s, n);
    return true;
}

static bool read_mark(str *s, char upper)
{
    bool is_letter = upper >= 'A';

    if (s->n == 0 || (s->p[0] != upper && !(is_letter && s->p[0] == upper + 32)))
        return false;
    *s = str_from(*s, 1);
    return true;
}

static bool read_date(str *s, struct date *d)
{
    return read_digits(s, 4, &d->year) && read_mark(s, '-') &&
           read_digits(s, 2, &d->month) && read_mark(s, '-') &&
           read_digits(s, 2, &d->day) && d->month >= 1 && d->month <= 12 &&
           d->day >= 1 && d->day <= date_days_in_month(d->year, d->month);
}

static bool read_hour_minute(str *s, int last_hour, msec *out)
{
    int hour, minute;

    if (!read_digits(s, 2, &hour) || !read_mark(s, ':') || !read_digits(s, 2, &minute) ||
        hour > last_hour || minute > 59)
        return false;
    *out = hour * HOUR + minute * MINUTE;
    return true;
}

static bool read_fraction(str *s, msec *out)
{
    size_t n = 0;
    msec scale = 100;

    *out = 0;
    if (!read_mark(s, '.'))
        return true;
    for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++, scale /= 10)
        *out += (s->p[n] - '0') * scale;
    *s = str_from(*s, n);
    return n > 0;
}

static bool read_seconds(str *s, int last_second, msec *out)
{
    int second;
    msec fraction;

    if (!read_mark(s, ':') || !read_digits(s, 2, &second) || second > last_second ||
        !read_fraction(s, &fraction))
        return false;
    *out = (second == 60 ? 59 : second) * SECOND + fraction;
    return true;
}

static bool read_zone(str *s, msec *offset)
{
    *offset = 0;
    if (read_mark(s, 'Z'))
        return true;
    bool is_west = s->n && s->p[0] == '-';
    if (!read_mark(s, is_west ? '-' : '+') || !read_hour_minute(s, 23, offset))
        return false;
    *offset = is_west ? -*offset : *offset;
    return true;
}

static bool read_time(str s, bool is_stamp, msec *out)
{
    struct date d;
    msec minutes, seconds, offset;

    if (is_stamp && (str_find_byte(s, 't') >= 0 || str_find_byte(s, 'z') >= 0))
        return false;
    if (!read_date(&s, &d) || !read_mark(&s, 'T') || !read_hour_minute(&s, is_stamp ? 24 : 23, &minutes) ||
        !read_seconds(&s, is_stamp ? 59 : 60, &seconds) || !read_zone(&s, &offset) || s.n)
        return false;
    *out = date_start(d) + minutes + seconds - offset;
    return !is_stamp || (minutes + seconds <= DAY && offset <= 14 * HOUR && offset >= -14 * HOUR);
}

bool time_has_other_year(str text)
{
    bool has_sign = str_starts(text, S("-")) || str_starts(text, S("+"));
    str rest = str_from(text, has_sign);
    size_t n = 0;

    while (n < rest.n && rest.p[n] >= '0' && rest.p[n] <= '9')
        n++;
    return n + has_sign > 4 && n >= 4 && n < rest.n && rest.p[n] == '-';
}

static code no_time(str text, struct error *err)
{
    if (time_has_other_year(text))
        return fail(err, BAD_INPUT, "", "the year in \"" STR_FMT "\" is not one from 0000 to 9999",
                    STR_ARG(str_slice(text, 0, 40)));
    return fail(err, BAD_INPUT, "", "\"" STR_FMT "\" is not a date and time like 2026-11-24T03:46:06Z",
                STR_ARG(str_slice(text, 0, 40)));
}

code time_parse(str text, msec *out, struct error *err)
{
    return read_time(text, false, out) ? OK : no_time(text, err);
}

code time_parse_stamp(str text, msec *out, struct error *err)
{
    return read_time(text, true, out) ? OK : no_time(text, err);
}

static char *put_digits(char *at, int64_t n, int digits, char after)
{
    for (int i = digits; i-- > 0; n /= 10)
        at[i] = (char)('0' + n % 10);
    at[digits] = after;
    return at + digits + 1;
}

/* Not by printf, which would take longer than all the rest of a hosted badge. */
str time_format(struct arena *a, msec t)
{
    struct date d = date_of(t);
    int in_day = (int)(t - date_start(d)), ms = in_day % (int)SECOND;
    char text[32], *at = text;

    if (d.year < 0 || d.year > 9999)
        return str_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day, in_day / (int)HOUR,
                          in_day / (int)MINUTE % 60, in_day / (int)SECOND % 60);
    at = put_digits(at, d.year, 4, '-');
    at = put_digits(at, d.month, 2, '-');
    at = put_digits(at, d.day, 2, 'T');
    at = put_digits(at, in_day / HOUR, 2, ':');
    at = put_digits(at, in_day / MINUTE % 60, 2, ':');
    at = put_digits(at, in_day / SECOND % 60, 2, ms ? '.' : 'Z');
    if (ms)
        at = put_digits(at, ms, 3, 'Z');
    return str_copy(a, (str){text, (size_t)(at - text)});
}

code date_parse(str text, struct date *out, struct error *err)
{
    struct date d;
    str s = text;

    if (!read_date(&s, &d) || s.n)
        return fail(err, BAD_INPUT, "", "\"" STR_FMT "\" is not a date like 2026-11-24",
                    STR_ARG(str_slice(text, 0, 40)));
    *out = d;
    return OK;
}

str date_format(struct arena *a, struct date d)
{
    return str_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}
