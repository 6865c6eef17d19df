/* badge/issue.h — achievement and recipient into a signed credential. The
 * same inputs always give the same bytes, so that a server may keep fields
 * and signature and rebuild the rest. */
#pragma once
#include "badge/badge.h"
#include "base/crypto.h"

/* `id`: verification method URL, the JWS kid. The rest is for key documents. */
struct issue_key {
    const struct key *key;
    str id;
    bool as_multikey;                            /* written as Multikey, not as JsonWebKey */
    msec revoked;                                /* listed, but good for nothing since then; 0: good */
};

/* OB 3.0 OpenBadgeCredential (VCDM 2.0) as JSON text without proof, in the
 * order of the specification's examples. Needs id, issuer, achievement,
 * valid_from and a subject id or identity; BAD_INPUT names what lacks. */
MUST_USE code write_v3(struct arena *a, const struct badge *b, str *json, struct error *err);

/* An endorsement of whatever has that id: a badge, an award, an issuer (OB 3.0
 * §EndorsementCredential). Needs id, issuer, about and valid_from. */
struct endorsement {
    str id, about, name, comment;
    struct profile issuer;
    msec valid_from, valid_until;
    bool has_valid_until;
    struct status_ref_list status;
};
/* Without proof; badge/sign.h signs it. */
MUST_USE code write_endorsement(struct arena *a, const struct endorsement *e, str *json,
                                struct error *err);

/* OB 2.0 §Endorsement, hosted at its id. `about` and `issuer.id` are those of
 * 2.0; it has no word for the end of an endorsement. */
MUST_USE code write_v2_endorsement(struct arena *a, const struct endorsement *e, str *json, struct error *err);

/* A learner record (CLR 2.0 §ClrCredential): credentials of one person under one
 * signature. Each of `credentials` is JSON as it was signed, a token in its envelope.
 * Needs id, name, issuer, valid_from, at least one credential, and a subject id or
 * identity; without proof. Ends of an association are ids of achievements in it. */
struct clr_association { const char *type; str source, target; };      /* "isPartOf" */
LIST_OF(clr_association_list, struct clr_association);
struct clr {
    str id, name, description, subject_id;
    struct identity_list identities;
    struct profile issuer;
    msec valid_from;
    struct str_list credentials;
    struct clr_association_list associations;
};
/* BAD_INPUT names what lacks, or the credential that is none. */
MUST_USE code write_clr(struct arena *a, const struct clr *c, str *json, struct error *err);

/* The Achievement as a document of its own (OB 3.0 §Achievement). */
str write_v3_achievement(struct arena *a, const struct achievement *ac);

/* OB 2.0 objects. An assertion with a `creator`, the address of the key, is
 * for signing (§Signed), one without is hosted at its id. */
struct v2_urls {
    str assertion, badge_class, issuer, creator;
    struct str_list keys;                        /* all of the issuer */
    struct str_list endorsements;                /* of the object that is written: addresses of hosted ones */
};
/* BAD_INPUT: no recipient, no date, an id that is not where it should be. OB 2.0
 * §Assertion, §BadgeClass, §Profile; what 2.0 has no word for is told in words it has. */
MUST_USE code write_v2_assertion(struct arena *a, const struct badge *b, const struct v2_urls *u,
                                 str *json, struct error *err);
str write_v2_badge_class(struct arena *a, const struct achievement *ac, const struct v2_urls *u);
str write_v2_issuer(struct arena *a, const struct profile *p, const struct v2_urls *u);
/* 2.0 §Revoking: id, type, revoked, revocationReason. */
str write_v2_revoked(struct arena *a, str id, str reason);
/* 2.0 CryptographicKey: the public half as PEM, and whose it is. FAULT: OpenSSL. */
MUST_USE code write_v2_key(struct arena *a, const struct issue_key *k, str owner, str *json, struct error *err);
/* OB 3.0 Profile document with its keys (verificationMethod, assertionMethod). */
str write_profile(struct arena *a, const struct profile *p, const struct issue_key *keys, size_t n_keys);
/* One key as a document of its own: a Multikey and whose it is. */
str write_multikey(struct arena *a, const struct issue_key *k, str controller);
/* did:web document of the same issuer. */
str write_did_document(struct arena *a, str did, str also_known_as,
                       const struct issue_key *keys, size_t n_keys);

/* VC-JWT (OB 3.0 §8.2): payload is the credential plus iss, jti, sub, nbf, exp. */
MUST_USE code vcjwt_payload(struct arena *a, const struct badge *b, str *payload, struct error *err);
/* The same for any credential in the words of VCDM 2.0, given as JSON. */
MUST_USE code vcjwt_payload_of(struct arena *a, str credential, str *payload, struct error *err);
/* `signature`: the raw bytes, which vcjwt_rebuild takes back. */
MUST_USE code vcjwt_sign(struct arena *a, str payload, const struct issue_key *k,
                         str *signature, str *token, struct error *err);
/* The token of vcjwt_sign, byte for byte, from what is kept of it. */
str vcjwt_rebuild(struct arena *a, str payload, enum key_kind kind, str key_id, str signature);
