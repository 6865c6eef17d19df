/* movein/movein.h — what lies beside the badges of a folder that somebody took away
 * (docs/backpack.md) comes back: tags, collections, the person's page, CVs, goals, the
 * learning log. Badges are judged by backpack/collect, and are what this refers to. All
 * of it is somebody's word: nothing is published, nothing counts as witnessed, and what
 * is there already stays as it is, so that the same folder twice changes nothing. */
#pragma once
#include "app/backpack/collect.h"
#include "app/backpack/goal.h"
#include "app/cv/cv.h"
#include "app/learnlog/learnlog.h"
#include "app/show/show.h"

#define MOVEIN_BYTES       ((size_t)8 << 20)     /* of one list */
#define MOVEIN_LOGS        COLLECT_LOGS          /* lists of the log: log.json, log-2.json and so on */
#define MOVEIN_COLLECTIONS 200
#define MOVEIN_PLACES      20000                 /* of badges and entries, in all collections: nobody else writes meanwhile */

/* ---- movein_read.c: the lists, within the limits that pages have. What does not fit is
 * cut or left out. BAD_INPUT: not such a list; UNSUPPORTED: of a later Lapel; LIMIT. ---- */

/* `file`: "badges/7-Driver/badge.png". */
struct moved_badge { str folder, file; struct str_list tags; };
LIST_OF(moved_badge_list, struct moved_badge);
struct moved_place { str folder, story; };
LIST_OF(moved_place_list, struct moved_place);
/* `id`: the word in its address there; `log`: marks of entries; `cover`: a file, and
 * `picture` what was drawn of it, by movein.c. */
struct moved_collection { str id, name, story, cover, picture; struct moved_place_list badges; struct str_list log; };
LIST_OF(moved_collection_list, struct moved_collection);
struct moved_list { struct moved_badge_list badges; struct moved_collection_list collections; };
MUST_USE code movein_read_list(struct arena *a, str text, struct moved_list *out, struct error *err);

/* `page.name` empty: there was none. `content` as cv_read_content takes it. */
struct moved_cv { str label, content; };
LIST_OF(moved_cv_list, struct moved_cv);
struct moved_person { struct showcase page; struct moved_cv_list cvs; struct goal_list goals; };
MUST_USE code movein_read_person(struct arena *a, str text, struct moved_person *out, struct error *err);

MUST_USE code movein_read_log(struct arena *a, str text, struct log_copy_list *out, struct error *err);

/* ---- bringing it in ---- */

struct moved_count { int64_t tags, collections, page, cvs, goals, entries, left; };        /* left: files that were too many */
/* Made by this run: a row of moved_in (schema). */
struct moved_thing { const char *kind; int64_t subject, other; };
LIST_OF(moved_things, struct moved_thing);

/* One folder at work, in a transaction; `n` is what was new. */
struct moving {
    struct app *app;
    struct db *db;
    struct arena *a;
    int64_t run, owner, from, before;            /* its files: rows of the run from `from`, those of the next begin at `before` */
    struct moved_list list;
    struct collection_list mine;                 /* the oldest first */
    struct moved_things made;
    struct moved_count n;
};
MUST_USE code movein_badges(struct moving *m, struct error *err);                /* tags, collections */
MUST_USE code movein_person(struct moving *m, const struct moved_person *p, struct error *err);
/* The collection of this account that the i-th of the folder is; NULL: none, yet. */
const struct collection *movein_collection_of(const struct moving *m, size_t i);

/* ---- movein_undo.c: what came with a run, and goes again ---- */

void movein_note(struct moving *m, const char *kind, int64_t subject, int64_t other);
bool movein_made(const struct moving *m, const char *kind, int64_t subject);
/* What the same run brought before, where it stands as it came. */
MUST_USE code movein_made_before(struct moving *m, struct error *err);
MUST_USE code movein_seal(struct moving *m, struct error *err);                  /* how it stands now, for undo */
/* In a transaction. What nobody changed since is gone (`m->n`), the rest stays (`kept`). */
MUST_USE code movein_undo(struct moving *m, struct moved_count *kept, struct error *err);

void movein_start(void);
