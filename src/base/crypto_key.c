/* base/crypto_key.c — signature keys: made, read and written. Ed25519 is
 * libsodium's, the others are OpenSSL's. */
#include "base/key_memory.h"
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/attempt.h"

#define ED25519_BYTES   32
#define RSA_MIN_BITS    2048
#define MAX_PEM         8192

/* Orders: SEC 2, 2.4.2 and 2.5.1. */
static const struct curve curves[] = {
    {KEY_P256, "P-256", "prime256v1", 32,
     {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
      0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51}},
    {KEY_P384, "P-384", "secp384r1", 48,
     {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
      0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73}},
};

const struct curve *curve_of(enum key_kind kind)
{
    for (size_t i = 0; i < COUNT(curves); i++)
        if (curves[i].kind == kind)
            return &curves[i];
    return NULL;
}

static void close_left_behind(struct attempt_thing *t)
{
    key_close((struct key *)t);
}

/* Takes `pkey` over, also when memory is out. */
static struct key *key_new(enum key_kind kind, EVP_PKEY *pkey)
{
    struct key *k = calloc(1, sizeof *k);

    if (!k) {
        EVP_PKEY_free(pkey);
        attempt_leave(NO_MEMORY, "out of memory");
    }
    k->kind = kind;
    k->pkey = pkey;
    k->thing.close = close_left_behind;
    attempt_keep(&k->thing);
    return k;
}

void key_close(struct key *k)
{
    if (!k)
        return;
    attempt_forget(&k->thing);
    if (k->outer.close)
        k->outer.close(k->outer.ctx);
    EVP_PKEY_free(k->pkey);
    sodium_memzero(k, sizeof *k);
    free(k);
}

/* Hands `k` over when `c` is OK, closes it otherwise. */
static code hand_over(struct key *k, code c, struct key **out)
{
    if (c == OK)
        *out = k;
    else
        key_close(k);
    return c;
}

/* Public halves. */

/* The y of the points of order 1, 2, 4 and 8. Under such a key one fixed
 * signature fits any text, and OpenSSL says yes to it. */
static const uint8_t small_order_y[][ED25519_BYTES] = {
    {0x01},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x00},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

/* y < 2^255 - 19, the sign of x left aside. */
static bool is_canonical_y(const uint8_t y[ED25519_BYTES])
{
    if (y[31] != 0x7f || y[0] < 0xed)
        return true;
    for (size_t i = 1; i < 31; i++)
        if (y[i] != 0xff)
            return true;
    return false;
}

static bool has_small_order(const uint8_t y[ED25519_BYTES])
{
    for (size_t i = 0; i < COUNT(small_order_y); i++)
        if (memcmp(y, small_order_y[i], ED25519_BYTES) == 0)
            return true;
    return false;
}

/* Half of all y have no x. Adding decodes both points and, unlike libsodium's
 * own test of a point, does not multiply by the group's order: 12 against
 * 40 µs. */
static bool is_ed25519_point(const uint8_t point[ED25519_BYTES])
{
    static const uint8_t base_point[ED25519_BYTES] = {
        0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
        0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
    uint8_t sum[ED25519_BYTES];

    return crypto_core_ed25519_add(sum, point, base_point) == 0;
}

/* A key of its own, when the point was found good before. */
static bool recall(enum key_kind kind, str point, struct key **out)
{
    const struct known_point *p = key_recall(kind, point);

    if (!p || (p->pkey && EVP_PKEY_up_ref(p->pkey) != 1))
        return false;
    *out = key_new(kind, p->pkey);
    memcpy((*out)->public_bytes, p->public_bytes, p->public_n);
    (*out)->public_n = p->public_n;
    return true;
}

code key_from_ed25519(str public_bytes, struct key **out, struct error *err)
{
    uint8_t y[ED25519_BYTES];

    crypto_start();
    if (recall(KEY_ED25519, public_bytes, out))
        return OK;
    if (public_bytes.n != sizeof y)
        return fail(err, BAD_INPUT, "", "an Ed25519 public key has 32 bytes, not %zu", public_bytes.n);
    memcpy(y, public_bytes.p, sizeof y);
    y[31] &= 0x7f;
    if (!is_canonical_y(y))
        return fail(err, BAD_INPUT, "", "the Ed25519 public key is not written canonically");
    if (has_small_order(y))
        return fail(err, BAD_INPUT, "", "the Ed25519 public key is a point of small order, under which anybody can sign");
    if (!is_ed25519_point((const uint8_t *)public_bytes.p))
        return fail(err, BAD_INPUT, "", "the Ed25519 public key is no point of the curve");

    struct key *k = key_new(KEY_ED25519, NULL);
    memcpy(k->public_bytes, public_bytes.p, public_bytes.n);
    k->public_n = public_bytes.n;
    key_remember(k, public_bytes);
    *out = k;
    return OK;
}

/* Errors left on OpenSSL's queue would be taken by the next TLS connection of
 * this thread for its own; so each failing call ends with ERR_clear_error.
 *
 * An EVP_PKEY from parameters; NULL when OpenSSL refuses them. */
static EVP_PKEY *pkey_from(const char *type, OSSL_PARAM *params)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *pkey = NULL;

    if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return pkey;
}

