#include "base/crypto_bare.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include "base/attempt.h"
#include "base/crypto.h"

struct bare_key {
    uint8_t public_half[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    EVP_PKEY *pkey;                              /* NULL: libsodium's */
    EVP_MD_CTX *ctx;
    const EVP_MD *md;                            /* NULL: Ed25519 has its own */
    size_t signature_n;
};

struct bare_key *bare_open(enum bare_library library, const uint8_t seed[32])
{
    struct bare_key *k = calloc(1, sizeof *k);

    crypto_start();
    if (!k)
        attempt_leave(NO_MEMORY, "out of memory");
    crypto_sign_seed_keypair(k->public_half, k->secret, seed);
    if (library == BARE_SODIUM)
        return k;
    k->md = library == BARE_OPENSSL_P256 ? EVP_sha256() : NULL;
    k->pkey = k->md ? EVP_EC_gen("P-256")
                    : EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    k->ctx = EVP_MD_CTX_new();
    return k;
}

void bare_sign(struct bare_key *k, str data, uint8_t signature[BARE_SIGNATURE])
{
    size_t *n = &k->signature_n;

    *n = BARE_SIGNATURE;
    if (!k->pkey)
        crypto_sign_detached(signature, NULL, (const uint8_t *)data.p, data.n, k->secret);
    else if (EVP_DigestSignInit(k->ctx, NULL, k->md, NULL, k->pkey) != 1 ||
             EVP_DigestSign(k->ctx, signature, n, (const uint8_t *)data.p, data.n) != 1)
        attempt_leave(FAULT, "the cryptographic library does not sign");
}

bool bare_verify(struct bare_key *k, str data, const uint8_t signature[BARE_SIGNATURE])
{
    if (!k->pkey)
        return crypto_sign_verify_detached(signature, (const uint8_t *)data.p, data.n, k->public_half) == 0;
    return EVP_DigestVerifyInit(k->ctx, NULL, k->md, NULL, k->pkey) == 1 &&
           EVP_DigestVerify(k->ctx, signature, k->signature_n, (const uint8_t *)data.p, data.n) == 1;
}

void bare_close(struct bare_key *k)
{
    if (!k)
        return;
    EVP_PKEY_free(k->pkey);
    EVP_MD_CTX_free(k->ctx);
    sodium_memzero(k, sizeof *k);
    free(k);
}
