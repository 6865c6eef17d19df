/* base/crypto_key.h — what a key is made of; for crypto_key.c (keys) and
 * crypto_sign.c (signatures) alone. Everyone else: base/crypto.h. */
#pragma once
#include <openssl/evp.h>
#include <sodium.h>
#include "base/attempt.h"
#include "base/crypto.h"
#include "base/outer_signer.h"

#define RSA_MAX_BITS  4096
#define RSA_MAX_BYTES (RSA_MAX_BITS / 8)
#define EC_MAX_FIELD  48

struct key {
    struct attempt_thing thing;                  /* first: an attempt closes what is left open */
    enum key_kind kind;
    bool has_secret;
    uint8_t public_bytes[RSA_MAX_BYTES];         /* as key_public_bytes tells them */
    size_t public_n;
    uint32_t exponent;                           /* RSA */
    uint8_t ed_secret[crypto_sign_SECRETKEYBYTES];
    EVP_PKEY *pkey;                              /* all but Ed25519 */
    struct outer_signer outer;                   /* sign NULL: the secret is here */
};

struct curve {
    enum key_kind kind;
    const char *name, *openssl_name;
    size_t field;                                /* bytes of a coordinate, and of r and s */
    uint8_t order[EC_MAX_FIELD];
};

/* The curve of a kind of key; NULL for Ed25519 and RSA. */
const struct curve *curve_of(enum key_kind kind);
