/* wallet/wallet.h — a badge handed over to its owner's wallet: OpenID for Verifiable
 * Credential Issuance 1.0 by pre-authorised code, and the exchange of the VC API. The
 * bytes go as they were received: its issuer's signature is not ours to renew. */
#pragma once
#include "app/backpack/backpack_pages.h"

#define WALLET_MINUTES 10                        /* how long an offer is good, and a token */
#define WALLET_TRIES   5                         /* wrong transaction codes */

/* In which form a badge goes. `holder`: the key that its subject is (did:key, did:jwk):
 * only a wallet that has it may fetch. */
struct wallet_form { const char *format; bool is_bound; str holder, credential; };
/* UNSUPPORTED: no wallet takes it (Open Badges before 3.0, or unsigned). */
MUST_USE code wallet_form_of(struct arena *a, str bytes, struct wallet_form *out, struct error *err);
str wallet_configuration(struct arena *a, const struct wallet_form *f);   /* its id in the metadata */

struct wallet_offer { int64_t id, holding, owner; str ref, pin; msec ends, used, taken; int64_t tries; };
MUST_USE code wallet_offer_make(struct db *db, struct arena *a, const struct holding *h, struct wallet_offer *out, struct error *err);
/* The newest one of this badge. NOT_FOUND */
MUST_USE code wallet_offer_last(struct db *db, struct arena *a, const struct holding *h, struct wallet_offer *out, struct error *err);
/* By its `ref`, as long as it is good and not used. NOT_FOUND */
MUST_USE code wallet_offer_open(struct db *db, struct arena *a, str ref, struct wallet_offer *out, struct error *err);
MUST_USE code wallet_offer_end(struct db *db, const struct holding *h, struct error *err);

/* What the wallet sends: made of `ref`, for one purpose ("code", "exchange"). */
str wallet_code(struct app *app, struct arena *a, const char *purpose, str ref);
/* The `ref` of such a code; absent: none of ours. */
str wallet_ref_of(struct app *app, struct arena *a, const char *purpose, str sent);

/* A token for the code, once. DENIED: the transaction code is wrong, or was too often;
 * NOT_FOUND: the offer is over or used. */
MUST_USE code wallet_token(struct db *db, struct arena *a, str ref, str pin, str *token, struct error *err);
/* What a token is for. NOT_FOUND: none, over, or the badge was handed over. */
MUST_USE code wallet_token_open(struct db *db, struct arena *a, str token, struct wallet_offer *out, struct error *err);
/* Handed over: once. CONFLICT: it was. */
MUST_USE code wallet_taken(struct db *db, const struct wallet_offer *o, struct error *err);
/* By the exchange: used and taken in one step, without a transaction code. NOT_FOUND */
MUST_USE code wallet_exchange(struct db *db, struct arena *a, str ref, struct wallet_offer *out, struct error *err);
/* The bytes of what is offered. */
MUST_USE code wallet_bytes(struct db *db, struct arena *a, const struct wallet_offer *o, str *out, struct error *err);

/* proof.c: nonces that are kept nowhere, and what a wallet signs with them. */
str wallet_nonce(struct app *app, struct arena *a);
/* The wallet's key proves itself for this issuer with a nonce of ours (OpenID4VCI
 * Appendix F.1). `*is_nonce`: that was what is wrong. `holder` not absent: it must be
 * this one. BAD_INPUT. */
struct wallet_proof { str jwt, holder; bool is_nonce; };
MUST_USE code wallet_proof_check(struct app *app, struct arena *a, struct wallet_proof *p, struct error *err);

extern const struct route wallet_routes[];

struct wallet_view { const struct holding *h; str self, by_reference, by_value, qr, exchange, pin; bool is_possible, is_open, is_taken; msec ends; str why; };
