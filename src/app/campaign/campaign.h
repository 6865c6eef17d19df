/* campaign/campaign.h — a change that many people are to make: up to three things done from
 * now on, each shown by a badge, whom it is for, from when until when, and how many of them
 * are to do it. Somebody does it who holds all of its badges. How far it is, week by week
 * and by department, is worked out from the awards; a person sees what is theirs alone and
 * how many do it in all. */
#pragma once
#include "app/app.h"
#include "app/requirement/requirement.h"
#include "store/job.h"

#define CAMPAIGN_GOALS 3
#define CAMPAIGN_SMALL 5                         /* of fewer people than these no figure is shown */
#define CAMPAIGN_DAYS  (2 * 366)
#define CAMPAIGN_FRESH (15 * MINUTE)             /* so often is it counted for those whom it is for */

enum campaign_state { CAMPAIGN_PLANNED, CAMPAIGN_RUNNING, CAMPAIGN_ENDED, CAMPAIGN_STOPPED };
struct campaign_goal { int64_t badge; str text, task, badge_name, badge_link; msec held; size_t row; };     /* held: of somebody; 0: not. row: of a form, from 0 */
LIST_OF(campaign_goals, struct campaign_goal);
/* starts, ends: 00:00 UTC of the first and the last day. */
struct campaign {
    int64_t id, org, target;
    str name, words, org_name;
    msec starts, ends, created, stopped, archived;
    int64_t people, doing;                       /* as counted last; `counted` 0: never */
    msec counted;
    struct campaign_goals goals;
};
LIST_OF(campaigns, struct campaign);
enum campaign_state campaign_state(const struct campaign *c, msec today);
msec campaign_today(void);

MUST_USE code campaign_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct campaign *out, struct error *err);
/* The newest first, archived ones last; at most 200. */
MUST_USE code campaign_find(struct db *db, struct arena *a, int64_t org, struct campaigns *out, struct error *err);
MUST_USE code campaign_audience(struct db *db, struct arena *a, int64_t id, struct audience_rules *out, struct error *err);
/* A new one where c->id is 0; of another CONFLICT once it has begun. BAD_INPUT names "name",
 * "starts", "ends", "target", "who", "text1", "badge1" … */
struct campaign_save { const struct campaign *c; const struct audience_rules *who; int64_t by; };
MUST_USE code campaign_save(struct db *db, struct arena *a, const struct campaign_save *s, int64_t *id, struct error *err);
/* CONFLICT: not as it stands. */
enum campaign_act { CAMPAIGN_STOP, CAMPAIGN_GO_ON, CAMPAIGN_ARCHIVE, CAMPAIGN_UNARCHIVE, CAMPAIGN_ACTS };
struct campaign_do { int64_t org, id, by; enum campaign_act act; };
MUST_USE code campaign_act(struct db *db, struct arena *a, const struct campaign_do *d, struct error *err);
bool campaign_may(const struct campaign *c, enum campaign_act act);

/* ---- how far it is (adoption.c) ---- */

/* Of those for whom it is and who work here now, with what is valid now. Since when somebody
 * does it goes by the first award, renewed or not; what first came after its end does not
 * count. `before`: did it all before the first day. */
struct campaign_week { msec day; int64_t all; };             /* its first day; how many do it by its end */
struct campaign_unit { int64_t id, people, all; str name; };  /* id 0: in no department */
LIST_OF(campaign_weeks, struct campaign_week);
LIST_OF(campaign_units, struct campaign_unit);
struct campaign_adoption { int64_t people, before, all, some; struct campaign_weeks weeks; struct campaign_units units; int64_t small; /* units not shown: never so few people that they could be worked out */ };
MUST_USE code campaign_adoption(struct db *db, struct arena *a, const struct campaign *c, struct campaign_adoption *out, struct error *err);
/* The same of the people alone whom somebody may see, whose right is for a part; `grants`: access_grants. */
struct campaign_reader { int64_t account; str grants; };
MUST_USE code campaign_adoption_for(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, struct campaign_adoption *out, struct error *err);
/* By team (teams.c), beside the departments of `with`: no team by which fewer than CAMPAIGN_SMALL
 * people could be told apart, from it or from all that is shown beside it. `small`: so many are
 * left out; `more`: so many come after the largest ones and are not shown. */
struct campaign_teams { struct campaign_units units; int64_t small, more; };
MUST_USE code campaign_teams(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, const struct campaign_adoption *with,
                             struct campaign_teams *out, struct error *err);
/* How many it is for and how many do it, kept for each of many readers: by the job of each quarter of an hour. */
MUST_USE code campaign_count(struct db *db, struct arena *a, struct campaign *c, struct error *err);
MUST_USE code campaign_schedule(struct db *db, struct arena *a, struct error *err);        /* at start */
extern const struct job_kind campaign_jobs[];
int64_t campaign_percent(int64_t n, int64_t of);

/* ---- one's own ---- */

/* Those that run and are for an account, with what it holds of each. */
MUST_USE code campaign_mine(struct db *db, struct arena *a, int64_t account, struct campaigns *out, struct error *err);

void campaign_start(void);                        /* once per process: the mail of the day tells of campaigns (told.c) */
extern const struct route campaign_routes[];
