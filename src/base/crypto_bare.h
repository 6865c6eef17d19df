/* base/crypto_bare.h — signatures as the two libraries give them, with nothing
 * of ours around it: what `lapel bench` measures signing and verifying against.
 * Not for badges: OpenSSL says yes to keys that base/crypto.h refuses. */
#pragma once
#include <stdint.h>
#include "base/str.h"

enum bare_library { BARE_SODIUM, BARE_OPENSSL, BARE_OPENSSL_P256 };

#define BARE_SIGNATURE 72                        /* Ed25519: 64; P-256: DER */

struct bare_key;                                 /* Ed25519: of the same seed in both; P-256: a new one */
struct bare_key *bare_open(enum bare_library library, const uint8_t seed[32]);
void bare_sign(struct bare_key *k, str data, uint8_t signature[BARE_SIGNATURE]);
/* Of a signature that bare_sign made last with this key. */
bool bare_verify(struct bare_key *k, str data, const uint8_t signature[BARE_SIGNATURE]);
void bare_close(struct bare_key *k);             /* NULL is fine */
