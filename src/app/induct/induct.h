/* induct/induct.h — induction: checklists for who is new. A template says what is done in
 * which phase, by whom, and who signs it off, in versions; a running checklist keeps the
 * version that it began with. Nobody signs off what they did themselves, nor anything of
 * their own checklist, by any address of theirs. Days are 00:00 as if UTC. */
#pragma once
#include "app/app.h"
#include "app/list/act.h"
#include "app/requirement/requirement.h"
#include "store/job.h"

#define INDUCT_ITEMS_MOST  60
#define INDUCT_SOON        (14 * DAY)            /* so long before a first day it starts by itself */

struct induct_word { const char *name, *words; };
extern const struct induct_word induct_kinds[], induct_doers[], induct_signers[], induct_starts[];     /* end with {NULL} */
const char *induct_word(const struct induct_word *all, str name);    /* "" of what is none */

/* ---- days and state, without database and clock (state.c) ---- */

enum induct_phase { PHASE_BEFORE, PHASE_DAY, PHASE_WEEK, PHASE_MONTH, PHASE_PROBATION, INDUCT_PHASES };
extern const char *const induct_phases[INDUCT_PHASES];       /* for people, English */
/* The last day on which it is in time: `days` after the first day where `has_days`, else the
 * end of its phase, months as calendars count them. */
struct induct_when { enum induct_phase phase; bool has_days; int64_t days; };
msec induct_due(msec start, const struct induct_when *w);

/* What is known of one step: moments, 0: not yet. */
struct step_facts { bool mandatory, must, wants_sign; msec due, done, signed_off; };
enum step_state { STEP_OPEN, STEP_OVERDUE, STEP_TO_SIGN, STEP_DONE };
enum step_state step_judge(const struct step_facts *s, msec today);
/* Cleared: everything that must be done before work starts is. Complete: everything mandatory
 * is; of a checklist without anything mandatory, all of it. `next`: the first that is open, by day
 * (in the order given where two have the same); n where there is none. */
struct induct_state { size_t n, done, overdue, held_back, next; bool is_cleared, is_complete; };
struct induct_state induct_judge(const struct step_facts *all, size_t n, msec today);

/* ---- templates (template.c, item.c) ---- */

struct induct_template {
    int64_t id, org, owner, substitute, achievement, refresh_months, number, running, items;
    str name, words, starts, owner_name, owner_address, substitute_name, substitute_address, badge_name;
    msec auto_from, created, archived;
    bool is_edited;                              /* the working copy says something else than the newest version */
};
LIST_OF(induct_templates, struct induct_template);
MUST_USE code induct_template_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct induct_template *out, struct error *err);
MUST_USE code induct_templates_find(struct db *db, struct arena *a, int64_t org, struct induct_templates *out, struct error *err);
/* BAD_INPUT names "name", "owner" (the address of a member), "substitute" (of another one, or empty), "badge", "starts", "who". `*id` where t->id is 0. */
struct induct_save { const struct induct_template *t; const struct audience_rules *who; int64_t by; };
MUST_USE code induct_template_save(struct db *db, struct arena *a, const struct induct_save *s, int64_t *id, struct error *err);
MUST_USE code induct_audience(struct db *db, struct arena *a, int64_t template, struct audience_rules *out, struct error *err);
/* How many of the audience work here now. */
MUST_USE code induct_audience_count(struct db *db, int64_t org, int64_t template, int64_t *n, struct error *err);
struct induct_act { int64_t org, id, by; };
/* The working copy becomes the next version. `moves`: running checklists go on with it. BAD_INPUT: it has no items. */
MUST_USE code induct_publish(struct db *db, struct arena *a, const struct induct_act *c, bool moves, struct error *err);
MUST_USE code induct_discard(struct db *db, struct arena *a, const struct induct_act *c, struct error *err);
MUST_USE code induct_set_archived(struct db *db, struct arena *a, const struct induct_act *c, bool archived, struct error *err);

struct induct_item {
    int64_t id, org, template, line, person, achievement, pass_mark;
    struct induct_when when;
    str kind, doer, signer, text, document, edition, hash, person_name, badge_name;
    bool mandatory, must;
};
LIST_OF(induct_items, struct induct_item);
/* number 0: the working copy. In the order of phases. */
MUST_USE code induct_items_of(struct db *db, struct arena *a, int64_t template, int64_t number, struct induct_items *out, struct error *err);
/* Of the working copy. BAD_INPUT names the field. */
MUST_USE code induct_item_get(struct db *db, struct arena *a, int64_t org, int64_t template, int64_t id, struct induct_item *out, struct error *err);
MUST_USE code induct_item_save(struct db *db, struct arena *a, const struct induct_item *i, int64_t by, struct error *err);
MUST_USE code induct_item_drop(struct db *db, struct arena *a, const struct induct_act *c, int64_t item, struct error *err);
/* Before the one above it, in its phase. */
MUST_USE code induct_item_up(struct db *db, struct arena *a, const struct induct_act *c, int64_t item, struct error *err);

