/* backpack/merge.h — making one account of two. */
#pragma once
#include "app/backpack/backpack.h"

/* `own` asked, from within, for an address of `other`; the link that
 * came to that address is the proof of the other one. */
struct merge {
    int64_t asker;
    struct account own, other;
    struct account_address_list addresses;       /* of the other */
    int64_t badges;
    bool needs_second;                           /* the other has a second step: a mail is no proof of it */
};
/* NOT_FOUND: the link is used up, or they are one already; DENIED: the link is
 * another account's, named in `asker`. */
MUST_USE code merge_look(struct db *db, struct arena *a, int64_t into, str token, struct merge *out, struct error *err);
struct merge_act { int64_t into; str token, user_agent; };
/* All or nothing. CONFLICT: needs_second. */
MUST_USE code merge_accounts(struct app *app, struct db *db, struct arena *a, const struct merge_act *act, struct error *err);

/* merge_pages.c */
void merge_show(struct request *rq, struct response *rs);
void merge_do(struct request *rq, struct response *rs);

struct merge_view { struct merge m; str action; };
