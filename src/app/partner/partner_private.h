/* partner/partner_private.h — for the files of this slice alone. */
#pragma once
#include "app/partner/partner.h"
#include "store/job.h"
#include "web/form.h"

/* In the caller's transaction. account 0: nobody. `was`: what a decision took the place of. */
struct partner_happened { const struct partner *p; const char *kind; str words, was; int64_t account; };
MUST_USE code partner_tell(struct db *db, const struct partner_happened *h, struct error *err);
/* Is it proved to be of one of the three that they are told by? */
bool partner_issued(struct arena *a, const struct partner *p, const struct intake_facts *f);
/* By one of the three, at the parameters $2 to $4 of a statement with the organisation as $1. */
#define PARTNER_REFS(p) v_str((p)->profile), v_str((p)->did), v_str((p)->host)
#define OF_PARTNER(issuer, anchor)                                                                                          \
    "(($2 <> '' AND " issuer " = $2) OR ($3 <> '' AND (" issuer " = $3 OR " anchor " = $3)) OR ($4 <> '' AND lower(" anchor ") = $4))"

/* In the caller's transaction, behind any change of trust, name or agreement. */
MUST_USE code partner_terms_keep(struct db *db, const struct partner *p, struct error *err);
void partner_terms_start(void);                   /* terms.c */
void partner_review_start(void);                  /* review.c */

extern const struct form_spec partner_form;
handler_fn partner_new_show, partner_new_post, partner_edit_show, partner_edit_post;
