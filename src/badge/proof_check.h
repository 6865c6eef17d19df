/* badge/proof_check.h — the proofs of a document judged one by one: form,
 * purpose, times, signature, and whether the key is the issuer's. */
#pragma once
#include "badge/issuer_key.h"
#include "badge/proof.h"

/* A credential that somebody issued: the badge, or a status list. */
struct issued { const struct json *document; str issuer; const struct meaning *meaning; };

struct judged {
    struct voucher voucher;
    const struct suite *suite;                   /* NULL: not known, or a token */
    bool is_bound;                               /* made for one domain or challenge */
};
LIST_OF(judged_list, struct judged);

/* Every proof of the document. Those beyond MAX_PROOFS are not looked at. */
void judge_proofs(struct inquiry *q, const struct issued *what, struct judged_list *out);
/* The one that speaks for the whole: a yes, else what may become one, else the
 * first. NULL: there is none. A flaw in any proof but a stranger's is a flaw of
 * the whole (security.md T-13). */
const struct judged *judged_best(const struct judged_list *l);
