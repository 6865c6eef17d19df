/* base/outer_signer.h — the seam for keys whose secret is elsewhere: in a module
 * behind PKCS#11, a smart card, a service that signs. Such a key is a `struct key`
 * like any other, so that nothing above this header knows the difference; its
 * public half is read as always, and instead of a secret it has a signer.
 *
 * What a signer must offer is one function. Everything that Lapel signs goes
 * through key_sign and key_sign_into of base/crypto.h, and those call it. Each
 * signature is held against the public half before it is given out: a module that
 * was given the wrong key, or fails, yields an error and never a badge that does not
 * hold.
 *
 * Where it is plugged in: org/org_keys.c, open_key, which makes a key of the column
 * `org_key.sealed`. A key that is elsewhere would keep there, sealed as well, the
 * address of it (a URI of RFC 7512, "pkcs11:token=…;object=…", with the PIN) beside
 * the PEM of the public half, and call key_from_signer instead of key_from_pem.
 * docs/keys.md says what else has to be thought of. */
#pragma once
#include "base/crypto.h"

struct outer_signer {
    /* Writes the signature of `data`, in the form that key_sign gives it (Ed25519: 64
     * bytes; EC: raw r||s over the hash of the curve; RSA: PKCS#1 v1.5 over SHA-256),
     * and says how long it is; 0: it could not. `out` has room for 512 bytes. Several
     * threads may call at once. It may take long: a list of 100,000 awards is as many
     * calls. */
    size_t (*sign)(void *ctx, str data, uint8_t *out);
    void (*close)(void *ctx);                    /* with the key; NULL: nothing to do */
    void *ctx;
};

/* `public_half` stays the caller's. BAD_INPUT: `s` signs nothing. The key signs, and
 * cannot be written (key_to_pem): its secret is not here. */
MUST_USE code key_from_signer(const struct key *public_half, const struct outer_signer *s, struct key **out, struct error *err);
