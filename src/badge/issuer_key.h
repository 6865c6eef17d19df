/* badge/issuer_key.h — does the issuer vouch for these signed bytes? Keys come
 * only from where the issuer's own id leads: the DID itself, its document, the
 * https Profile, a key or key set on the same host. Headers choose among these
 * keys and never bring one (security.md T-02, T-03). */
#pragma once
#include "badge/inquiry.h"

struct voucher {
    enum outcome outcome;                        /* PASS: signed by a key of the issuer */
    const char *flaw;
    str message, where;
    struct anchor anchor;                        /* what ties the key to somebody */
};

struct voucher issuer_vouches(struct inquiry *q, str issuer_id, const struct jws *jws);
