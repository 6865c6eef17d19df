/* badge/issuer_key.h — does the issuer vouch for these signed bytes? Keys come
 * only from where the issuer's own id leads: the DID itself, its document, the
 * https Profile, a key or key set on the same host. What a badge says of its
 * key chooses among these and never brings one (security.md T-02, T-03). */
#pragma once
#include "badge/inquiry.h"

struct voucher {
    enum outcome outcome;                        /* PASS: signed by a key of the issuer */
    const char *flaw;
    str message, where;
    struct anchor anchor;                        /* what ties the key to somebody */
    bool is_foreign;                             /* somebody else's key is named, and was not tried */
};

/* One with that outcome, tied to nobody. `message`: a sentence. */
struct voucher voucher_of(enum outcome o, const char *flaw, str where, str message);

/* A signature, as the search for its key sees it: a token's or a proof's. */
struct signed_text {
    str method;                                  /* the key it names: kid, verificationMethod; empty: none */
    const struct json *own_jwk;                  /* the key that it brings along: as JWK, */
    str own_multikey;                            /* or in the fragment of `method` */
    bool (*fits)(void *ctx, const struct key *key);  /* did this key sign? Takes no memory. */
    void *ctx;
};

/* Does the issuer's own document say that it is `other` as well (DID Core
 * §5.1.3 alsoKnownAs)? */
bool issuer_also_known_as(struct inquiry *q, str issuer_id, str other);

/* Asks where the issuer's id leads, within the budget of `q`. UNTESTED: a source was out
 * of reach; FAIL: a key of the issuer is there and did not sign, or it may not.
 * OB 3.0 §8.2.2, §8.3; DID Core §5.3. */
struct voucher issuer_vouches(struct inquiry *q, str issuer_id, const struct signed_text *what);
/* The same for a token: `alg` must be on our list, `kid` and `jwk` are read. */
struct voucher issuer_vouches_jws(struct inquiry *q, str issuer_id, const struct jws *jws);