/* The number `name` of `pkey`, big endian in exactly `n` bytes. */
static bool read_number(const EVP_PKEY *pkey, const char *name, uint8_t *out, size_t n)
{
    BIGNUM *x = NULL;
    bool ok = EVP_PKEY_get_bn_param(pkey, name, &x) == 1 && BN_bn2binpad(x, out, (int)n) == (int)n;

    BN_free(x);
    return ok;
}

static bool is_on_curve(const struct curve *c, const EVP_PKEY *pkey)
{
    char name[32];

    return EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name, NULL) == 1 &&
           strcmp(name, c->openssl_name) == 0;
}

/* Takes `pkey` over, also when it refuses it. */
static code adopt_ec(const struct curve *c, EVP_PKEY *pkey, struct key **out, struct error *err)
{
    struct key *k = key_new(c->kind, pkey);

    k->public_n = 1 + 2 * c->field;
    k->public_bytes[0] = 4;
    if (!is_on_curve(c, pkey) ||
        !read_number(pkey, OSSL_PKEY_PARAM_EC_PUB_X, k->public_bytes + 1, c->field) ||
        !read_number(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, k->public_bytes + 1 + c->field, c->field))
        return hand_over(k, fail(err, BAD_INPUT, "", "the %s key is broken", c->name), out);
    return hand_over(k, OK, out);
}

code key_from_ec(enum key_kind kind, str point, struct key **out, struct error *err)
{
    const struct curve *c = curve_of(kind);

    crypto_start();
    if (!c)
        return fail(err, UNSUPPORTED, "", "not a kind of elliptic curve key that is known here");
    if (recall(kind, point, out))
        return OK;
    bool is_full = point.n == 1 + 2 * c->field && point.p[0] == 4;
    bool is_compressed = point.n == 1 + c->field && (point.p[0] == 2 || point.p[0] == 3);
    if (!is_full && !is_compressed)
        return fail(err, BAD_INPUT, "", "a %s key is a point of %zu or %zu bytes", c->name,
                    1 + 2 * c->field, 1 + c->field);

    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)c->openssl_name, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)point.p, point.n),
        OSSL_PARAM_END};
    EVP_PKEY *pkey = pkey_from("EC", params);
    if (!pkey)
        return fail(err, BAD_INPUT, "", "the point does not lie on the curve %s", c->name);
    TRY(adopt_ec(c, pkey, out, err));
    key_remember(*out, point);
    return OK;
}

static code check_rsa(size_t bits, bool is_odd, uint64_t exponent, struct error *err)
{
    if (bits < RSA_MIN_BITS || bits > RSA_MAX_BITS)
        return fail(err, BAD_INPUT, "", "an RSA key must have %d to %d bits, not %zu", RSA_MIN_BITS,
                    RSA_MAX_BITS, bits);
    if (!is_odd)
        return fail(err, BAD_INPUT, "", "the RSA modulus is even");
    if (exponent != 3 && exponent != 65537)
        return fail(err, BAD_INPUT, "", "the exponent of an RSA key must be 65537 or 3");
    return OK;
}

