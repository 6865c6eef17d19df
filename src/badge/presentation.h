/* badge/presentation.h — badges shown by who holds them: a VerifiablePresentation
 * (VCDM 2.0 §4.13) signed by the holder for one reader's question. */
#pragma once
#include "badge/proof.h"

#define PRESENTED_MOST 100

struct presentation {
    str id, holder;                              /* id may be absent; holder: whose key signs */
    struct str_list credentials;                 /* as issued: JSON with its proof, or a compact token */
    struct str_list about;                       /* addresses of badges that are spoken of and not handed over */
};
/* Without proof. Tokens come in envelopes. BAD_INPUT: a credential is neither. LIMIT. */
MUST_USE code presentation_write(struct arena *a, const struct presentation *p, str *json, struct error *err);

/* `t` needs key, created, challenge and domain; its suite is that of the key. BAD_INPUT:
 * there is no challenge. UNREACHABLE: a badge in it has words that are not known here. */
MUST_USE code presentation_sign(struct arena *a, str json, const struct proof_terms *t, str *secured, struct error *err);

/* Did this key sign it, for this challenge and domain? BAD_INPUT: no. */
struct presented { const struct key *key; str challenge, domain; };
/* The badges in it are not judged. VC Data Integrity §2.1. */
MUST_USE code presentation_check(struct arena *a, str secured, const struct presented *asked, struct error *err);

/* The document at the holder's address, by which others find the key: it may
 * authenticate and assert nothing (Controlled Identifiers §2.3.1). */
str write_holder(struct arena *a, str holder, const struct issue_key *key);
