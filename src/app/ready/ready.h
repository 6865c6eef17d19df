/* ready/ready.h — who is ready for a job role, what is missing, and how it is got. Made of
 * how people stand with the requirements that the role takes; what is not known is never
 * ready. Who works as the role is judged by what is asked of them; anybody else as if it
 * were asked of them on that day. */
#pragma once
#include "app/jobrole/jobrole.h"
#include "app/list/list.h"

enum ready_state {
    READY_UNKNOWN,                               /* nothing mandatory is said of the role: nobody is ready for it */
    READY_YES,
    READY_UNDER_WAY,                             /* something is missing, and the day of none of it is past */
    READY_NO
};

/* One requirement of the role. `state` of what nobody asks of them: STANDING_NOT_APPLICABLE. */
struct ready_line { struct jobrole_ask ask; enum requirement_state state; msec due, since, expires; bool is_met; };
LIST_OF(ready_lines, struct ready_line);
/* One skill of the role: how well it is proved on that day. shown: the highest level that a proof which is strong
 * enough shows; 0: none. since: of what proves it best; until: the last day on which it is proved as well as it must be. */
struct ready_skill { struct jobrole_skill ask; enum skill_strength full, now; int64_t shown; msec since, until; bool is_met; };
LIST_OF(ready_skills, struct ready_skill);

/* Days: `since`: all of it is held from then on; `until`: the last day on which it is, 0: for
 * good; `by`: the latest day by which the rest is due. Of what is mandatory alone. */
struct ready {
    enum ready_state state;
    int64_t mandatory, missing;
    msec since, until, by, day;
    bool works_as;
    bool is_untold;                              /* what the role took on that day is not known: READY_UNKNOWN */
    struct str_list held_back;                   /* of clearance: checklists whose part before work starts is open */
    struct str_list would_hold;                  /* of clearance: checklists that begin with that site or role */
    bool is_gone;                                /* does not work here on that day: ready for nothing */
    struct ready_lines lines;
    struct ready_skills skills;
};
/* From the lines to the rest, without a database: `day` is today there. */
void ready_judge(struct ready *r, msec day);

/* Worked out now. `at.day` 0: today where they work. `is_gate`: who starts later is not here
 * either. `kept`: of one person and moment, so that what many roles take is worked out once;
 * NULL: of one role. NOT_FOUND: no such role. A skill counts by what proves it still: an award
 * that was revoked since does not prove it for a day before either. */
struct ready_kept { struct standing_lines lines; struct skill_helds skills; bool has_skills; };
struct ready_ask { int64_t org, jobrole, person; struct requirement_moment at; bool is_gate; struct ready_kept *kept; };
MUST_USE code ready_find(struct db *db, struct arena *a, const struct ready_ask *q, struct ready *out, struct error *err);
/* What ready_find works out of requirements today, for many people (by id) who do not work as the role, into `kept` of
 * each: a few statements for every 80 of them. */
struct ready_many { int64_t org, jobrole; const struct id_list *people; struct ready_kept *kept; };
MUST_USE code ready_work_out(struct db *db, struct arena *a, const struct ready_many *m, struct error *err);
/* Of a skill whose level is what is missing: "Expert asked, Practised shown"; else empty. */
str ready_level_words(struct arena *a, const struct ready_skill *s);
/* The same in words: "Ready until 3 Mar 2027", "2 missing". */
struct tag_view ready_tag(struct arena *a, const struct ready *r);

/* Whose clocks: of the site, else of where they work, else of the organisation. */
MUST_USE code ready_zone(struct db *db, struct arena *a, int64_t org, int64_t person, int64_t site, str *zone, struct error *err);

/* ---- cleared? (clearance.c) ---- */

/* `at`: a day "2026-11-27", a moment "2026-11-27T06:00:00Z", by what was known then, or empty:
 * now. `site` 0: where they work. Cleared is READY_YES alone. BAD_INPUT at "at"; NOT_FOUND. */
struct clearance_ask { int64_t org, jobrole, person, site; str at; };
MUST_USE code clearance_find(struct db *db, struct arena *a, const struct clearance_ask *q, struct ready *out, struct error *err);
/* Is this person within what who asks may see? NOT_FOUND, as of somebody who is not there. */
MUST_USE code clearance_sees(struct request *rq, int64_t org, int64_t person, struct error *err);
/* What is missing, a sentence each: "FS-01 Fire safety: Overdue". */
void clearance_reasons(struct arena *a, const struct ready *r, struct str_list *out);

/* ---- the same on a card (card.c) ---- */

/* id 0: none was made. Whoever has its address learns whether it says yes, and of whom not. */
struct card { int64_t id, org, jobrole, person; str public_id; msec created, ended; };
/* One of each person and job role, for who may see that person. `by`: the account that does it. */
struct card_act { int64_t org, jobrole, person, by; };
MUST_USE code card_get(struct db *db, struct arena *a, int64_t org, int64_t jobrole, int64_t person, struct card *out, struct error *err);
/* NOT_FOUND: there is none, or it was given another code. */
MUST_USE code card_by_public_id(struct db *db, struct arena *a, str public_id, struct card *out, struct error *err);
/* Made; one that is there gets another code, and its code from before leads nowhere. */
MUST_USE code card_make(struct db *db, struct arena *a, const struct card_act *c, struct error *err);
/* It answers no more, and again with the same code. CONFLICT: it is so already; NOT_FOUND. */
MUST_USE code card_set_ended(struct db *db, struct arena *a, const struct card_act *c, bool ended, struct error *err);
extern const struct route card_routes[];

void clearance_show(struct request *rq, struct response *rs);
void clearance_of_person(struct request *rq, struct response *rs);

extern const struct list_def ready_list_def;
extern const struct route ready_routes[];