/* Takes `pkey` over, also when it refuses it. */
static code adopt_rsa(EVP_PKEY *pkey, struct key **out, struct error *err)
{
    struct key *k = key_new(KEY_RSA, pkey);
    BIGNUM *n = NULL, *e = NULL;
    code c = FAULT;

    if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) == 1 &&
        EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) == 1) {
        BN_ULONG exponent = BN_get_word(e);
        c = check_rsa((size_t)BN_num_bits(n), BN_is_odd(n), exponent, err);
        if (c == OK) {
            k->exponent = (uint32_t)exponent;
            k->public_n = (size_t)BN_bn2bin(n, k->public_bytes);
        }
    } else {
        fail(err, c, "", "the RSA key cannot be read");
    }
    BN_free(n);
    BN_free(e);
    return hand_over(k, c, out);
}

static str without_zeros(str number)
{
    while (number.n && number.p[0] == '\0')
        number = str_from(number, 1);
    return number;
}

static EVP_PKEY *rsa_from_numbers(str modulus, str exponent)
{
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    BIGNUM *n = BN_bin2bn((const uint8_t *)modulus.p, (int)modulus.n, NULL);
    BIGNUM *e = BN_bin2bn((const uint8_t *)exponent.p, (int)exponent.n, NULL);
    OSSL_PARAM *params = NULL;
    EVP_PKEY *pkey = NULL;

    if (bld && n && e && OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
        OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e))
        params = OSSL_PARAM_BLD_to_param(bld);
    if (params)
        pkey = pkey_from("RSA", params);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(bld);
    BN_free(n);
    BN_free(e);
    return pkey;
}

code key_from_rsa(str modulus, str exponent, struct key **out, struct error *err)
{
    str n = without_zeros(modulus), e = without_zeros(exponent);
    uint64_t value = 0;

    crypto_start();
    if (e.n > sizeof value)
        return fail(err, BAD_INPUT, "", "the exponent of an RSA key must be 65537 or 3");
    for (size_t i = 0; i < e.n; i++)
        value = value << 8 | (uint8_t)e.p[i];
    size_t bits = n.n ? n.n * 8 - (size_t)__builtin_clz((uint8_t)n.p[0]) + 24 : 0;
    TRY(check_rsa(bits, n.n && (n.p[n.n - 1] & 1), value, err));

    EVP_PKEY *pkey = rsa_from_numbers(n, e);
    if (!pkey)
        return fail(err, BAD_INPUT, "", "the RSA key is broken");
    return adopt_rsa(pkey, out, err);
}

/* Keys with a secret. */

static struct key *ed25519_from_seed(const uint8_t seed[crypto_sign_SEEDBYTES])
{
    struct key *k = key_new(KEY_ED25519, NULL);

    crypto_sign_seed_keypair(k->public_bytes, k->ed_secret, seed);
    k->public_n = ED25519_BYTES;
    k->has_secret = true;
    return k;
}

static struct key *ed25519_generate(void)
{
    uint8_t seed[crypto_sign_SEEDBYTES];

    random_bytes(seed, sizeof seed);
    struct key *k = ed25519_from_seed(seed);
    sodium_memzero(seed, sizeof seed);
    return k;
}

code key_generate(enum key_kind kind, struct key **out, struct error *err)
{
    const struct curve *c = curve_of(kind);

    crypto_start();
    if (kind == KEY_ED25519) {
        *out = ed25519_generate();
        return OK;
    }
    if (!c && kind != KEY_RSA)
        return fail(err, UNSUPPORTED, "", "not a kind of key that is known here");
    EVP_PKEY *pkey = c ? EVP_EC_gen(c->openssl_name) : EVP_RSA_gen(RSA_MIN_BITS);
    if (!pkey)
        return fail(err, FAULT, "", "the cryptographic library could not make a key");
    TRY(c ? adopt_ec(c, pkey, out, err) : adopt_rsa(pkey, out, err));
    (*out)->has_secret = true;
    return OK;
}

/* PEM. */

static int no_passphrase(char *text, int size, int is_writing, void *ctx)
{
    (void)text, (void)size, (void)is_writing, (void)ctx;
    return -1;                                   /* never ask at the terminal */
}

