/* requirement/span.h — lengths of time as calendars count them, and days of the year.
 * A day is 00:00 of it written as if it were UTC, whatever the zone of who lives it;
 * 0 is none. Nothing here knows a clock. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"

#define NO_DAY   ((msec)0)
#define LAST_DAY (date_start((struct date){9999, 12, 31}))     /* for good */

enum span_unit { SPAN_NONE, SPAN_DAYS, SPAN_MONTHS, SPAN_YEARS };
struct span { enum span_unit unit; int n; };     /* n may be below zero where something comes before */
#define SPAN_MOST 1200                           /* of each unit */

/* A day that comes each year: 31 January. 29 February is the 28th where there is none. */
struct year_day { int month, day; };             /* month 0: none */

/* `times` spans after `day`, counted from it at once, so that 31 January and a month
 * twice is 31 March. What the month lacks is its last day. Stays within LAST_DAY. */
msec span_after(msec day, struct span s, int times);
/* The first such day that is not before `day`. */
msec year_day_from(msec day, struct year_day d);
/* Days from the first to the last, both counted; 0 when it ends before it begins. */
int64_t days_within(msec first, msec last);

/* ISO 8601-1 §5.5.2 with one part: "P12M", "-P30D"; and XML Schema's gMonthDay: "--01-31".
 * False: it is no such text. */
MUST_USE bool span_read(str text, struct span *out);
str span_write(struct arena *a, struct span s);
MUST_USE bool year_day_read(str text, struct year_day *out);
str year_day_write(struct arena *a, struct year_day d);
