/* cli/signer.h — the key of a command that signs, and in which form it does. */
#pragma once
#include "badge/sign.h"

struct signer {
    str key_file, key_id, proof;                 /* --key, --key-id, --proof */
    struct key *key;                             /* opened from here on */
    str did;                                     /* the key itself as an issuer */
    struct proof_terms terms;                    /* suite NULL: a token */
};

/* Is it "jwt", or a suite, or not given? If not, says so. */
bool signer_knows_proof(struct arena *a, const struct signer *s);
MUST_USE code signer_open(struct signer *s, struct arena *a, struct error *err);
void signer_close(struct signer *s);
/* The key's address, for badges of this issuer. BAD_INPUT: only the key itself
 * needs none. */
MUST_USE code signer_for(struct signer *s, struct arena *a, str issuer_id, struct error *err);
/* A credential of this moment, or of the present if that is earlier: the same
 * order gives the same bytes. */
MUST_USE code signer_sign(struct signer *s, struct arena *a, str credential, msec at, str *out,
                          struct error *err);
