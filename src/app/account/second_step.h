/* account/second_step.h — what is asked for after a password or a mailed link: a
 * code of an app (RFC 6238), a passkey, or a recovery code from paper. */
#pragma once
#include "app/account/account.h"

/* `has_app`: one that was tried out. `passkeys`: of this server's present address or not. */
struct second_step { bool is_on, has_app; int64_t passkeys, codes_left; };
MUST_USE code second_step_look(struct db *db, struct arena *a, int64_t account, struct second_step *out, struct error *err);
/* On: CONFLICT unless there is an app or a passkey. Off takes app and codes away. */
MUST_USE code second_step_turn(struct db *db, int64_t account, bool on, struct error *err);

/* An app being set up: a secret to type or to scan, the same until an hour has gone by. */
struct code_app { str secret, uri; };
MUST_USE code code_app_begin(struct app *app, struct db *db, struct arena *a, const struct account *own, struct code_app *out, struct error *err);
/* The first code shows that it works; the second step is on from then. BAD_INPUT
 * at "code"; CONFLICT: nothing is being set up. */
MUST_USE code code_app_confirm(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, struct error *err);
/* OK once per code. DENIED: wrong or used; LIMIT: too many tries. */
MUST_USE code code_app_check(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, struct error *err);

#define RECOVERY_CODES 10
/* Ten, to be shown now and never again; older ones are void. */
MUST_USE code recovery_make(struct db *db, struct arena *a, int64_t account, struct str_list *out, struct error *err);
/* DENIED: none of the account's, or used; LIMIT. However it was typed: case, gaps, dashes. */
MUST_USE code recovery_use(struct db *db, struct arena *a, int64_t account, str typed, struct error *err);
