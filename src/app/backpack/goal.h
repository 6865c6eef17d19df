/* backpack/goal.h — what somebody wants to reach: a badge, or words of their own with a
 * day. A badge that is in the Backpack and holds is reached; one that is made of others
 * says which of them are there and which are still to do. */
#pragma once
#include "app/backpack/backpack.h"

#define GOALS_MOST 100                           /* of one person */
#define GOAL_ID_BYTES 2000                       /* of the id of a badge */

struct goal {
    int64_t id, owner, badge;                    /* badge: of this server; 0: not of it */
    str title, issuer, achievement, link, picture, needs, note;  /* achievement empty: words alone */
    msec until, created, done, removed;          /* 0: none */
};
LIST_OF(goal_list, struct goal);
struct goal_part { str title, href, picture; bool has; };
LIST_OF(goal_part_list, struct goal_part);
/* How far it is: `needed` of the parts, where it is made of others; `holding`: the badge
 * in the Backpack that reaches it. */
struct goal_state { struct goal_part_list parts; int64_t needed, has, holding; bool is_done; };

MUST_USE code goals_of(struct db *db, struct arena *a, int64_t owner, bool removed, struct goal_list *out, struct error *err);
MUST_USE code goal_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct goal *out, struct error *err);
/* Sets `id`. BAD_INPUT at "title"; LIMIT; the same badge again is the goal there is. */
MUST_USE code goal_add(struct db *db, struct arena *a, struct goal *g, struct error *err);
/* The badge of a page: of a catalogue here, or a document of Open Badges elsewhere.
 * BAD_INPUT or UNREACHABLE at "link". */
MUST_USE code goal_read_link(struct app *app, struct db *db, struct arena *a, str link, struct goal *out, struct error *err);
/* Where its link or id is one of this server: number, title, issuer and picture from here. */
MUST_USE code goal_find_here(const struct app *app, struct db *db, struct arena *a, struct goal *g, struct error *err);
MUST_USE code goal_set_until(struct db *db, const struct goal *g, struct error *err);      /* until, note */
MUST_USE code goal_set_removed(struct db *db, int64_t owner, int64_t id, bool removed, struct error *err);
/* Words alone: reached, or not yet. */
MUST_USE code goal_set_done(struct db *db, int64_t owner, int64_t id, bool done, struct error *err);
MUST_USE code goal_look(struct db *db, struct arena *a, const struct goal *g, struct goal_state *out, struct error *err);
/* Pathways at work that they are on and not through, by a proved address of theirs. */
struct goal_way { int64_t id, done, steps; str name, org, next; };
LIST_OF(goal_ways, struct goal_way);
MUST_USE code goal_ways_of(struct db *db, struct arena *a, int64_t owner, struct goal_ways *out, struct error *err);
/* Of everybody, once a day before the news are sent: what was reached, and what is one
 * away. Some hundred goals at a time, in the thread's scratch. */
MUST_USE code goals_tell(struct db *db, struct error *err);
extern const struct route goal_routes[];

/* ---- pages ---- */

struct goal_row { struct goal g; struct goal_state s; str path, words; };       /* words: "2 of 3", "until …" */
LIST_OF(goal_rows, struct goal_row);
/* The open ones with how far they are; at most `most`. */
MUST_USE code goal_rows_of(struct db *db, struct arena *a, int64_t owner, size_t most, struct goal_rows *out, struct error *err);
