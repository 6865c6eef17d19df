/* base/key_memory.h — public points that this thread has found good. Checking a
 * point of P-256 and making OpenSSL's key of it costs as much as a signature,
 * and the keys of the same few issuers come again and again. Nothing secret is
 * kept. For crypto_key.c alone. */
#pragma once
#include "base/crypto_key.h"

#define MEMORY_POINT (1 + 2 * EC_MAX_FIELD)

struct known_point {
    enum key_kind kind;                          /* 0: an empty place */
    size_t n, public_n;
    uint8_t point[MEMORY_POINT];                 /* as it was given */
    uint8_t public_bytes[MEMORY_POINT];          /* as key_public_bytes tells it */
    EVP_PKEY *pkey;                              /* NULL for Ed25519; lent: EVP_PKEY_up_ref for a key of one's own */
};

/* NULL: not known. Borrowed until the next key_remember of this thread. */
const struct known_point *key_recall(enum key_kind kind, str point);
/* `k` was made from `point` and is good. */
void key_remember(const struct key *k, str point);
