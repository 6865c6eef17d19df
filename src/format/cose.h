/* format/cose.h — COSE keys (RFC 9052 §7, RFC 9053 §7) as passkeys carry them:
 * ES256, EdDSA and RS256, public halves only; and what those sign with. */
#pragma once
#include "base/crypto.h"
#include "format/cbor.h"

enum cose_alg { COSE_ES256 = -7, COSE_EDDSA = -8, COSE_RS256 = -257 };

/* `*alg` is what the key says, which its kind must agree with. BAD_INPUT for a
 * broken or secret key, UNSUPPORTED for other kinds and algorithms. */
MUST_USE code cose_key_read(struct arena *a, const struct cbor *map, enum cose_alg *alg, struct key **out, struct error *err);
/* In canonical order (CTAP 2.1 §8). Ed25519, P-256 and RSA keys. */
str cose_key_write(struct arena *a, const struct key *key);

/* SEQUENCE of two positive INTEGERs of at most 32 bytes, strict DER: how
 * authenticators write ECDSA (WebAuthn §6.5.5). As r||s; absent if broken. */
str ecdsa_from_der(struct arena *a, str der);
str ecdsa_to_der(struct arena *a, str pair);
