/* org/org_private.h — shared by the files of the use case alone. */
#pragma once
#include "app/org/org.h"

/* The next version of a profile, which everybody sees from then on; in the caller's transaction. */
MUST_USE code org_add_version(struct db *db, const struct org *o, struct error *err);

/* org_log.c: in the transaction of what happened; see org_set_teller. */
MUST_USE code org_tell(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err);

/* org_keys.c: a key that was made elsewhere, in the caller's transaction. `pem` is
 * wiped. `signs`: it does from now on, and the one that did is retired. */
struct org_new_key { str kid, pem; const char *alg; bool signs; };
MUST_USE code org_take_key(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct org_new_key *k, struct error *err);
str org_kid_of(struct arena *a, const struct key *key);      /* made of the key itself (RFC 7638) */
const char *org_alg_of(const struct key *key);