/* ---- running (run.c) ---- */

struct induct {
    int64_t id, org, template, number, person, manager, award, owner, newest;
    str name, words, person_name, person_email, badge_name, source;
    msec start, created, changed, cancelled, done;
    msec zone_today;                             /* of the organisation */
};
LIST_OF(inducts, struct induct);
/* In the caller's transaction. CONFLICT: one of this template is running already, or they do not
 * work here, or nothing was published. */
struct induct_new { int64_t org, template, person, by; msec start; const char *source; };
MUST_USE code induct_start(struct app *app, struct db *db, struct arena *a, const struct induct_new *n, int64_t *id, struct error *err);
MUST_USE code induct_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct induct *out, struct error *err);
/* Begun by mistake, in the caller's transaction: it is gone as if it had never been; where something
 * was done on it already it is ended. `was_new`: nobody had looked at that person for it before. */
MUST_USE code induct_unstart(struct db *db, struct arena *a, const struct induct_act *c, bool was_new, struct error *err);
/* Those of one person, the newest first. */
MUST_USE code induct_of_person(struct db *db, struct arena *a, int64_t org, int64_t person, struct inducts *out, struct error *err);
/* In the caller's transaction; CONFLICT: it is over. And back. */
MUST_USE code induct_cancel(struct db *db, struct arena *a, const struct induct_act *c, struct error *err);
MUST_USE code induct_resume(struct db *db, struct arena *a, const struct induct_act *c, struct error *err);

/* `is_doer`, `is_signer`: the account that asked may do it, sign it. */
struct induct_step {
    int64_t id, done_by, signed_by, score, folder;
    struct induct_item item;
    struct step_facts facts;
    str hash, note, done_by_name, signed_by_name, folder_id, owes;
    bool is_doer, is_signer;
};
LIST_OF(induct_steps, struct induct_step);
MUST_USE code induct_steps_of(struct db *db, struct arena *a, const struct induct *u, int64_t account, struct induct_steps *out, struct error *err);
struct induct_state induct_state_of(struct arena *a, const struct induct *u, const struct induct_steps *all);

/* What was handed in, for whoever signs it off; for anybody else nothing. */
struct evidence_pieces;
MUST_USE code induct_files(struct db *db, struct arena *a, const struct induct_step *s, struct evidence_pieces *out, struct error *err);

/* What an account has to do with one: NOT_FOUND where nothing. Whoever only does or signs some
 * of it sees those alone. */
struct induct_viewer { bool is_newcomer, is_manager, is_owner; };
MUST_USE code induct_open(struct db *db, struct arena *a, int64_t id, int64_t account, struct induct *out, struct induct_viewer *viewer, struct error *err);

/* One's own part of a step. BAD_INPUT names "hash" (another version of the document was read),
 * "score", "file"; DENIED: it is not theirs; CONFLICT: it was done, or it is over. */
struct induct_tick { const struct induct *u; int64_t step, account; str hash, note, file, file_name; int64_t score; bool has_score; };
MUST_USE code induct_tick(struct db *db, struct arena *a, const struct induct_tick *t, struct error *err);
struct induct_touch { const struct induct *u; int64_t step, account; str reason; };
MUST_USE code induct_sign(struct db *db, struct arena *a, const struct induct_touch *t, struct error *err);
/* Whoever signs says what is missing: it is open again. BAD_INPUT at "reason". */
MUST_USE code induct_send_back(struct db *db, struct arena *a, const struct induct_touch *t, struct error *err);
/* One's signature, or what one did, for ACT_UNDO_TIME. */
MUST_USE code induct_undo(struct db *db, struct arena *a, const struct induct_touch *t, struct error *err);

/* What waits for an account, in all organisations. */
struct induct_waiting { int64_t induct; str person_name, template_name, text, kind; msec due; bool is_overdue, to_sign; };
LIST_OF(induct_waitings, struct induct_waiting);
MUST_USE code induct_waiting(struct db *db, struct arena *a, int64_t account, struct induct_waitings *out, struct error *err);
/* One's own checklists, of all organisations. */
MUST_USE code induct_mine(struct db *db, struct arena *a, int64_t account, struct inducts *out, struct error *err);

/* Names of the checklists that hold somebody back from work, as it was known at that moment; 0: now. */
MUST_USE code induct_holding_back(struct db *db, struct arena *a, int64_t org, int64_t person, msec known, struct str_list *out, struct error *err);

/* Names of those that begin when somebody moves to a site or job role (0: stays), and keep from work
 * there until what comes before work is done. */
struct induct_move { int64_t org, person, site, jobrole; };
MUST_USE code induct_would_hold(struct db *db, struct arena *a, const struct induct_move *m, struct str_list *out, struct error *err);

MUST_USE code induct_schedule(struct db *db, struct arena *a, struct error *err);    /* at start */

extern const struct list_def induct_list_def, induct_open_list_def, induct_signed_list_def;
extern const struct list_act induct_people_act;
extern const struct route induct_routes[];
extern const struct job_kind induct_jobs[];
