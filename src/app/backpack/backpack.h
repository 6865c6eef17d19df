/* backpack/backpack.h — a person's own badges, from any issuer, kept as received. */
#pragma once
#include "app/account/account.h"
#include "app/list/reach.h"
#include "badge/verify.h"
#include "store/job.h"
#include "store/keyset.h"

/* How a badge stands for its owner. Whoever shows badges to others shows none whose
 * standing is `doubtful` or `broken`; `silent` held when it was seen last. */
#define STANDINGS(X) X(good) X(expired) X(revoked) X(suspended) X(silent) X(doubtful) X(broken) X(paper)
/* SQL, of a `holding h`: is it one that its owner may show to others? */
#define HOLDING_MAY_BE_SHOWN "h.removed_at IS NULL AND h.standing NOT IN ('doubtful', 'broken')"

struct holding {
    int64_t id, owner;
    str public_id, source, title, issuer_name, issuer_anchor, description, image_hash, version, verdict, report;
    str standing;                                /* of STANDINGS; a day that is over since the last check counts */
    msec awarded, valid_until, checked, created, removed, refreshed;  /* 0: none */
    msec held, silent_since;                     /* the last check that said so; when it first could not tell */
    bool is_public;
};
LIST_OF(holding_list, struct holding);

struct holding_filter { str search, verdict; int64_t collection; bool removed; struct keyset at; };
MUST_USE code backpack_list(struct db *db, struct arena *a, int64_t owner, const struct holding_filter *f, struct holding_list *out, struct error *err);
MUST_USE code backpack_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct holding *out, struct error *err);
MUST_USE code backpack_by_public_id(struct db *db, struct arena *a, str public_id, struct holding *out, struct error *err); /* public ones */
MUST_USE code backpack_original(struct db *db, struct arena *a, int64_t owner, int64_t id, str *bytes, struct error *err);
/* CONFLICT: it is one that may not be shown. */
MUST_USE code backpack_set_public(struct db *db, struct arena *a, int64_t owner, int64_t id, bool is_public, struct error *err);
MUST_USE code backpack_remove(struct db *db, int64_t owner, int64_t id, struct error *err);    /* restorable for 30 days */
MUST_USE code backpack_restore(struct db *db, int64_t owner, int64_t id, struct error *err);
/* Day by day: those removed 30 days ago are deleted. */
extern const struct job_kind backpack_jobs[];
MUST_USE code backpack_schedule(struct db *db, struct arena *a, struct error *err);
/* refresh.c: our own awards keep their copies fresh by themselves, once at start. */
void backpack_start(void);
/* The newest edition, by its refreshService or where its id leads, in the place of
 * the one at hand; else that is checked again. UNSUPPORTED: the badge does not say
 * where; UNREACHABLE. */
MUST_USE code backpack_look_newer(struct app *app, struct db *db, struct arena *a, int64_t owner, int64_t id, bool *newer, struct error *err);
/* Checked now. `*told` (NULL is fine): not, if nothing could be told; what was known
 * stands then for some days. */
MUST_USE code backpack_recheck(struct app *app, struct db *db, struct arena *a, int64_t owner, int64_t id, bool *told, struct error *err);

/* import.c: file bytes, pasted text or a link. The badge
 * is kept as received with its report; a doubtful one is kept and marked.
 * BAD_INPUT: there is no badge in it; DENIED: made out to somebody else's
 * address; CONFLICT: already here (`*id` names it). */
struct import { str bytes, link, source; bool by_others; };         /* by_others: what its owner took out stays out */
MUST_USE code backpack_import(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct import *in,
                              int64_t *id, struct error *err);

/* By a program that its owner lets in. A broken badge is refused (BAD_INPUT); a
 * newer edition takes the place of an older one, and of a hosted badge the copy at
 * its address is what is kept. PUT_SAME: this edition, or a newer one, is there. CONFLICT: it
 * is `by_others`, and was taken out. */
enum put_outcome { PUT_NEW, PUT_REPLACED, PUT_SAME };
struct put { int64_t id; enum put_outcome outcome; bool is_sure, was_removed; };
MUST_USE code backpack_put(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct import *in, struct put *out, struct error *err);

struct collection {
    int64_t id, owner;
    str public_id, name, story, cover_hash;      /* cover_hash empty: the pictures of its badges */
    bool is_public;
    int64_t count, shows;                        /* shows: bits of app/show/show.h */
};
LIST_OF(collection_list, struct collection);
MUST_USE code collection_list_of(struct db *db, struct arena *a, int64_t owner, struct collection_list *out, struct error *err);

MUST_USE code collection_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct collection *out, struct error *err);
MUST_USE code collection_by_public_id(struct db *db, struct arena *a, str public_id, struct collection *out, struct error *err); /* public ones */
MUST_USE code collection_create(struct db *db, struct arena *a, const struct collection *c, int64_t *id, struct error *err);
MUST_USE code collection_update(struct db *db, const struct collection *c, struct error *err);
MUST_USE code collection_set_look(struct db *db, const struct collection *c, struct error *err);   /* shows, cover_hash */
MUST_USE code collection_delete(struct db *db, int64_t owner, int64_t id, struct error *err);
/* Puts a badge in, or takes it out; both must be this owner's. */
MUST_USE code collection_put(struct db *db, int64_t owner, int64_t collection, int64_t holding, bool in, struct error *err);

/* ---- collection_items.c: its badges, in the owner's order, with what is told of each ---- */

#define COLLECTION_MOST 500                      /* badges shown of one */
#define STORY_BYTES 20000
struct collection_item { struct holding holding; str story; };
LIST_OF(collection_item_list, struct collection_item);
/* Those behind the badge of that public id (empty: from the first), at most `most`. */
struct collection_part { const struct collection *of; str after; int64_t most, skip; };
MUST_USE code collection_some(struct db *db, struct arena *a, const struct collection_part *p, struct collection_item_list *out, struct error *err);
/* The one of that public id; NOT_FOUND. */
MUST_USE code collection_item_get(struct db *db, struct arena *a, const struct collection *c, str public_id, struct collection_item *out, struct error *err);
/* The ids of all of them, in their order. */
MUST_USE code collection_ids(struct db *db, struct arena *a, const struct collection *c, struct id_list *out, struct error *err);
MUST_USE code collection_items(struct db *db, struct arena *a, const struct collection *c, struct collection_item_list *out, struct error *err);
/* The badge goes in front of `before`, or with 0 to the end. NOT_FOUND: it is not in it. */
struct collection_move { int64_t owner, collection, holding, before; };
MUST_USE code collection_move(struct db *db, struct arena *a, const struct collection_move *m, struct error *err);
struct collection_story { int64_t owner, collection, holding; str story; };
MUST_USE code collection_tell(struct db *db, const struct collection_story *s, struct error *err);
/* One more of the same badges, order and stories, for another reader: not shared. */
MUST_USE code collection_copy(struct db *db, struct arena *a, int64_t owner, int64_t id, int64_t *copy, struct error *err);

extern const struct route backpack_routes[];
