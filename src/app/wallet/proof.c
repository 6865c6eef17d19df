/* wallet/proof.c — a wallet proves that it has a key (OpenID4VCI 1.0 Appendix F.1). */
#include "app/wallet/wallet.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "format/did.h"
#include "format/jose.h"

#define NONCE_LIFE (5 * MINUTE)
#define SKEW       MINUTE

/* ---- nonces ---- */

static str sealed(struct app *app, struct arena *a, str text)
{
    struct sha256 h = hmac_sha256(app->link_secret, str_join(a, S("wallet nonce "), text));

    return str_printf(a, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(base64url_encode(a, (str){(const char *)h.b, 18})));
}

/* When it was made, something random, and our word for both. */
str wallet_nonce(struct app *app, struct arena *a)
{
    return sealed(app, a, str_printf(a, "%lld-" STR_FMT, (long long)clock_now(), STR_ARG(random_token(a, 9))));
}

static bool is_ours(struct app *app, struct arena *a, str nonce)
{
    str rest = nonce, text, time, random;
    int64_t at;

    if (nonce.n > 200 || !str_cut(&rest, '.', &text) || !crypto_equal(nonce, sealed(app, a, text)))
        return false;
    random = text;
    return str_cut(&random, '-', &time) && str_to_int(time, &at) && at <= clock_now() && at > clock_now() - NONCE_LIFE;
}

/* ---- proofs ---- */

/* The key itself, or a DID that is one. Closed by the caller. */
static code key_of(struct arena *a, const struct jws *j, struct key **key, str *did, struct error *err)
{
    if (j->jwk) {
        TRY(jwk_refuse_private(j->jwk, err));
        TRY(jwk_read(a, j->jwk, key, err));
        *did = did_key_from(a, *key);
        return OK;
    }
    if (!str_starts(j->kid, S("did:key:")) && !str_starts(j->kid, S("did:jwk:")))
        return fail(err, BAD_INPUT, "", "the proof names no key: jwk, did:key or did:jwk");
    TRY(did_embedded_key(a, j->kid, key, err));
    *did = did_key_from(a, *key);
    return OK;
}

static code claims_hold(struct app *app, struct arena *a, const struct jws *j, struct wallet_proof *p, struct error *err)
{
    const struct json *claims;
    int64_t issued = 0;

    TRY(json_parse(a, j->payload, NULL, &claims, err));
    if (!str_eq(json_str(json_get(claims, "aud")), app->base))
        return fail(err, BAD_INPUT, "", "the proof is for another issuer");
    if (!json_int(json_get(claims, "iat"), &issued) || issued * SECOND > clock_now() + SKEW || issued * SECOND < clock_now() - NONCE_LIFE - SKEW)
        return fail(err, BAD_INPUT, "", "the proof is too old, or from the future");
    p->is_nonce = !is_ours(app, a, json_str(json_get(claims, "nonce")));
    return p->is_nonce ? fail(err, BAD_INPUT, "", "the nonce is none of ours, or too old") : OK;
}

/* did:key and did:jwk of one key are one holder. */
static code is_holder(struct arena *a, str holder, str did, struct error *err)
{
    struct key *key;

    if (str_is_absent(holder))
        return OK;
    TRY(did_embedded_key(a, holder, &key, err));
    bool same = str_eq(did_key_from(a, key), did);
    key_close(key);
    return same ? OK : fail(err, BAD_INPUT, "", "the badge was issued to another key");
}

static code signed_by_key(struct arena *a, const struct jws *j, str *did, struct error *err)
{
    struct key *key = NULL;

    TRY(key_of(a, j, &key, did, err));
    bool good = jws_verify(j, key);
    key_close(key);
    return good ? OK : fail(err, BAD_INPUT, "", "the signature of the proof does not hold");
}

code wallet_proof_check(struct app *app, struct arena *a, struct wallet_proof *p, struct error *err)
{
    struct jws j;
    str did;

    p->is_nonce = false;
    TRY(jws_parse(a, p->jwt, &j, err));
    if (!str_eq(j.typ, S("openid4vci-proof+jwt")))
        return fail(err, BAD_INPUT, "", "the proof is of another type");
    if (j.jwk && !str_is_absent(j.kid))
        return fail(err, BAD_INPUT, "", "the proof names its key twice");
    TRY(signed_by_key(a, &j, &did, err));
    TRY(claims_hold(app, a, &j, p, err));
    return is_holder(a, p->holder, did, err);
}
