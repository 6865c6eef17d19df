/* sets/sets.h — a badge that is awarded by itself when somebody holds a set of
 * other badges, and that lapses when a part of it does. */
#pragma once
#include "app/award/award.h"

#define SET_PARTS 40

struct badge_set {
    int64_t id, org, achievement, account;       /* id 0: none was made yet */
    int64_t needed;                              /* so many of the parts; 0: all */
    bool lapses, is_on;
    bool suspends;                               /* lapsing holds the award back instead of revoking it */
    LIST(int64_t) parts;
};
/* Of one badge; without a rule an empty one with id 0. NOT_FOUND: no such badge. */
MUST_USE code set_get(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct badge_set *out, struct error *err);
struct set_row { int64_t achievement, parts, needed; bool is_on, lapses; str name, png_hash; };
LIST_OF(set_row_list, struct set_row);
MUST_USE code set_find(struct db *db, struct arena *a, int64_t org, struct set_row_list *out, struct error *err);
/* Saves it switched off: what it would do is looked at first. BAD_INPUT at
 * "part" or "needed". */
MUST_USE code set_save(struct db *db, struct arena *a, const struct badge_set *s, struct error *err);
/* CONFLICT: no rule yet, or the badge is not published. */
struct set_switch { int64_t org, achievement, account; bool on; };
MUST_USE code set_switch(struct db *db, struct arena *a, const struct set_switch *s, struct error *err);

/* sets_run.c: what it would do at this moment, up to SET_PREVIEW people of each kind. */
#define SET_PREVIEW 1000
struct set_person { int64_t person, award; str name, email; };   /* award: of who would lose it */
LIST_OF(set_person_list, struct set_person);
struct set_preview { struct set_person_list gain, lose; };
MUST_USE code set_preview(struct db *db, struct arena *a, const struct badge_set *s, struct set_preview *out, struct error *err);

void sets_start(void);                           /* once per process: watches awards */

extern const struct route sets_routes[];
extern const struct job_kind sets_jobs[];
