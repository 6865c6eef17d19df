/* recognise/every.h — when a round of a scheme ends that comes again and again: every
 * week, every second week or on the last such day of each month, at an hour of its own
 * clocks. Pure, but for the files of the time zones. */
#pragma once
#include "app/zone.h"

enum every { EVERY_NEVER, EVERY_WEEK, EVERY_FORTNIGHT, EVERY_MONTH };

/* weekday: 1 Monday to 7 Sunday; minute: of the day. An unknown zone is UTC. */
struct every_rule { enum every every; int64_t weekday, minute; str zone; };

enum every every_named(str name);                /* "week", "fortnight", "month"; anything else: never */
/* The first end after `after`. Fortnights are counted from `last`, an end before; 0:
 * the first such day that comes. Where the clocks leave the hour out, it is the one
 * after the gap, and of two the first. 0 for never. */
msec every_next(struct arena *a, const struct every_rule *r, msec after, msec last);
