/* backpack/readdress.h — a person's awards on this server made out to another
 * address of theirs. Both are proved, so nobody else has to agree; each is signed
 * anew (award_move), and the copies in Backpacks here follow by themselves. */
#pragma once
#include "app/backpack/backpack.h"

struct readdress { int64_t award, org; str badge, issuer, address; };
LIST_OF(readdress_list, struct readdress);
/* Those made out to another proved address than `to`: neither revoked nor suspended. */
MUST_USE code readdress_find(struct db *db, struct arena *a, int64_t owner, str to, struct readdress_list *out, struct error *err);

struct readdress_wish { str to; const struct str_list *awards; };
struct readdress_done { int64_t moved; str why; /* why one was left, in words; empty: none was */ };
/* BAD_INPUT at "to": not a proved address of theirs. */
MUST_USE code readdress_do(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct readdress_wish *wish,
                           struct readdress_done *out, struct error *err);

struct request;
struct response;
void readdress_show(struct request *rq, struct response *rs);
void readdress_post(struct request *rq, struct response *rs);
struct readdress_choice { str address; bool now; };
struct readdress_view { str to; LIST(struct readdress_choice) addresses; struct readdress_list awards; };
