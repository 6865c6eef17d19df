/* backpack/shelf.h — how a person keeps order among badges: tags of their own, the
 * skills that badges name, and what is done with many at once and taken back. */
#pragma once
#include "app/backpack/backpack.h"
#include "app/list/list.h"

/* ---- shelf_words.c ---- */

#define TAG_BYTES 60                             /* of one tag */
#define TAGS_MOST 200                            /* different ones of a person */

struct shelf_word { int64_t id; str name; int64_t n; };   /* n: badges that have it */
LIST_OF(shelf_word_list, struct shelf_word);
/* kind: "tag" or "skill". Those on any badge that is not removed, by name. */
MUST_USE code shelf_words(struct db *db, struct arena *a, int64_t owner, str kind, struct shelf_word_list *out, struct error *err);
MUST_USE code shelf_words_of(struct db *db, struct arena *a, int64_t holding, str kind, struct shelf_word_list *out, struct error *err);
/* Whose word it is; NOT_FOUND. */
MUST_USE code shelf_word_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct shelf_word *out, struct error *err);
/* Finds the tag or makes it. BAD_INPUT at "tag": empty, too long, or nothing that can
 * be shown; LIMIT: they have TAGS_MOST. */
MUST_USE code shelf_tag(struct db *db, struct arena *a, int64_t owner, str name, int64_t *id, struct error *err);

/* What the kept report says of a badge, put where lists find it: its skills, the
 * year, which achievement it is of. */
MUST_USE code shelf_note(struct db *db, struct arena *a, int64_t holding, struct error *err);
/* Of those that were never noted; `*left`: there are more. */
MUST_USE code shelf_note_some(struct db *db, struct arena *a, bool *left, struct error *err);

/* ---- shelf_act.c ---- */

#define SHELF_ACT_MOST 5000                      /* badges at once */
#define SHELF_UNDO     (30 * MINUTE)

struct shelf_act {
    int64_t id, owner;
    str what;                                    /* show, hide, remove, restore, tag, untag, collect, uncollect */
    int64_t subject;                             /* the tag or collection; else 0 */
    int64_t n;                                   /* how many were changed */
    msec at;
};
/* Does it with each badge of the owner among `ids`; id 0 and n 0: nothing changed.
 * BAD_INPUT: there is no such act. NOT_FOUND: the tag or collection is another's. */
MUST_USE code shelf_act_do(struct db *db, struct arena *a, struct shelf_act *act, const struct id_list *ids, struct error *err);
/* The last one, while it can be taken back; id 0: none. */
MUST_USE code shelf_act_last(struct db *db, struct arena *a, int64_t owner, struct shelf_act *out, struct error *err);
/* Row by row, where nobody changed it since. NOT_FOUND: another's, too old, or taken back. */
MUST_USE code shelf_act_undo(struct db *db, struct arena *a, int64_t owner, int64_t id, int64_t *n, struct error *err);
/* "Removed", in English. */
const char *shelf_act_done(const struct shelf_act *act);
/* What cannot be taken back any more is forgotten, and tags that no badge has. */
MUST_USE code shelf_acts_purge(struct db *db, struct error *err);

/* ---- shelf_list.c, shelf_pages.c ---- */

extern const struct list_def shelf_list_def;
extern const struct route shelf_routes[];
