/* badge/stencil.h — proofs of many badges that differ in a few words alone: the
 * statements of one are kept and those words put in anew, so that JSON-LD is
 * processed once for all. What comes out is what proof_value would give. */
#pragma once
#include "badge/proof.h"

#define STENCIL_HOLES 8                          /* words that may differ */

struct stencil;

/* `sample`: a credential in which each of the `holes` stands, as a whole word
 * that stands for nothing else: it is looked for in all values. NOT_FOUND: one
 * does not stand there. UNSUPPORTED: this suite signs no statements alone.
 * Errors as of proof_value. The stencil lives in `a`. */
MUST_USE code stencil_make(struct arena *a, str sample, const struct suite *suite, const struct str_list *holes,
                           struct stencil **out, struct error *err);
/* The signature of the badge that has these `words` in place of the holes, in
 * their order. Each is of letters, digits and "$-_" alone, and makes no statement
 * the same as another: BAD_INPUT otherwise. */
MUST_USE code stencil_sign(struct arena *a, struct stencil *s, const struct proof_terms *t, const struct str_list *words,
                           str *value, struct error *err);
/* Does it paint the statements of this credential? For who wants to be sure
 * before the first is signed. */
bool stencil_fits(struct arena *a, struct stencil *s, const struct str_list *words, str credential);