static code adopt_ed25519(const EVP_PKEY *pkey, bool has_secret, struct key **out, struct error *err)
{
    uint8_t raw[ED25519_BYTES];
    size_t n = sizeof raw;

    if (!has_secret) {
        if (EVP_PKEY_get_raw_public_key(pkey, raw, &n) != 1)
            return fail(err, BAD_INPUT, "", "the Ed25519 key is broken");
        return key_from_ed25519((str){(const char *)raw, n}, out, err);
    }
    if (EVP_PKEY_get_raw_private_key(pkey, raw, &n) != 1 || n != sizeof raw)
        return fail(err, BAD_INPUT, "", "the Ed25519 key is broken");
    *out = ed25519_from_seed(raw);
    sodium_memzero(raw, sizeof raw);
    return OK;
}

/* A file whose halves do not belong together would sign what nobody can check. */
static bool is_pair(EVP_PKEY *pkey)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    bool ok = ctx && EVP_PKEY_pairwise_check(ctx) == 1;

    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

static code adopt_pem_ec(const struct curve *c, EVP_PKEY *pkey, bool has_secret, struct key **out,
                         struct error *err)
{
    if (has_secret && !is_pair(pkey)) {
        EVP_PKEY_free(pkey);
        return fail(err, BAD_INPUT, "", "the two halves of the %s key do not belong together", c->name);
    }
    TRY(adopt_ec(c, pkey, out, err));
    (*out)->has_secret = has_secret;
    return OK;
}

/* Takes `pkey` over. */
static code adopt(EVP_PKEY *pkey, bool has_secret, struct key **out, struct error *err)
{
    if (EVP_PKEY_is_a(pkey, "ED25519")) {
        code c = adopt_ed25519(pkey, has_secret, out, err);
        EVP_PKEY_free(pkey);
        return c;
    }
    if (EVP_PKEY_is_a(pkey, "RSA")) {
        TRY(adopt_rsa(pkey, out, err));
        (*out)->has_secret = has_secret;
        return OK;
    }
    for (size_t i = 0; i < COUNT(curves); i++)
        if (EVP_PKEY_is_a(pkey, "EC") && is_on_curve(&curves[i], pkey))
            return adopt_pem_ec(&curves[i], pkey, has_secret, out, err);
    EVP_PKEY_free(pkey);
    return fail(err, UNSUPPORTED, "", "a key must be Ed25519, P-256, P-384 or RSA");
}

/* An Ed25519 secret as key_to_pem writes it (RFC 8410 §7): one line, the seed
 * behind 16 bytes that are always the same. Each award asks for such a key, and
 * OpenSSL needs a millisecond to ask all its decoders what this may be. */
static bool seed_of_pem(str pem, uint8_t seed[crypto_sign_SEEDBYTES])
{
    static const str head = S("-----BEGIN PRIVATE KEY-----\n"), foot = S("\n-----END PRIVATE KEY-----\n");
    static const uint8_t kind[16] = {0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20};
    uint8_t der[sizeof kind + crypto_sign_SEEDBYTES];
    size_t n = 0;

    if (pem.n != head.n + sizeof der / 3 * 4 + foot.n || !str_starts(pem, head) || !str_ends(pem, foot))
        return false;
    bool is_seed = sodium_base642bin(der, sizeof der, pem.p + head.n, sizeof der / 3 * 4, NULL, &n, NULL,
                                     sodium_base64_VARIANT_ORIGINAL) == 0
                   && n == sizeof der && memcmp(der, kind, sizeof kind) == 0;
    if (is_seed)
        memcpy(seed, der + sizeof kind, crypto_sign_SEEDBYTES);
    sodium_memzero(der, sizeof der);
    return is_seed;
}

