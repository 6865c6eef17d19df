/* format/cose.c */
#include "format/cose.h"
#include <string.h>
#include "base/arena.h"

/* Labels of RFC 9053 §7.1 and RFC 8230 §4; -1 and below mean another thing for
 * each type of key. */
enum { KTY = 1, ALG = 3, CRV = -1, X = -2, Y = -3, N = -1, E = -2 };
enum { OKP = 1, EC2 = 2, RSA = 3 };
/* All secret members of the three types: RFC 9053 §7.1, RFC 8230 §4. */
enum { D = -4, RSA_D = -3, RSA_LAST = -12 };

static code read_member(const struct cbor *map, int64_t label, size_t size, str *out, struct error *err)
{
    *out = cbor_bytes(cbor_get_int(map, label));
    if (str_is_absent(*out) || (size && out->n != size))
        return fail(err, BAD_INPUT, "key", "a part of the passkey's key is missing or of the wrong size");
    return OK;
}

static code need_curve(const struct cbor *map, int64_t wanted, struct error *err)
{
    int64_t curve;

    if (!cbor_int(cbor_get_int(map, CRV), &curve))
        return fail(err, BAD_INPUT, "key", "the passkey's key does not name its curve");
    if (curve != wanted)
        return fail(err, UNSUPPORTED, "key", "the passkey's key is of a curve that is not taken here");
    return cbor_get_int(map, D) ? fail(err, BAD_INPUT, "key", "the passkey gave its secret away") : OK;
}

static code read_ec2(struct arena *a, const struct cbor *map, struct key **out, struct error *err)
{
    str x, y;

    TRY(need_curve(map, 1, err));
    TRY(read_member(map, X, 32, &x, err));
    TRY(read_member(map, Y, 32, &y, err));
    return key_from_ec(KEY_P256, str_join(a, S("\4"), str_join(a, x, y)), out, err);
}

static code read_okp(struct arena *a, const struct cbor *map, struct key **out, struct error *err)
{
    str x;

    (void)a;
    TRY(need_curve(map, 6, err));
    TRY(read_member(map, X, 32, &x, err));
    return key_from_ed25519(x, out, err);
}

static code read_rsa(struct arena *a, const struct cbor *map, struct key **out, struct error *err)
{
    str n, e;

    (void)a;
    for (int64_t label = RSA_D; label >= RSA_LAST; label--)
        if (cbor_get_int(map, label))
            return fail(err, BAD_INPUT, "key", "the passkey gave its secret away");
    TRY(read_member(map, N, 0, &n, err));
    TRY(read_member(map, E, 0, &e, err));
    return key_from_rsa(n, e, out, err);
}

static const struct kind {
    enum cose_alg alg;
    int64_t type;
    code (*read)(struct arena *a, const struct cbor *map, struct key **out, struct error *err);
} kinds[] = {
    {COSE_ES256, EC2, read_ec2},
    {COSE_EDDSA, OKP, read_okp},
    {COSE_RS256, RSA, read_rsa},
};

code cose_key_read(struct arena *a, const struct cbor *map, enum cose_alg *alg, struct key **out, struct error *err)
{
    int64_t type, named;

    if (!cbor_int(cbor_get_int(map, KTY), &type) || !cbor_int(cbor_get_int(map, ALG), &named))
        return fail(err, BAD_INPUT, "key", "the passkey's key does not say of which kind it is");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (kinds[i].alg == named && kinds[i].type == type) {
            *alg = kinds[i].alg;
            return kinds[i].read(a, map, out, err);
        }
    return fail(err, UNSUPPORTED, "key", "the passkey's key is of a kind that is not taken here");
}

static void put_number(struct buf *b, int64_t label, int64_t value)
{
    cbor_put_int(b, label);
    cbor_put_int(b, value);
}

static void put_bytes(struct buf *b, int64_t label, str bytes)
{
    cbor_put_int(b, label);
    cbor_put_bytes(b, bytes);
}

str cose_key_write(struct arena *a, const struct key *key)
{
    enum key_kind kind = key_kind(key);
    str bytes = key_public_bytes(a, key);
    struct buf b = buf_new(a);

    cbor_put_map(&b, kind == KEY_P256 ? 5 : 4);
    put_number(&b, KTY, kind == KEY_P256 ? EC2 : kind == KEY_ED25519 ? OKP : RSA);
    put_number(&b, ALG, kind == KEY_P256 ? COSE_ES256 : kind == KEY_ED25519 ? COSE_EDDSA : COSE_RS256);
    if (kind == KEY_RSA) {
        put_bytes(&b, N, bytes);
        put_bytes(&b, E, key_rsa_exponent(a, key));
        return buf_done(&b);
    }
    put_number(&b, CRV, kind == KEY_P256 ? 1 : 6);
    put_bytes(&b, X, kind == KEY_P256 ? str_slice(bytes, 1, 33) : bytes);
    if (kind == KEY_P256)
        put_bytes(&b, Y, str_from(bytes, 33));
    return buf_done(&b);
}

/* ---- ECDSA in DER (X.690 §8.3, §10) ---- */

/* The INTEGER at the front, right-aligned into 32 bytes; no sign, no zero in
 * front that is not needed. */
static bool take_integer(str *rest, char out[32])
{
    if (rest->n < 3 || rest->p[0] != 2)
        return false;
    size_t size = (unsigned char)rest->p[1];
    str value = str_slice(*rest, 2, 2 + size);
    if (value.n != size || size == 0 || size > 33 || value.p[0] & 0x80)
        return false;
    if (value.p[0] == 0) {
        if (size > 1 && !(value.p[1] & 0x80))
            return false;
        value = str_from(value, 1);
    }
    if (value.n > 32)
        return false;
    memset(out, 0, 32 - value.n);
    if (value.n)
        memcpy(out + 32 - value.n, value.p, value.n);
    *rest = str_from(*rest, 2 + size);
    return true;
}

str ecdsa_from_der(struct arena *a, str der)
{
    char *pair = arena_alloc(a, 64, 1);
    str rest = str_from(der, 2);

    if (der.n < 8 || der.p[0] != 0x30 || (unsigned char)der.p[1] != der.n - 2 ||
        !take_integer(&rest, pair) || !take_integer(&rest, pair + 32) || rest.n)
        return (str){0};
    return (str){pair, 64};
}

static void put_integer(struct buf *b, str value)
{
    while (value.n > 1 && value.p[0] == 0)
        value = str_from(value, 1);
    bool looks_negative = value.p[0] & 0x80;
    buf_byte(b, 2);
    buf_byte(b, (char)(value.n + looks_negative));
    if (looks_negative)
        buf_byte(b, 0);
    buf_put(b, value);
}

str ecdsa_to_der(struct arena *a, str pair)
{
    struct buf inner = buf_new(a), out = buf_new(a);

    put_integer(&inner, str_slice(pair, 0, 32));
    put_integer(&inner, str_from(pair, 32));
    buf_byte(&out, 0x30);
    buf_byte(&out, (char)inner.n);
    buf_put(&out, buf_done(&inner));
    return buf_done(&out);
}
