/* plan/plan.h — a personal development plan: what somebody wants to reach at work (a job
 * role, a badge, or words), the steps to it with hours and money, and a day on which it is
 * looked at again. It is its person's own: who leads them reads it once it was sent, may
 * comment, agree or ask for changes, and changes nothing in it. Nobody else reads it, no
 * role of the organisation either, so its log says nothing of plans. A step that names
 * something to be held is done when it is held, and open again when it is not any more. */
#pragma once
#include "app/effort.h"
#include "app/list/act.h"
#include "app/list/list.h"
#include "store/job.h"

#define PLANS_MOST   30                          /* of one person */
#define PLANS_IN_ALL 100                         /* removed ones among them */
#define PLAN_STEPS   80                          /* with removed ones twice as many */
#define PLAN_EVENTS  500
#define PLAN_KEPT    (30 * DAY)                  /* so long a removed one comes back */

enum plan_state { PLAN_DRAFT, PLAN_SENT, PLAN_BACK, PLAN_AGREED };

/* Days and moments 0: none. `review`: 00:00 UTC of the day. */
struct plan {
    int64_t id, org, person, jobrole, badge, manager, answered_by;
    str title, why, person_name, org_name, manager_name, answered_by_name;
    enum plan_state state;
    msec review, created, changed, sent, answered, closed, removed;
    bool is_reached;
    bool is_own, is_led;                         /* of the account that asked */
};
LIST_OF(plans, struct plan);

/* Somebody's entries in directories, where they work now. */
struct plan_me { int64_t org, person; str org_name, name; };
LIST_OF(plan_mes, struct plan_me);
MUST_USE code plan_me_find(struct db *db, struct arena *a, int64_t account, struct plan_mes *out, struct error *err);

/* NOT_FOUND: it is neither theirs nor sent to them. */
MUST_USE code plan_look(struct db *db, struct arena *a, int64_t id, int64_t account, struct plan *out, struct error *err);
/* One's own; those that are open first, then closed ones, then removed ones. */
MUST_USE code plan_mine(struct db *db, struct arena *a, int64_t account, struct plans *out, struct error *err);
/* Of somebody whom the account leads: those that were sent. */
MUST_USE code plan_of_led(struct db *db, struct arena *a, int64_t person, int64_t account, struct plans *out, struct error *err);
/* How many wait for an answer of who leads. */
MUST_USE code plan_waiting(struct db *db, int64_t org, int64_t account, int64_t *n, struct error *err);

/* jobrole, badge: one at the most; without, `title` says it. BAD_INPUT names "goal", "title",
 * "review" (a day that is past); LIMIT at "goal": too many. */
struct plan_new { int64_t account; struct plan_me me; int64_t jobrole, badge; str title, why; msec review; };
MUST_USE code plan_add(struct db *db, struct arena *a, const struct plan_new *n, int64_t *id, struct error *err);
struct plan_change { int64_t id, account; str title, why; msec review; };
MUST_USE code plan_save(struct db *db, struct arena *a, const struct plan_change *c, struct error *err);

/* What becomes of it. Of its person: send, take back, close, reopen, remove, restore; of who
 * leads them: agree, ask (with words), undo (for ACT_UNDO_TIME). Either: comment. DENIED: it
 * is not theirs to do; CONFLICT: not as it stands, at "seen": it was changed since they opened
 * it; BAD_INPUT at "words". `seen`, of an answer: plan.changed as they read it. */
enum plan_act { PLAN_SEND, PLAN_TAKE_BACK, PLAN_REACHED, PLAN_GIVE_UP, PLAN_REOPEN, PLAN_REMOVE, PLAN_RESTORE, PLAN_AGREE, PLAN_ASK, PLAN_UNDO, PLAN_COMMENT, PLAN_ACTS };
struct plan_do { int64_t id, account; enum plan_act act; str words; msec seen; };
MUST_USE code plan_act(struct db *db, struct arena *a, const struct plan_do *d, struct error *err);
bool plan_may(const struct plan *p, enum plan_act act, int64_t account);

struct plan_event { int64_t id; str kind, words, by; msec at; };
LIST_OF(plan_events, struct plan_event);
MUST_USE code plan_events_of(struct db *db, struct arena *a, int64_t id, struct plan_events *out, struct error *err);     /* the newest first */
const char *plan_event_words(str kind);

/* ---- steps (step.c) ---- */

/* `held`: since when what it names is held; 0: not. `is_by_itself`: it names something. */
struct plan_step { int64_t id, requirement, badge, minutes, cost; str title, note; msec due, done, held, removed; bool is_by_itself; };
LIST_OF(plan_steps, struct plan_step);
bool plan_step_is_done(const struct plan_step *s);
/* By day, those without one last; removed ones among them. */
MUST_USE code plan_steps_of(struct db *db, struct arena *a, const struct plan *p, struct plan_steps *out, struct error *err);
/* unknown: open steps of which neither hours nor cost are said. */
struct plan_sums { int64_t n, done, minutes, minutes_open, cost, cost_open, unknown; };
struct plan_sums plan_sum(const struct plan_steps *all);

/* BAD_INPUT names "title", "cost"; LIMIT at "title". Of a new one id is 0. DENIED, CONFLICT. */
struct plan_step_save { int64_t plan, account; struct plan_step step; };
MUST_USE code plan_step_save(struct db *db, struct arena *a, const struct plan_step_save *s, struct error *err);
enum plan_step_act { STEP_TICK, STEP_UNTICK, STEP_REMOVE, STEP_RESTORE };
struct plan_step_do { int64_t plan, account, step; enum plan_step_act act; };
MUST_USE code plan_step_act(struct db *db, struct arena *a, const struct plan_step_do *d, struct error *err);

/* ---- the gap (gap.c) ---- */

/* What the goal takes that is not held and no step yet, in the order in which it can be had:
 * requirements and skills of the job role and of those on the way to it (app/ladder/way.h), or
 * the badge with the badges that it is made of. A skill becomes a step that is ticked, by its
 * name. `role`: for which of several it is to be had; `with`: what gives it as well; `has`: what
 * of all that is held already. */
struct plan_offer { int64_t requirement, badge, skill; str title, how, role, with; struct effort effort; };
LIST_OF(plan_offers, struct plan_offer);
struct plan_gap { struct plan_offers missing; struct str_list has; };
MUST_USE code plan_gap_find(struct db *db, struct arena *a, const struct plan *p, const struct plan_steps *steps, struct plan_gap *out, struct error *err);
/* Those of the gap that are chosen, as "r7", "b7" and "s7"; anything else is as if not chosen. */
struct plan_take { int64_t plan, account; const struct str_list *chosen; };
MUST_USE code plan_take(struct db *db, struct arena *a, const struct plan_take *t, int64_t *n, struct error *err);

/* ---- kept tidy ---- */

MUST_USE code plan_schedule(struct db *db, struct arena *a, struct error *err);    /* at start */

extern const struct list_def plans_list_def;
void plan_start(void);                            /* once per process: the mail of the day tells of plans */
extern const struct route plan_routes[];
extern const struct job_kind plan_jobs[];
