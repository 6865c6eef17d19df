/* base/clock.h — points in time as Unix milliseconds UTC, RFC 3339 text, and
 * a clock that tests set. */
#pragma once
#include <stdint.h>
#include "base/str.h"

typedef int64_t msec;                            /* since 1970-01-01T00:00:00Z */

#define SECOND ((msec)1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

msec clock_now(void);
/* Before it, the clock of this machine cannot be right. */
msec clock_build_time(void);                     /* of this program; 0: not known */
/* Tests and `--at`: freezes clock_now at `t`; a negative value lets it run. */
void clock_set(msec t);
/* Nanoseconds of a clock that never steps back; for durations. */
int64_t clock_monotonic_ns(void);

struct date { int year, month, day; };           /* month 1..12, day 1..31, UTC */
struct date date_of(msec t);
msec date_start(struct date d);                  /* 00:00 UTC of that day */
int  date_days_in_month(int year, int month);
/* Adds months; a day that the month lacks becomes its last (31 Jan + 1 = 28/29 Feb). */
struct date date_add_months(struct date d, int months);

/* RFC 3339 §5.6, upper or lower case T and Z, fractions cut to milliseconds,
 * second 60 read as 59. BAD_INPUT on anything else. */
MUST_USE code time_parse(str text, msec *out, struct error *err);
/* XML Schema's dateTimeStamp, as VCDM 2.0 §2.1 has it: capitals, no second 60, an
 * offset of 14:00 at most, and 24:00:00 for the next day's start. */
MUST_USE code time_parse_stamp(str text, msec *out, struct error *err);
/* Neither reads a year with a sign or a fifth digit: XML Schema knows them, and lets
 * who reads stop at 9999 (XSD 1.1 part 2 §5.4); RFC 3339, which the schemas of badges
 * ask for, has four digits alone. Says whether the text is of such a year. */
bool time_has_other_year(str text);
/* "2026-11-24T03:46:06Z"; milliseconds are written only when not 0. */
str time_format(struct arena *a, msec t);
MUST_USE code date_parse(str text, struct date *out, struct error *err); /* YYYY-MM-DD */
str date_format(struct arena *a, struct date d);
