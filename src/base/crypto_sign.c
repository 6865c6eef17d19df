/* base/crypto_sign.c — signatures in the form that JOSE gives them. OpenSSL gets
 * the hash, not the text: so one way in serves RSA and both curves. */
#include "base/crypto_key.h"
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>
#include "base/arena.h"

#define ED25519_SIGNED 64
#define EC_MAX_DER     (2 * EC_MAX_FIELD + 16)

struct hash {
    uint8_t b[48];
    size_t n;
};

static struct hash hash_for(const struct key *k, str data)
{
    struct hash h = {.n = k->kind == KEY_P384 ? 48 : 32};

    if (k->kind != KEY_P384)
        memcpy(h.b, sha256(data).b, h.n);
    else if (!EVP_Q_digest(NULL, "SHA2-384", NULL, data.p, data.n, h.b, &h.n))
        h.n = 0;                                 /* which OpenSSL refuses to sign or check */
    return h;
}

static bool set_rsa_scheme(EVP_PKEY_CTX *ctx)
{
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1;
}

/* What OpenSSL writes: DER for a curve, the padded block for RSA. 0: failed. */
static size_t sign_hash(const struct key *k, const struct hash *h, uint8_t *out, size_t size)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
    bool ok = ctx && EVP_PKEY_sign_init(ctx) == 1 && (k->kind != KEY_RSA || set_rsa_scheme(ctx)) &&
              EVP_PKEY_sign(ctx, out, &size, h->b, h->n) == 1;

    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return ok ? size : 0;
}

static bool verify_hash(const struct key *k, const struct hash *h, const uint8_t *sig, size_t n)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
    bool ok = ctx && EVP_PKEY_verify_init(ctx) == 1 && (k->kind != KEY_RSA || set_rsa_scheme(ctx)) &&
              EVP_PKEY_verify(ctx, sig, n, h->b, h->n) == 1;

    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

static bool raw_from_der(const struct curve *c, const uint8_t *der, size_t n, uint8_t *raw)
{
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)n);
    int field = (int)c->field;
    bool ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, field) == field &&
              BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + field, field) == field;

    ECDSA_SIG_free(sig);
    return ok;
}

/* 1 <= number < order */
static bool is_in_range(const struct curve *c, const uint8_t *number)
{
    return !sodium_is_zero(number, c->field) && memcmp(number, c->order, c->field) < 0;
}

/* An INTEGER of DER (X.690 §8.3): no spare zeros, one where the sign bit is set. */
static size_t put_der_integer(uint8_t *out, const uint8_t *number, size_t n)
{
    while (n > 1 && number[0] == 0)
        number++, n--;
    size_t pad = number[0] >> 7;
    out[0] = 2;
    out[1] = (uint8_t)(n + pad);
    out[2] = 0;
    memcpy(out + 2 + pad, number, n);
    return 2 + pad + n;
}

static size_t der_from_raw(const struct curve *c, const uint8_t *raw, uint8_t *der)
{
    size_t n = put_der_integer(der + 2, raw, c->field);

    n += put_der_integer(der + 2 + n, raw + c->field, c->field);
    der[0] = 0x30;
    der[1] = (uint8_t)n;                         /* below 128 for both curves */
    return 2 + n;
}

static bool sign_ec(const struct key *k, str data, uint8_t *raw)
{
    struct hash h = hash_for(k, data);
    uint8_t der[EC_MAX_DER];
    size_t n = sign_hash(k, &h, der, sizeof der);

    return n != 0 && raw_from_der(curve_of(k->kind), der, n, raw);
}

static bool sign_rsa(const struct key *k, str data, uint8_t *block)
{
    struct hash h = hash_for(k, data);

    return sign_hash(k, &h, block, k->public_n) == k->public_n;
}

static size_t signature_size(const struct key *k)
{
    const struct curve *c = curve_of(k->kind);

    return k->kind == KEY_ED25519 ? ED25519_SIGNED : c ? 2 * c->field : k->public_n;
}

/* What comes from elsewhere is believed when it holds. */
static bool sign_elsewhere(const struct key *k, str data, uint8_t *out)
{
    size_t n = k->outer.sign(k->outer.ctx, data, out);

    return n == signature_size(k) && key_verify(k, data, (str){(const char *)out, n});
}

size_t key_sign_into(const struct key *k, str data, uint8_t *out)
{
    bool ok = k->has_secret;

    if (k->outer.sign)
        ok = sign_elsewhere(k, data, out);
    else if (ok && k->kind == KEY_ED25519)
        crypto_sign_detached(out, NULL, (const uint8_t *)data.p, data.n, k->ed_secret);
    else if (ok)
        ok = k->kind == KEY_RSA ? sign_rsa(k, data, out) : sign_ec(k, data, out);
    return ok ? signature_size(k) : 0;
}

code key_sign(struct arena *a, const struct key *k, str data, str *signature, struct error *err)
{
    size_t n = signature_size(k);

    if (!k->has_secret)
        return fail(err, BAD_INPUT, "", "the key has no secret half to sign with");
    uint8_t *out = arena_alloc(a, n + 1, 1);
    if (key_sign_into(k, data, out) != n)
        return fail(err, FAULT, "", "the cryptographic library could not sign");
    *signature = (str){(const char *)out, n};
    return OK;
}

static bool verify_ec(const struct key *k, str data, const uint8_t *raw)
{
    const struct curve *c = curve_of(k->kind);
    struct hash h = hash_for(k, data);
    uint8_t der[EC_MAX_DER];

    if (!is_in_range(c, raw) || !is_in_range(c, raw + c->field))
        return false;
    return verify_hash(k, &h, der, der_from_raw(c, raw, der));
}

bool key_verify(const struct key *k, str data, str signature)
{
    const uint8_t *sig = (const uint8_t *)signature.p;

    if (signature.n != signature_size(k))
        return false;
    if (k->kind == KEY_ED25519)
        return crypto_sign_verify_detached(sig, (const uint8_t *)data.p, data.n, k->public_bytes) == 0;
    if (k->kind != KEY_RSA)
        return verify_ec(k, data, sig);
    struct hash h = hash_for(k, data);
    return verify_hash(k, &h, sig, signature.n);
}
