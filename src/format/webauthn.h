/* format/webauthn.h — Web Authentication (W3C, Level 2 and 3): what a browser
 * brings when a passkey is made and when it is used. */
#pragma once
#include "format/cose.h"

/* What this server asked for. `challenge` as the page had it: base64url. */
struct webauthn_asked { str challenge, origin, rp_id; };

struct webauthn_state {
    uint32_t counter;                            /* 0: this one does not count */
    bool user_verified;                          /* by PIN, finger or face: more than that somebody was there */
    bool may_sync, is_synced;                    /* to other devices (§6.1.3) */
};
struct webauthn_passkey {
    str id, cose_key;                            /* borrowed from the attestation object */
    enum cose_alg alg;
    str model;                                   /* AAGUID as a UUID; all zero: it does not say */
    str attestation;                             /* "none", "packed", …: kept as given, not judged */
    struct webauthn_state state;
};

/* §7.1, steps that need no table. DENIED: the answer is not to what was asked;
 * BAD_INPUT: it is broken; UNSUPPORTED: a kind of key that is not taken. The
 * sentence is for the person at the browser. Attestation object at most 64 KiB. */
MUST_USE code webauthn_read_passkey(struct arena *a, str client_data, str attestation_object,
                                    const struct webauthn_asked *asked, struct webauthn_passkey *out, struct error *err);

struct webauthn_answer { str client_data, authenticator_data, signature; };
/* §7.2 in the same way: the key is the one that was kept. The counter is given
 * to the caller, who knows the one before. */
MUST_USE code webauthn_check(struct arena *a, const struct webauthn_answer *answer, str cose_key,
                             const struct webauthn_asked *asked, struct webauthn_state *out, struct error *err);
/* Which challenge an answer says it is to; absent: unreadable. Only for looking
 * it up: it is compared again above. */
str webauthn_challenge(struct arena *a, str client_data);
/* §7.2 step 22: has the counter moved as that of one device does? */
bool webauthn_counter_is_right(uint32_t before, uint32_t now);
