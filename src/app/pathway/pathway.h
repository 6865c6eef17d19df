/* pathway/pathway.h — pathways: steps on the way to a qualification. A step is done with
 * one of some badges or with training from elsewhere, or is a group of which so many parts are; it may open only after
 * others. Versions that were published never change, and whoever is on one stays on it
 * until they are moved. Whether a step is done follows from what somebody holds alone, by
 * one function without database and clock. */
#pragma once
#include "app/app.h"
#include "app/effort.h"
#include "app/intake/rule.h"
#include "app/list/act.h"
#include "store/job.h"

#define PATHWAY_STEPS_MOST  200
#define PATHWAY_DEPTH_MOST  6                    /* groups in groups */
#define PATHWAY_BADGES_MOST 30                   /* of one step */
#define PATHWAY_OUTSIDE_MOST 20

/* ---- what it is made of ---- */

/* What others issue, as rules of external training say it (app/intake/rule.h). */
struct pathway_outside { str issuer, pattern; };
LIST_OF(pathway_outsides, struct pathway_outside);

struct pathway_step {
    int64_t id, line, parent, needed, minutes, cost, credit;
    bool is_group, optional;
    str title, words, unit;
    struct id_list badges, after;                /* achievements; lines */
    struct pathway_outsides outside;
};
LIST_OF(pathway_steps, struct pathway_step);

/* Can it be gone through by anybody? BAD_INPUT names "after" (it would come after itself),
 * "parent" (its group is not there, or too deep) or "title" (too many). With `whole` also
 * what only has to hold when it is published: "badges" (a step without), "needed" (a group
 * with fewer parts than it asks for, or none). The sentence names the steps. */
MUST_USE code pathway_check(struct arena *a, const struct pathway_steps *all, bool whole, struct error *err);

/* ---- how far somebody is (judge.c) ---- */

/* from: when it was awarded; until, revoked 0: never. is_suspended: now. */
struct pathway_award { int64_t id, achievement; msec from, until, revoked; bool is_suspended; };
LIST_OF(pathway_awards, struct pathway_award);
/* External training that counts, or did: `rests` is of the proof, as if it were an award. */
struct pathway_training { struct pathway_award rests; struct intake_facts facts; str title, issuer; msec checked; };
LIST_OF(pathway_trainings, struct pathway_training);
/* award, intake: what it rests on, with the days of that; both 0: it stands by itself. title, issuer: of the intake. */
struct pathway_credit { int64_t id, line, award, intake, account; str kind, words, by, title, issuer; msec at; struct pathway_award rests; };
LIST_OF(pathway_credits, struct pathway_credit);
struct pathway_facts { struct pathway_awards awards; struct pathway_trainings trainings; struct pathway_credits credits; msec at; };
/* Is it one of those that the step takes? */
bool pathway_takes(struct arena *a, const struct pathway_step *s, const struct intake_facts *f);

/* spare: enough of its group is done without it. */
enum path_state { PATH_OPEN, PATH_LOCKED, PATH_LAPSED, PATH_DONE, PATH_SPARE, PATH_STATES };
enum path_why {
    PATH_WHY_NONE, PATH_WHY_AWARD, PATH_WHY_OUTSIDE, PATH_WHY_CREDIT, PATH_WHY_PARTS,  /* done, by what; of a group how many parts */
    PATH_WHY_AFTER, PATH_WHY_HELD,                         /* locked by `other`; held: with a badge that counts then */
    PATH_WHY_EXPIRED, PATH_WHY_REVOKED, PATH_WHY_SUSPENDED,     /* lapsed */
    PATH_WHY_EMPTY,                                   /* a group without parts: never done by itself */
};
/* award or intake: that did it or lapsed; credit likewise; other: a line; done of needed: of a group;
 * minutes and cost: still to do. */
struct path_step { enum path_state state; enum path_why why; int64_t award, intake, credit, other, done, needed, minutes, cost; msec since, until; };
LIST_OF(path_steps, struct path_step);

/* steps: parallel to what was given. n, done: what has to be done in all, each part of a
 * group that is needed counted. next: the first step with badges that can be gone at; the
 * number of steps where there is none. changes: when an award ends or begins; 0: never. */
