/* backpack/offer.h — a badge that a site offers: looked at before its owner says
 * yes, and kept when he did. */
#pragma once
#include "app/backpack/backpack.h"

/* What is offered together, to whom. `what`: an address, or a signed badge. */
struct offering {
    struct app *app;
    struct db *db;
    int64_t owner, until_ns;
    str source;
    bool by_hand;                                /* by the owner: kept byte for byte, also what could not be told or names nobody */
};
void offering_open(struct offering *o, struct app *app, struct db *db, int64_t owner);

struct offered {
    struct report report;
    int status;                                  /* of the address it should be at; 0: nothing answered, or it was not asked */
    int64_t have;                                /* it is in the Backpack already, as this one; 0: not */
    str address;                                 /* of the owner's, which it is made out to; absent: none of them */
    str drawn;                                   /* base64 of a small PNG; empty: no picture */
};
/* An error, `status` may be set then: there is no badge, or it could not be had.
 * The result lives in `a`. */
MUST_USE code offer_look(const struct offering *o, struct arena *a, str what, struct offered *out, struct error *err);
/* Does it hold, or did it hold until its day was over? Nothing less is taken
 * from a site; what could not be told, a person may still add by hand. */
bool offer_holds(const struct report *r);
/* Judged anew, and kept. BAD_INPUT: it does not hold, or (`out->report` has no checks)
 * there is no badge; DENIED: another's; UNREACHABLE. */
MUST_USE code offer_take(const struct offering *o, struct arena *a, str what, struct offered *out, struct put *put, struct error *err);
