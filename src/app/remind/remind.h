/* remind/remind.h — reminders before an award ends, and the day after: to who holds
 * it and to who leads them, one mail a day for everything, never the same twice. */
#pragma once
#include "app/app.h"
#include "base/list.h"
#include "store/job.h"

#define REMIND_STEPS 8
#define REMIND_DAYS_MOST 730
#define REMIND_AFTER (-1)                        /* the day after the end */

/* Days before the end, falling; REMIND_AFTER last. */
struct remind_steps { size_t n; int64_t days[REMIND_STEPS]; };
/* "90, 30, 7" as typed, or as kept. BAD_INPUT at "days". */
MUST_USE code remind_steps_read(str text, struct remind_steps *out, struct error *err);
str remind_steps_write(struct arena *a, const struct remind_steps *s);           /* as kept: "90 30 7 -1" */
/* Which step an award has come to that ends in so many days; false: none. What was
 * missed is told in one; what ended more than a week ago is not told any more. */
bool remind_step(const struct remind_steps *s, int64_t days_left, int64_t *step);

struct remind_rule { struct remind_steps steps; bool to_managers, weekends; int64_t from_hour, until_hour; int64_t looked_day, last_count; };
/* Never NOT_FOUND: without a rule there are no steps, and the hours are the usual ones. */
MUST_USE code remind_rule_get(struct db *db, struct arena *a, int64_t org, struct remind_rule *out, struct error *err);
/* BAD_INPUT at "from_hour" or "until_hour". */
MUST_USE code remind_rule_set(struct db *db, struct arena *a, int64_t org, const struct remind_rule *r, struct error *err);

/* Badges that end, with their own days where they have some. */
struct remind_badge { int64_t id; str name; bool has_own; struct remind_steps own; int64_t months, held; /* awards that are to end */ };
LIST_OF(remind_badge_list, struct remind_badge);
MUST_USE code remind_badges(struct db *db, struct arena *a, int64_t org, struct remind_badge_list *out, struct error *err);
MUST_USE code remind_badge_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct remind_badge *out, struct error *err);
/* `own` NULL: as the organisation. */
MUST_USE code remind_badge_set(struct db *db, struct arena *a, int64_t id, const struct remind_steps *own, struct error *err);

/* remind_run.c: all that is due in an organisation, if its clocks allow it now and
 * it was not done today. `*mails`: how many were queued. */
MUST_USE code remind_run(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t *mails, struct error *err);
/* The hourly look at all organisations. */
MUST_USE code remind_schedule(struct db *db, struct error *err);
/* In the caller's transaction: a look besides, after the rule was changed. */
MUST_USE code remind_look_now(struct db *db, struct error *err);

void remind_start(void);
extern const struct job_kind remind_jobs[];
extern const struct route remind_routes[];
