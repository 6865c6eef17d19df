/* wallet/wallet_private.h — what wallets ask, for the table of this slice. */
#pragma once
#include "app/wallet/wallet.h"
#include "base/uri.h"

#define FOR_WALLETS (NO_CSRF | NO_SESSION | PUBLIC_CORS)

handler_fn wallet_issuer, wallet_token_server, wallet_offer_document, wallet_token_post, wallet_nonce_post, wallet_credential_post, wallet_exchange_post;
/* OpenID4VCI 1.0 §4.1.1. */
str wallet_offer_json(struct app *app, struct arena *a, const struct wallet_offer *o, const struct wallet_form *form);
