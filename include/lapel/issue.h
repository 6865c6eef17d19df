/* lapel/issue.h — keys, and badges of OB 3.0 signed with them. */
#ifndef LAPEL_ISSUE_H
#define LAPEL_ISSUE_H

#include <lapel/lapel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- keys ---- */

/* A signing key, or the public half of one. Wiped when it is freed. */
struct lapel_key;
enum lapel_key_kind { LAPEL_ED25519 = 1, LAPEL_P256 = 2, LAPEL_P384 = 3, LAPEL_RSA = 4 };

/* A new one, from the machine's random numbers; LAPEL_RSA has 2,048 bits. The caller
 * frees it. LAPEL_BAD_INPUT: no such kind; LAPEL_FAULT, LAPEL_NO_MEMORY. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_key_new(enum lapel_key_kind kind,
                                                       struct lapel_key **out,
                                                       struct lapel_error *err);
/* PKCS#8 or public PEM. LAPEL_BAD_INPUT, LAPEL_UNSUPPORTED (a kind or a size
 * that badges are not signed with). */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_key_read(struct lapel_bytes pem,
                                                        struct lapel_key **out,
                                                        struct lapel_error *err);
LAPEL_API void lapel_key_free(struct lapel_key *k); /* NULL is fine */

/* The secret as PKCS#8 PEM; the buffer is wiped when it is freed.
 * LAPEL_BAD_INPUT: only the public half is here. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_key_pem(const struct lapel_key *k,
                                                       struct lapel_buffer **out,
                                                       struct lapel_error *err);
/* The public half: as did:key (an issuer that needs no host), as Multikey, and
 * as JWK with its thumbprint as kid. Borrowed from the key. */
LAPEL_API struct lapel_bytes lapel_key_did(const struct lapel_key *k);
LAPEL_API struct lapel_bytes lapel_key_multikey(const struct lapel_key *k);
LAPEL_API struct lapel_bytes lapel_key_jwk(const struct lapel_key *k);

/* ---- badges ---- */

/* How something is signed. Begin with `{.size = sizeof(struct lapel_signing)}`. */
struct lapel_signing {
    size_t size;
    const struct lapel_key *key;
    const char *key_id; /* URL at which others find the key; NULL: the key itself, did:key */
    const char *proof;  /* "jwt", "eddsa-rdfc-2022" …; NULL: what suits the key */
    int64_t created;    /* of a proof, milliseconds since 1970; 0: now */
};

/* Begin with `{.size = sizeof(struct lapel_award)}`. Needed: achievement, recipient;
 * and an issuer, unless the key itself is to be it. */
struct lapel_award {
    size_t size;
    struct lapel_bytes achievement; /* OB 3.0 Achievement as JSON */
    struct lapel_bytes issuer;      /* OB 3.0 Profile as JSON */
    const char *recipient;          /* e-mail address, http(s) URL or DID */
    int is_plain;                   /* not 0: the address is not hashed */
    const char *salt;               /* of the hash; NULL: random */
    const char *id;                 /* NULL: a new urn:uuid */
    const char *name, *narrative;
    const char *evidence;           /* URL */
    const char *refresh;            /* URL of newer editions */
    const char *valid_from;         /* RFC 3339; NULL: now */
    const char *valid_until;        /* RFC 3339; NULL: without end */
    const char *status_list;        /* URL of a Bitstring Status List for revocation */
    int64_t status_index;           /* the award's place in it */
};

/* An OpenBadgeCredential of VCDM 2.0, signed: JSON with a Data Integrity proof,
 * or a token (VC-JWT). The same input with id, salt and dates gives the same
 * bytes under Ed25519. LAPEL_BAD_INPUT: something lacks, or key and proof do not
 * go together; `err->where` names it. Spec: OB 3.0 §8. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_issue(struct lapel *l, const struct lapel_award *award,
                                                     const struct lapel_signing *how,
                                                     struct lapel_buffer **out,
                                                     struct lapel_error *err);
/* Signs any credential of VCDM 2.0 whose contexts are those that badges use: an
 * endorsement, a status list. `how->key_id` or an issuer that is the key.
 * LAPEL_BAD_INPUT also where JSON-LD would drop a word ("data-loss"). */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_sign(struct lapel *l, struct lapel_bytes credential,
                                                    const struct lapel_signing *how,
                                                    struct lapel_buffer **out,
                                                    struct lapel_error *err);

#ifdef __cplusplus
}
#endif
#endif
