/* badge/proof.h — Data Integrity proofs (W3C VC Data Integrity 1.0): read out
 * of a document, put into one. What is signed is the suites' business. */
#pragma once
#include "badge/issue.h"
#include "badge/suites.h"

#define MAX_PROOFS 8                             /* security.md §4 */

/* One proof as it stands in its document. */
struct proof {
    const struct json *json;
    const struct suite *suite;
    str id, method;                              /* verificationMethod; id may be absent */
    str value;                                   /* the bytes of proofValue */
    msec created, expires;
    bool has_created, has_expires;
    bool is_bound;                               /* made for one domain or one challenge */
    const char *flaw;                            /* standard.md §2, when it cannot be read */
};

/* BAD_INPUT, UNSUPPORTED (a suite not known here): `out->flaw` names it,
 * `err->where` is the member. VC-DATA-INTEGRITY §2.1. */
MUST_USE code proof_read(struct arena *a, const struct json *json, struct proof *out,
                         struct error *err);
/* What `p` was made over: the document with no proof but those that `p` names
 * as made before it (§2.1.2 proof chains). BAD_INPUT: one of them is missing. */
MUST_USE code proof_document(struct arena *a, const struct json *secured, const struct proof *p,
                             const struct json **out, struct error *err);
/* The proof without its value, in the document's words. BAD_INPUT, and the
 * flaw: it brings words of its own. */
MUST_USE code proof_options(struct arena *a, const struct json *document, struct proof *p,
                            const struct json **out, struct error *err);

/* How a credential is to be secured. */
struct proof_terms {
    const struct suite *suite;
    struct issue_key key;                        /* its secret half is needed to sign, not to rebuild */
    msec created;
    struct str_list mandatory;                   /* ecdsa-sd-2023: JSON pointers that every reader sees */
    /* With a challenge it is who presents that signs (proofPurpose authentication), for
     * this one question and reader (VC Data Integrity §2.1). */
    str challenge, domain;
};

/* What a key of these terms signs of a document that is known to have no proof;
 * for suites and badge/stencil.h. */
MUST_USE code proof_securing(struct arena *a, const struct json *document, const struct proof_terms *t,
                             struct securing *out, struct error *err);
/* BAD_INPUT: no secret, no name, a suite that is not made any more or takes other keys. */
MUST_USE code proof_check_terms(const struct proof_terms *t, struct error *err);

/* `secured` is `credential` with its proof as last member; `value` the bytes of
 * the signature, which proof_rebuild takes back: the same inputs give the same
 * bytes. BAD_INPUT: no secret, a key of another kind, a word that no context
 * of the credential knows ("data-loss"). */
MUST_USE code proof_sign(struct arena *a, str credential, const struct proof_terms *t, str *value,
                         str *secured, struct error *err);
/* The signature alone, for who keeps it and rebuilds the rest when asked. */
MUST_USE code proof_value(struct arena *a, str credential, const struct proof_terms *t, str *value,
                          struct error *err);
/* What proof_sign gave, from the signature: no secret is needed. */
MUST_USE code proof_rebuild(struct arena *a, str credential, const struct proof_terms *t, str value,
                            str *secured, struct error *err);
