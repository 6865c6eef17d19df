/* badge/suites_sd.h — ecdsa-sd-2023 (VC-DI-ECDSA §3.5): a holder shows parts of
 * a credential, and they still prove themselves. The issuer makes a base proof,
 * which is for the holder alone; the holder derives one for each reader. */
#pragma once
#include "badge/proof.h"

/* A base proof taken apart (§3.5.3), and a derived one (§3.5.7). */
struct sd_base { str signature, public_key, hmac_key; struct str_list signatures, mandatory; };
struct sd_derived {
    str signature, public_key;
    struct str_list signatures, labels;          /* labels[i] of "c14n<i>" */
    LIST(size_t) mandatory;                      /* places of the lines that every reader sees */
};

/* The values of proofs, multibase of CBOR (§3.5.2, §3.5.6), and back; parts that were
 * read live in `a`. BAD_INPUT: other bytes, or a part of a wrong size. */
str  sd_write_base(struct arena *a, const struct sd_base *b);
str  sd_write_derived(struct arena *a, const struct sd_derived *d);
MUST_USE code sd_read_base(struct arena *a, str value, struct sd_base *out, struct error *err);
/* UNSUPPORTED: a base proof. */
MUST_USE code sd_read_derived(struct arena *a, str value, struct sd_derived *out, struct error *err);

/* The credential with only what the issuer made mandatory and what `pointers`
 * choose, and a proof of it. `secured` has one base proof. BAD_INPUT: it has
 * none, or a pointer leads nowhere; DENIED: the base proof is not whole. */
MUST_USE code sd_derive(struct arena *a, str secured, const struct str_list *pointers, str *out,
                        struct error *err);
