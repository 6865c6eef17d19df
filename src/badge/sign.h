/* badge/sign.h — any credential that we write, signed: a status list, an
 * endorsement. Badges that a server keeps as fields: vcjwt_sign, proof_sign. */
#pragma once
#include "badge/proof.h"

/* `t->suite` NULL: a token (VC-JWT), with the claims that OB 3.0 §8.2.4 wants;
 * else the credential with a proof in it. Errors as of proof_sign. */
MUST_USE code sign_credential(struct arena *a, str credential, const struct proof_terms *t,
                              str *out, struct error *err);
