/* account/passkey.h — the passkeys of an account (WebAuthn): made, used, named,
 * taken away. A passkey belongs to the host name that it was made under. */
#pragma once
#include "app/account/account.h"

/* The host that passkeys are made for; absent where browsers make none: an
 * address without https (but for localhost), or one that is a number. */
str passkey_host(struct arena *a, const struct app *app);

struct passkey { int64_t id; str name, credential_id, transports; msec created, used; bool is_synced, is_of_here; };
LIST_OF(passkey_list, struct passkey);
MUST_USE code passkey_all(struct app *app, struct db *db, struct arena *a, int64_t account, struct passkey_list *out, struct error *err);

/* What a page asks the browser to sign: bound to the visitor by the token of
 * his forms, good for an hour and for one answer. */
str passkey_challenge(struct arena *a, const struct app *app, str csrf);
/* By which a browser knows whose passkey it is: random, the same for all of an account. */
MUST_USE code passkey_user_handle(struct db *db, struct arena *a, int64_t account, str *out, struct error *err);

/* As forms bring it: base64url. */
struct passkey_new { int64_t account; str name, client_data, attestation, transports, user_handle, csrf; };
/* CONFLICT: it is there already. Else as webauthn_read_passkey. */
MUST_USE code passkey_add(struct app *app, struct db *db, struct arena *a, const struct passkey_new *n, struct error *err);

/* `account` 0: whoever it belongs to. */
struct passkey_answer { str id, client_data, authenticator_data, signature, user_handle, csrf; int64_t account; };
/* `is_strong`: it asked for PIN, finger or face too. */
struct passkey_proof { int64_t account; str name; bool is_strong, was_copied; };
/* DENIED with the sentence to show; `was_copied` is set when that is why. */
MUST_USE code passkey_use(struct app *app, struct db *db, struct arena *a, const struct passkey_answer *n, struct passkey_proof *out, struct error *err);

MUST_USE code passkey_rename(struct db *db, int64_t account, int64_t id, str name, struct error *err);
/* CONFLICT: it is the only second step while that is on. */
MUST_USE code passkey_remove(struct db *db, struct arena *a, int64_t account, int64_t id, str *name, struct error *err);
