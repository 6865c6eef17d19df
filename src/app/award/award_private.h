/* award/award_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/award/award.h"

/* Places of a status list that were taken together: `next` of them is the next to be used. */
struct award_places { int64_t list; str list_public_id; int64_t next, shuffle, size; };

struct award_context {
    struct app *app;
    struct arena *arena;
    struct org org;
    struct badge_row badge;
    struct org_key key;
    struct award_places places;
    str id_start;                                /* the first letters of their public ids */
};

/* Places for `n` awards, for award_write to use up in the same transaction. */
MUST_USE code award_take_places(struct award_context *c, struct db *db, int64_t n, struct error *err);
/* One award for a person who is known and does not hold the badge: signed, its
 * row on its way. Mail and counts are the caller's. */
struct award_person { int64_t id; str email; /* as the row of the person has it */ };
MUST_USE code award_write(struct award_context *c, struct db *db, struct arena *a, const struct award_request *r,
                          const struct award_person *p, str *public_id, struct error *err);
/* The badge was awarded `n` times more. */
MUST_USE code award_count(const struct award_context *c, struct db *db, int64_t n, struct error *err);

/* The award in the words of the standard; pure, so that rebuilding gives the
 * bytes that were signed. */
void award_model(struct arena *a, const struct org *o, const struct badge_row *b, const struct badge_version_row *v,
                 const struct award_row *w, struct badge *out);

/* Of a list that is known to be ours: its job works on it. */
struct bulk;
MUST_USE code bulk_by_id(struct db *db, struct arena *a, int64_t id, struct bulk *out, struct error *err);
/* `n` rows more of this plan and state (empty: neither), added up in `b` and then in its row. */
void bulk_count(struct bulk *b, str plan, str state, int64_t n);
MUST_USE code bulk_add_counts(struct db *db, int64_t id, const struct bulk *more, struct error *err);

/* Whoever's it is: for the mail that is written about it. */
MUST_USE code award_by_id(struct db *db, struct arena *a, int64_t id, struct award_row *out, struct error *err);
