/* jobrole/jobrole.h — job roles: what people work as, and which requirements and skills that
 * takes, each mandatory or desirable, with the reason. Who works as one is told by the job title
 * in the directory, or by name (WORKS_AS of requirement.h). Not to be taken for the roles
 * of members, which are rights (org/role.h). */
#pragma once
#include "app/org/org.h"
#include "app/requirement/requirement.h"
#include "app/skill/skill.h"

/* mandatory, desirable: how many requirements and skills it names. */
struct jobrole { int64_t id, org, mandatory, desirable; str code, name, words, public_id; msec created, known, archived, published; };
LIST_OF(jobrole_list, struct jobrole);

/* Of job role j, in SQL. */
#define JOBROLE_TAKES(mandatory)                                                                                                 \
    "((SELECT count(*) FROM jobrole_ask k WHERE k.jobrole_id = j.id AND k.mandatory = " mandatory ")"                             \
    " + (SELECT count(*) FROM jobrole_skill s WHERE s.jobrole_id = j.id AND s.mandatory = " mandatory "))"
MUST_USE code jobrole_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole *out, struct error *err);
/* Of a code, as typed; NOT_FOUND. */
MUST_USE code jobrole_by_code(struct db *db, struct arena *a, int64_t org, str code_typed, struct jobrole *out, struct error *err);
/* Those that are not archived, by code; at most JOBROLES_MOST. */
#define JOBROLES_MOST 500
MUST_USE code jobrole_find(struct db *db, struct arena *a, int64_t org, struct jobrole_list *out, struct error *err);
/* Of these, what somebody works as, and what they do not; of either at most `most`. */
struct jobrole_of_person { int64_t org, person; bool works_as; int most; };
MUST_USE code jobrole_of_person(struct db *db, struct arena *a, const struct jobrole_of_person *q, struct jobrole_list *out, struct error *err);

/* `titles` as the directory has them, each once. */
struct jobrole_details { int64_t org, id, by; str code, name, words; struct str_list titles; };
#define JOBROLE_TITLES_MOST 50
/* CONFLICT at "code": there is one; BAD_INPUT names the field. */
MUST_USE code jobrole_add(struct db *db, struct arena *a, const struct jobrole_details *d, int64_t *id, struct error *err);
MUST_USE code jobrole_save(struct db *db, struct arena *a, const struct jobrole_details *d, struct error *err);
MUST_USE code jobrole_titles(struct db *db, struct arena *a, int64_t org, int64_t id, struct str_list *out, struct error *err);
/* It is offered no more, and back. What is asked of those who work as it goes on. */
struct jobrole_act { int64_t org, id, by; };
MUST_USE code jobrole_archive(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err);
MUST_USE code jobrole_restore(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err);

/* As a page that anybody may read: at an address that nobody guesses and that stays the
 * same. CONFLICT: it is archived. */
MUST_USE code jobrole_publish(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err);
MUST_USE code jobrole_unpublish(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err);
/* NOT_FOUND while it is not public, or archived. */
MUST_USE code jobrole_by_public_id(struct db *db, struct arena *a, str public_id, struct jobrole *out, struct error *err);

/* ---- what it takes (asks.c) ---- */

/* `r` has version 0 while none was published. */
struct jobrole_ask { struct requirement r; bool mandatory; str why; };
LIST_OF(jobrole_asks, struct jobrole_ask);
/* The mandatory ones first, then by code. */
MUST_USE code jobrole_asks(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_asks *out, struct error *err);
struct jobrole_ask_change { struct jobrole_act of; int64_t requirement; bool mandatory; str why; };
#define JOBROLE_ASKS_MOST 40
/* Added, or changed where it is there. BAD_INPUT at "requirement": there is none that is asked. */
MUST_USE code jobrole_ask_set(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err);
MUST_USE code jobrole_ask_drop(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err);
/* Of how many who work as it the requirement is not asked; UNASKED_MOST: of so many or more. */
#define UNASKED_MOST 100
MUST_USE code jobrole_unasked(struct db *db, int64_t org, int64_t id, int64_t requirement, int64_t *n, struct error *err);
/* The working copy of the requirement takes in whoever works as it; nobody is asked before it is published. */
MUST_USE code jobrole_ask_holders(struct db *db, struct arena *a, const struct jobrole_ask_change *c, struct error *err);

/* ---- which skills it takes (skills.c) ---- */

