/* remind/remind.h — reminders before an award ends, and the day after; and of what is
 * asked of people at work, before it is due and after. To whom it concerns and to who leads
 * them in one mail a day, to who answers for a requirement in one beside it; never the same
 * twice, by the clocks where they work. */
#pragma once
#include "app/app.h"
#include "base/list.h"
#include "store/job.h"

#define REMIND_STEPS 12
#define REMIND_AWARD_STEPS 8
#define REMIND_DAYS_MOST 730
#define REMIND_AFTER (-1)                        /* the day after the end */
#define REMIND_LATE_MOST 90                      /* days after something was due */

/* Days before the end, falling; below zero: after it. Of awards REMIND_AFTER alone. */
struct remind_steps { size_t n; int64_t days[REMIND_STEPS]; };
/* "90, 30, 7" as typed, or as kept. BAD_INPUT at "days". */
MUST_USE code remind_steps_read(str text, struct remind_steps *out, struct error *err);
/* Of what is asked: the day itself, 0, and days after it too. */
MUST_USE code remind_duty_days_read(str text, struct remind_steps *out, struct error *err);
str remind_steps_write(struct arena *a, const struct remind_steps *s);           /* as kept: "90 30 7 -1" */
/* Which step something has come to that ends in so many days; false: none. What was
 * missed is told in one; a week after the last step (or the end) nothing is told any more. */
bool remind_step(const struct remind_steps *s, int64_t days_left, int64_t *step);
#define REMIND_TOLD_NOTHING INT64_MAX
/* On which day the next mail is about what is due on `due`, to who was told of the step `told`
 * last: `day` itself, where a lower step was come to, else a later one; false: none any more. */
struct remind_due { msec due; int64_t told; };
bool remind_next(const struct remind_steps *s, const struct remind_due *d, msec day, msec *when);

struct remind_rule { struct remind_steps steps; bool to_managers, weekends; int64_t from_hour, until_hour; };
/* Never NOT_FOUND: without a rule there are no steps, and the hours are the usual ones. */
MUST_USE code remind_rule_get(struct db *db, struct arena *a, int64_t org, struct remind_rule *out, struct error *err);
/* BAD_INPUT at "from_hour" or "until_hour". */
MUST_USE code remind_rule_set(struct db *db, struct arena *a, int64_t org, const struct remind_rule *r, struct error *err);

/* 0:00 of a day as date_start gives it: is that a Saturday or a Sunday? */
bool remind_is_weekend(msec day);
/* When the organisation next begins to mail people, from `from` on, by its own clocks. */
MUST_USE code remind_next_morning(struct db *db, struct arena *a, int64_t org, msec from, msec *out, struct error *err);

/* When it reminded last, and with how many mails; day 0: never. */
MUST_USE code remind_last(struct db *db, int64_t org, msec *day, int64_t *mails, struct error *err);
/* In the caller's transaction: today is looked at once more, as a rule was changed. */
MUST_USE code remind_look_anew(struct db *db, int64_t org, struct error *err);

/* Badges that end, with their own days where they have some. */
struct remind_badge { int64_t id; str name; bool has_own; struct remind_steps own; int64_t months, held; /* awards that are to end */ };
LIST_OF(remind_badge_list, struct remind_badge);
MUST_USE code remind_badges(struct db *db, struct arena *a, int64_t org, struct remind_badge_list *out, struct error *err);
MUST_USE code remind_badge_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct remind_badge *out, struct error *err);
/* `own` NULL: as the organisation. */
MUST_USE code remind_badge_set(struct db *db, struct arena *a, int64_t id, const struct remind_steps *own, struct error *err);

/* ---- what is asked at work (duty.c): the hours are those of the rule above ---- */

