/* backpack/takeout.h — an account as a whole: taking all of it away, and making
 * one of two. */
#pragma once
#include "app/backpack/backpack.h"

/* takeout.c: a ZIP of everything that this server holds of a person: badges as
 * they came with their reports, collections, addresses, memberships, the log;
 * as JSON, and as a page that opens without a server. Bit by bit into the
 * response. */
MUST_USE code takeout_write(struct app *app, struct db *db, struct arena *a, int64_t account, struct response *rs, struct error *err);

/* merge.c: `own` asked, from within, for an address of `other`; the link that
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

/* takeout_pages.c */
void takeout_show(struct request *rq, struct response *rs);
void takeout_file(struct request *rq, struct response *rs);
void merge_show(struct request *rq, struct response *rs);
void merge_do(struct request *rq, struct response *rs);

struct takeout_badge { str title, issuer, verdict, file; msec awarded; };
LIST_OF(takeout_badge_list, struct takeout_badge);
struct takeout_view {
    struct account account;
    str server;
    msec made;
    struct account_address_list addresses;
    struct takeout_badge_list badges;
};
struct merge_view { struct merge m; str action; };
