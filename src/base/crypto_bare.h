/* base/crypto_bare.h — Ed25519 as the two libraries give it, with nothing of
 * ours around it: what `lapel bench` measures signing and verifying against.
 * Not for badges: OpenSSL says yes to keys that base/crypto.h refuses. */
#pragma once
#include <stdint.h>
#include "base/str.h"

enum bare_library { BARE_SODIUM, BARE_OPENSSL };

struct bare_key;                                 /* a new pair, of the same seed in both */
struct bare_key *bare_open(enum bare_library library, const uint8_t seed[32]);
void bare_sign(struct bare_key *k, str data, uint8_t signature[64]);
bool bare_verify(struct bare_key *k, str data, const uint8_t signature[64]);
void bare_close(struct bare_key *k);             /* NULL is fine */