/* team_day: weekly to who leads people, 1 Monday to 5 Friday; 0: not. */
struct duty_rule { struct remind_steps days; int64_t team_day; bool to_owner; };
/* Never NOT_FOUND: without a rule it is the usual one. */
MUST_USE code duty_rule_get(struct db *db, struct arena *a, int64_t org, struct duty_rule *out, struct error *err);
/* BAD_INPUT at "team_day". */
MUST_USE code duty_rule_set(struct db *db, struct arena *a, int64_t org, const struct duty_rule *r, struct error *err);
/* Requirements in force, with their own days where they have some. */
struct duty_line { int64_t id; str code, name; bool has_own; struct remind_steps own; int64_t asked; /* how many people */ };
LIST_OF(duty_lines, struct duty_line);
MUST_USE code duty_requirements(struct db *db, struct arena *a, int64_t org, struct duty_lines *out, struct error *err);
MUST_USE code duty_requirement_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct duty_line *out, struct error *err);
/* `own` NULL: as the organisation. */
MUST_USE code duty_requirement_set(struct db *db, struct arena *a, int64_t id, const struct remind_steps *own, struct error *err);

/* On which days people are mailed about this one, in force or not yet; none: never. */
MUST_USE code duty_steps(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct remind_steps *out, struct error *err);

/* ---- the run ---- */

/* remind_run.c: all that is due in an organisation, where clocks allow it now and
 * it was not done today. `*mails`: how many were queued. */
MUST_USE code remind_run(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t *mails, struct error *err);
/* One mail to somebody about these requirements, now; CONFLICT says why not: nothing of it
 * is open, they are away, have no address, or had one today. */
struct remind_now { int64_t org, person; const struct id_list *requirements; };
MUST_USE code remind_now(struct db *db, struct arena *a, const struct remind_now *n, int64_t *mail, struct error *err);
/* remind_look.c: who would be mailed today, with what, wherever the clocks stand: some of
 * them from a place on. `next`: the place to go on from; zone 0 and after 0: that is all. */
struct remind_place { int64_t zone, after; };
struct remind_coming { int64_t person; str name, address; const char *kind; struct str_list about; int64_t more; bool of_team; };
LIST_OF(remind_coming_list, struct remind_coming);
MUST_USE code remind_look_ahead(struct db *db, struct arena *a, int64_t org, struct remind_place *place, struct remind_coming_list *out, struct error *err);
/* The hourly look at all organisations. */
MUST_USE code remind_schedule(struct db *db, struct error *err);
/* In the caller's transaction: a look besides, after the rule was changed. */
MUST_USE code remind_look_now(struct db *db, struct error *err);

/* ---- what slices above have to say in the mail of the day (source.c) ---- */

/* Something said once to `receiver`, of the directory; the source remembers what it told.
 * `step` and `until` are its own words for what of the thing is told. */
struct remind_said { int64_t receiver, person, thing, step; msec until; bool of_team; };
LIST_OF(remind_saids, struct remind_said);
/* An organisation, now; `today`: 00:00 there, written as if it were UTC. first, last: receivers, by id. */
struct remind_look { struct db *db; struct arena *a; int64_t org; msec now, today; int64_t first, last; };
struct letter_items;
struct remind_source {
    const char *kind, *team_kind;                /* of a mail about this alone; of what concerns whom one leads */
    const char *thing;                           /* English, for the subject; NULL: what the first item is called */
    const char *topic;                           /* that somebody may refuse; NULL: "reminders". Of whom one leads it is "team" */
    bool is_private;                             /* not even its name is shown to those who look at what would be sent */
    code (*any)(struct db *db, int64_t org, bool *any, struct error *err);           /* NULL: nothing for people of the directory */
    code (*find)(const struct remind_look *l, struct remind_saids *out, struct error *err);
    code (*told)(struct db *db, const struct remind_said *s, int64_t mail, struct error *err);   /* mail 0: they want none, or have no address */
    code (*items)(struct app *app, struct db *db, struct arena *a, int64_t mail, struct letter_items *out, struct error *err);
    /* To who answers for something, in mails of their own, in the same hours; NULL: nothing. */
    code (*owners)(const struct remind_look *l, int64_t *mails, struct error *err);
};
#define REMIND_SOURCES 6
void remind_add_source(const struct remind_source *s);       /* at start, each once; it is there until the end */
/* The writer of the mail of the day, for the kinds of a source (mail_set_writers). */
struct mail;
struct letter;
code remind_write(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err);

void remind_start(void);
extern const struct job_kind remind_jobs[];
extern const struct route remind_routes[], duty_routes[];