struct pathway_state { struct path_steps steps; size_t next; int64_t n, done, minutes, cost; msec changes; bool is_complete; };
struct pathway_state pathway_judge(struct arena *a, const struct pathway_steps *all, const struct pathway_facts *f);

/* ---- pathways (pathway.c, step.c) ---- */

struct pathway {
    int64_t id, org, owner, achievement, number, people, complete, steps;
    str name, words, qualification, body, level, currency, owner_name, owner_address, badge_name;
    bool is_open, lapses, is_edited;
    msec created, archived;
};
LIST_OF(pathways, struct pathway);
MUST_USE code pathway_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct pathway *out, struct error *err);
/* As version `number` has it, what it is called and leads to with it; 0: the working copy. */
MUST_USE code pathway_as(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct pathway *out, struct error *err);
/* Those that were published, as the newest version has them, by id behind `after`. */
struct pathway_page { int64_t org, after; int limit; };
MUST_USE code pathway_published(struct db *db, struct arena *a, const struct pathway_page *p, struct pathways *out, struct error *err);
MUST_USE code pathway_find(struct db *db, struct arena *a, int64_t org, struct pathways *out, struct error *err);
/* BAD_INPUT names "name", "owner" (the address of a member), "badge", "currency". `*id` where p->id is 0.
 * Who sets standards for a part makes pathways of their own, with badges of that part: DENIED else. */
MUST_USE code pathway_save(struct db *db, struct arena *a, const struct pathway *p, int64_t by, int64_t *id, struct error *err);

struct pathway_act { int64_t org, id, by; };
/* number 0: the working copy. In their order, each group before its parts. */
MUST_USE code pathway_steps_of(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct pathway_steps *out, struct error *err);
/* Of the working copy; s->line 0: a new one. BAD_INPUT names the field. */
MUST_USE code pathway_step_save(struct db *db, struct arena *a, const struct pathway_act *c, const struct pathway_step *s, struct error *err);
/* CONFLICT: it is a group with parts, or others come after it. */
MUST_USE code pathway_step_drop(struct db *db, struct arena *a, const struct pathway_act *c, int64_t line, struct error *err);
/* Before the one above it, in its group. */
MUST_USE code pathway_step_up(struct db *db, struct arena *a, const struct pathway_act *c, int64_t line, struct error *err);

/* The working copy becomes the next version. `moves`: whoever is on the way goes on with it
 * and keeps what they have. BAD_INPUT: pathway_check; CONFLICT: nothing was changed. */
MUST_USE code pathway_publish(struct db *db, struct arena *a, const struct pathway_act *c, bool moves, struct error *err);
MUST_USE code pathway_discard(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err);
MUST_USE code pathway_set_archived(struct db *db, struct arena *a, const struct pathway_act *c, bool archived, struct error *err);

struct pathway_version { int64_t number; str by; msec at; };
LIST_OF(pathway_versions, struct pathway_version);
MUST_USE code pathway_versions_of(struct db *db, struct arena *a, int64_t pathway, struct pathway_versions *out, struct error *err);    /* newest first */

/* Names of badges, by number; only those of the organisation. */
struct pathway_name { int64_t id; str name; };
LIST_OF(pathway_names, struct pathway_name);
MUST_USE code pathway_badge_names(struct db *db, struct arena *a, int64_t pathway, struct pathway_names *out, struct error *err);

/* ---- what a change would do (simulate.c) ---- */

/* Everybody on it, judged by their version and by the working copy: who becomes complete,
 * who would not be any more, who would have fewer or more steps still to do. At most
 * PATHWAY_SIMULATED people are looked at; `more`: there are others. `seen`: those whose
 * standing the account may see (`grants`: access_grants); of the others the number alone. */
#define PATHWAY_SIMULATED 2000
struct pathway_shift { int64_t person, enrol, before, after, n_before, n_after; str name; };
LIST_OF(pathway_shifts, struct pathway_shift);
struct pathway_shifted { int64_t n; struct pathway_shifts seen; };
struct pathway_simulation { struct pathway_shifted gain, lose, other; int64_t looked_at, same; bool more; };
struct pathway_ask { int64_t org, id, account; str grants; };
MUST_USE code pathway_simulate(struct db *db, struct arena *a, const struct pathway_ask *q, struct pathway_simulation *out, struct error *err);