code key_from_pem(str pem, struct key **out, struct error *err)
{
    bool has_secret = str_contains(pem, S("PRIVATE KEY-----"));
    uint8_t seed[crypto_sign_SEEDBYTES];

    if (pem.n > MAX_PEM)
        return fail(err, LIMIT, "", "a key in PEM form has at most %d bytes", MAX_PEM);
    crypto_start();
    if (seed_of_pem(pem, seed)) {
        *out = ed25519_from_seed(seed);
        sodium_memzero(seed, sizeof seed);
        return OK;
    }
    BIO *bio = BIO_new_mem_buf(pem.p ? pem.p : "", (int)pem.n);
    EVP_PKEY *pkey = NULL;
    if (bio)
        pkey = has_secret ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL)
                          : PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    ERR_clear_error();
    if (!pkey)
        return fail(err, BAD_INPUT, "", "not a key in PEM form, or one with a passphrase");
    return adopt(pkey, has_secret, out, err);
}

typedef bool put_pem_fn(BIO *bio, EVP_PKEY *pkey);

static bool put_secret(BIO *bio, EVP_PKEY *pkey)
{
    return PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1;
}

static bool put_public(BIO *bio, EVP_PKEY *pkey)
{
    return PEM_write_bio_PUBKEY(bio, pkey) == 1;
}

static size_t write_pem(EVP_PKEY *pkey, put_pem_fn *put, char *out, size_t size)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    int n = -1;

    if (bio && pkey && put(bio, pkey))
        n = BIO_read(bio, out, (int)size);
    BIO_free(bio);
    return n > 0 && (size_t)n < size ? (size_t)n : 0;
}

code key_to_pem(struct arena *a, const struct key *k, str *out, struct error *err)
{
    if (!k->has_secret || k->outer.sign)
        return fail(err, BAD_INPUT, "", "the key has no secret half to write");
    char *text = arena_alloc(a, MAX_PEM, 1);
    EVP_PKEY *made = k->pkey ? NULL
                             : EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->ed_secret,
                                                            crypto_sign_SEEDBYTES);
    size_t n = write_pem(k->pkey ? k->pkey : made, put_secret, text, MAX_PEM);
    EVP_PKEY_free(made);
    if (n == 0)
        return fail(err, FAULT, "", "the cryptographic library could not write the key");
    *out = (str){text, n};
    return OK;
}

code key_public_pem(struct arena *a, const struct key *k, str *out, struct error *err)
{
    char *text = arena_alloc(a, MAX_PEM, 1);
    EVP_PKEY *made = k->pkey ? NULL
                             : EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->public_bytes,
                                                           k->public_n);
    size_t n = write_pem(k->pkey ? k->pkey : made, put_public, text, MAX_PEM);

    EVP_PKEY_free(made);
    ERR_clear_error();
    if (n == 0)
        return fail(err, FAULT, "", "the cryptographic library could not write the key");
    *out = (str){text, n};
    return OK;
}

/* Getters. */

enum key_kind key_kind(const struct key *k)
{
    return k->kind;
}

code key_from_signer(const struct key *public_half, const struct outer_signer *s, struct key **out, struct error *err)
{
    if (!s->sign)
        return fail(err, BAD_INPUT, "", "nothing signs with this key");
    if (public_half->pkey && EVP_PKEY_up_ref(public_half->pkey) != 1)
        return fail(err, FAULT, "", "the cryptographic library could not share the key");
    struct key *k = key_new(public_half->kind, public_half->pkey);
    memcpy(k->public_bytes, public_half->public_bytes, public_half->public_n);
    k->public_n = public_half->public_n;
    k->exponent = public_half->exponent;
    k->has_secret = true;
    k->outer = *s;
    *out = k;
    return OK;
}

bool key_has_secret(const struct key *k)
{
    return k->has_secret;
}

str key_public_bytes(struct arena *a, const struct key *k)
{
    return str_copy(a, (str){(const char *)k->public_bytes, k->public_n});
}

size_t key_public_into(const struct key *k, uint8_t *out)
{
    memcpy(out, k->public_bytes, k->public_n);
    return k->public_n;
}

str key_rsa_exponent(struct arena *a, const struct key *k)
{
    if (k->kind != KEY_RSA)
        return (str){NULL, 0};
    return str_copy(a, k->exponent == 3 ? S("\x03") : S("\x01\x00\x01"));
}

bool key_same_public(const struct key *a, const struct key *b)
{
    return a->kind == b->kind && a->exponent == b->exponent && a->public_n == b->public_n &&
           memcmp(a->public_bytes, b->public_bytes, a->public_n) == 0;
}