/* item 0: its framework is gone, and nobody is known to have it. least: how well it must be proved.
 * level: of `levels`, the scale of its framework, that one and the same proof must show besides; 0: any.
 * weight: 1 to JOBROLE_WEIGHT, where people are looked for by a vacancy. */
#define JOBROLE_WEIGHT 10
struct jobrole_skill { int64_t id, item, framework, weight; str name, code, framework_name, url, why, levels; bool mandatory; enum skill_strength least; int64_t level; };
LIST_OF(jobrole_skills, struct jobrole_skill);
/* The mandatory ones first, then by name. */
MUST_USE code jobrole_skills(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_skills *out, struct error *err);
MUST_USE code jobrole_skill_get(struct db *db, struct arena *a, const struct jobrole_act *of, int64_t id, struct jobrole_skill *out, struct error *err);
/* By its item: added, or changed where it is there. BAD_INPUT names "skill", "least", "level", "weight" or "why". */
MUST_USE code jobrole_skill_set(struct db *db, struct arena *a, const struct jobrole_act *of, const struct jobrole_skill *s, struct error *err);
/* How it must be proved, in words: "Confirmed", "Expert, Confirmed". */
str jobrole_skill_words(struct arena *a, const struct jobrole_skill *s);
MUST_USE code jobrole_skill_drop(struct db *db, struct arena *a, const struct jobrole_act *of, int64_t id, struct error *err);

/* ---- what it took before (past.c) ---- */

/* Before a change, in its transaction: what it takes until now is kept. */
MUST_USE code jobrole_keep_past(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err);
/* As at a moment; 0: now. What it took before `known` nobody knows: as it was then first. */
struct jobrole_then { int64_t org, id; msec at; };
MUST_USE code jobrole_asks_at(struct db *db, struct arena *a, const struct jobrole_then *q, struct jobrole_asks *out, struct error *err);
MUST_USE code jobrole_skills_at(struct db *db, struct arena *a, const struct jobrole_then *q, struct jobrole_skills *out, struct error *err);
/* The newest first; what it takes now is in none of them. */
#define JOBROLE_PERIODS 50                       /* that are shown */
struct jobrole_period { msec from, until; };
LIST_OF(jobrole_periods, struct jobrole_period);
MUST_USE code jobrole_periods(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_periods *out, struct error *err);
/* Which version of what it takes this is, counted from 1, and since when. */
struct jobrole_stand { int64_t number; msec since; };
MUST_USE code jobrole_stand(struct db *db, const struct jobrole *j, struct jobrole_stand *out, struct error *err);
/* Rows of such statements. */
MUST_USE code jobrole_asks_read(struct rows *r, struct arena *a, int64_t org, struct jobrole_asks *out, struct error *err);
MUST_USE code jobrole_skills_read(struct rows *r, struct arena *a, struct jobrole_skills *out, struct error *err);

/* ---- who works as it (holders.c) ---- */

struct jobrole_holder { struct jobrole_act of; int64_t person; };
/* The same as WORKS_AS, from the role's side: by indexes, where few work as it. */
#define JOB_HOLDERS(org, role)                                                                                                   \
    "(SELECT q.id FROM person q WHERE q.org_id = " org " AND q.title IN (SELECT jt.title FROM jobrole_title jt WHERE jt.jobrole_id = " role ")" \
    " UNION ALL SELECT jp.person_id FROM jobrole_person jp WHERE jp.jobrole_id = " role ")"
/* By name. CONFLICT: they are named already. */
MUST_USE code jobrole_hold(struct db *db, struct arena *a, const struct jobrole_holder *h, struct error *err);
MUST_USE code jobrole_unhold(struct db *db, struct arena *a, const struct jobrole_holder *h, struct error *err);
/* Those who are named; at most JOBROLE_NAMED_SHOWN. */
#define JOBROLE_NAMED_SHOWN 200
struct jobrole_named { int64_t person; str name; };
LIST_OF(jobrole_named_list, struct jobrole_named);
MUST_USE code jobrole_named(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_named_list *out, struct error *err);
/* Do they work as it, by title or name? */
MUST_USE code jobrole_is_held(struct db *db, int64_t org, int64_t id, int64_t person, bool *out, struct error *err);

/* Who is asked may have changed: the requirements that are for it are worked out again. */
MUST_USE code jobrole_touch(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);

void jobrole_start(void);                        /* once per process: hears what proves skills */
MUST_USE code jobrole_schedule(struct db *db, struct arena *a, struct error *err);          /* at start */
extern const struct job_kind jobrole_jobs[];
extern const struct route jobrole_routes[];
extern const struct list_def jobroles_list_def;