/* ---- people on it (enrol.c) ---- */

struct enrolment {
    int64_t id, org, pathway, number, newest, person, award, owner, achievement, steps, done, minutes, cost;
    str name, words, person_name, person_email, badge_name, currency, source, next, org_name;
    msec created, left, done_at, lapsed;
    bool is_open, lapses;
};
LIST_OF(enrolments, struct enrolment);
/* In the caller's transaction. CONFLICT: they are on it, or do not work here, or it is not in use. */
struct enrol_new { int64_t org, pathway, person, by; const char *source; };
MUST_USE code pathway_enrol(struct app *app, struct db *db, struct arena *a, const struct enrol_new *n, int64_t *id, struct error *err);
/* In the caller's transaction. CONFLICT: they left already, or it is complete. And back. */
MUST_USE code pathway_leave(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err);
MUST_USE code pathway_rejoin(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err);
MUST_USE code enrolment_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct enrolment *out, struct error *err);
MUST_USE code enrolments_of(struct db *db, struct arena *a, int64_t org, int64_t person, struct enrolments *out, struct error *err);
struct tag_view enrolment_tag(bool has_left, bool is_done, bool has_lapsed);
/* One's own: NOT_FOUND of others. */
MUST_USE code enrolment_mine(struct db *db, struct arena *a, int64_t account, int64_t id, struct enrolment *out, struct error *err);
MUST_USE code enrolments_mine(struct db *db, struct arena *a, int64_t account, struct enrolments *out, struct error *err);
/* Those that somebody may join by themselves and is not on; `person`: as whom. */
struct pathway_offer { int64_t id, person, org; str name, words, org_name, qualification, level; };
LIST_OF(pathway_offers, struct pathway_offer);
MUST_USE code pathway_offers(struct db *db, struct arena *a, int64_t account, struct pathway_offers *out, struct error *err);
MUST_USE code pathway_join(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t pathway, int64_t *id, struct error *err);

/* What is known of one, as it stands now. */
struct pathway_look { struct pathway_steps steps; struct pathway_facts facts; struct pathway_state state; };
MUST_USE code pathway_look(struct db *db, struct arena *a, const struct enrolment *e, struct pathway_look *out, struct error *err);

/* What a badge usually takes still, where pathways in use tell (effort.c). person 0: of whoever has
 * nothing of it. And the badges that they end with or take, with the skills these stand for. */
struct pathway_effort_ask { int64_t org, person, badge; };
MUST_USE code pathway_effort_find(struct db *db, struct arena *a, const struct pathway_effort_ask *q, struct effort *out, struct error *err);
struct pathway_badge { int64_t id; struct alignment_list skills; };
LIST_OF(pathway_badges, struct pathway_badge);
MUST_USE code pathway_badges_find(struct db *db, struct arena *a, int64_t org, struct pathway_badges *out, struct error *err);

/* Somebody learned before what a step asks for: who says so stands beside it, and is never
 * the person. BAD_INPUT at "words"; DENIED: it is about oneself; CONFLICT: it is done. And taken back. */
struct pathway_prior { int64_t org, enrol, line, by; str words; };
MUST_USE code pathway_recognise(struct db *db, struct arena *a, const struct pathway_prior *p, struct error *err);
MUST_USE code pathway_unrecognise(struct db *db, struct arena *a, const struct pathway_act *c, int64_t credit, struct error *err);

void pathway_start(void);                        /* once per process: watches awards */
MUST_USE code pathway_schedule(struct db *db, struct arena *a, struct error *err);   /* at start */

/* Members of a document of a version, and of one step of it. */
struct json_writer;
void pathway_put_head(struct arena *a, struct json_writer *w, const struct pathway *p, const struct pathway_version *v);
void pathway_put_step(struct json_writer *w, const struct pathway_step *s, const struct pathway_names *names);

extern const struct list_def pathway_people_def;
extern const struct list_act pathway_people_act;
extern const struct route pathway_routes[];
extern const struct job_kind pathway_jobs[];
