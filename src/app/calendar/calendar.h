/* calendar/calendar.h — days on which something is due or ends, in the calendar that
 * somebody uses anyway: read from an address which only they know (RFC 5545). */
#pragma once
#include "app/app.h"
#include "base/list.h"
#include "base/words.h"

/* Which days it tells. `team`: of what is asked of people they lead, with their names. */
struct calendar_choice { bool asked, ends, team; };
struct calendar_feed { int64_t account; str token; struct calendar_choice tells; msec created, read; /* 0: never */ };

/* NOT_FOUND: they have none. */
MUST_USE code calendar_get(struct db *db, struct arena *a, int64_t account, struct calendar_feed *out, struct error *err);
/* NOT_FOUND: there is none, or it was ended. Notes, to the hour, that it was read. */
MUST_USE code calendar_by_token(struct db *db, struct arena *a, str token, struct calendar_feed *out, struct error *err);
/* Makes the address where there is none. BAD_INPUT at "ends": nothing would be told. */
MUST_USE code calendar_set(struct db *db, struct arena *a, int64_t account, struct calendar_choice tells, struct error *err);
/* Another address; the one before is dead at once. NOT_FOUND: they have none. */
MUST_USE code calendar_replace(struct db *db, struct arena *a, int64_t account, struct error *err);
MUST_USE code calendar_end(struct db *db, int64_t account, struct error *err);

/* The file, in the language that this thread speaks: what was due in the last 90 days and
 * what comes, at most 500 days of each kind. */
MUST_USE code calendar_write(struct app *app, struct db *db, struct arena *a, const struct calendar_feed *f, str *out, struct error *err);

extern const struct route calendar_routes[];
