#include "badge/sign.h"

static code sign_token(struct arena *a, str credential, const struct issue_key *k, str *out,
                       struct error *err)
{
    str payload, signature;

    TRY(vcjwt_payload_of(a, credential, &payload, err));
    return vcjwt_sign(a, payload, k, &signature, out, err);
}

code sign_credential(struct arena *a, str credential, const struct proof_terms *t, str *out,
                     struct error *err)
{
    str value;

    return t->suite ? proof_sign(a, credential, t, &value, out, err)
                    : sign_token(a, credential, &t->key, out, err);
}
