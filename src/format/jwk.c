/* format/jwk.c — JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037 §2): public
 * halves only. */
#include "base/codec.h"
#include "format/jose.h"

#define MAX_MEMBER 700                           /* base64url of 4,096 bits is 683 */

/* Key kinds that share a `kty`; RSA has no curve. */
struct curve {
    enum key_kind kind;
    const char *kty, *crv;
    size_t size;                                 /* bytes of a coordinate */
};

static const struct curve curves[] = {
    {KEY_ED25519, "OKP", "Ed25519", 32},
    {KEY_P256, "EC", "P-256", 32},
    {KEY_P384, "EC", "P-384", 48},
};

/* RFC 7518 §6.2.2, §6.3.2, §6.4.1: who publishes these has lost the key. */
code jwk_refuse_private(const struct json *jwk, struct error *err)
{
    static const char *const members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

    for (size_t i = 0; i < COUNT(members); i++)
        if (json_get(jwk, members[i]))
            return fail(err, BAD_INPUT, members[i],
                        "the key contains the private member \"%s\"", members[i]);
    return OK;
}

static code read_bytes(struct arena *a, const struct json *jwk, const char *name, str *out,
                       struct error *err)
{
    str text;

    TRY(json_need_str(jwk, name, &text, err));
    if (text.n > MAX_MEMBER)
        return fail(err, LIMIT, name, "the member \"%s\" of the key is too long", name);
    *out = base64url_decode(a, text);
    if (str_is_absent(*out))
        return fail(err, BAD_INPUT, name, "the member \"%s\" is not base64url", name);
    return OK;
}

static code read_coordinate(struct arena *a, const struct json *jwk, const char *name, size_t size,
                            str *out, struct error *err)
{
    TRY(read_bytes(a, jwk, name, out, err));
    if (out->n != size)
        return fail(err, BAD_INPUT, name, "the member \"%s\" must have %zu bytes", name, size);
    return OK;
}

static code read_curve(struct arena *a, const struct json *jwk, const struct curve *c,
                       struct key **out, struct error *err)
{
    str x, y;

    TRY(read_coordinate(a, jwk, "x", c->size, &x, err));
    if (c->kind == KEY_ED25519)
        return key_from_ed25519(x, out, err);
    TRY(read_coordinate(a, jwk, "y", c->size, &y, err));
    return key_from_ec(c->kind, str_join(a, S("\4"), str_join(a, x, y)), out, err);
}

static code read_rsa(struct arena *a, const struct json *jwk, struct key **out, struct error *err)
{
    str n, e;

    TRY(read_bytes(a, jwk, "n", &n, err));
    TRY(read_bytes(a, jwk, "e", &e, err));
    return key_from_rsa(n, e, out, err);
}

static code read_by_type(struct arena *a, const struct json *jwk, struct key **out,
                         struct error *err)
{
    str kty, crv = json_str(json_get(jwk, "crv"));

    TRY(json_need_str(jwk, "kty", &kty, err));
    if (str_eq(kty, S("RSA")))
        return read_rsa(a, jwk, out, err);
    for (size_t i = 0; i < COUNT(curves); i++)
        if (str_eq(kty, cstr(curves[i].kty)) && str_eq(crv, cstr(curves[i].crv)))
            return read_curve(a, jwk, &curves[i], out, err);
    return fail(err, UNSUPPORTED, "kty", "keys of type \"" STR_FMT " " STR_FMT "\" are not known here",
                STR_ARG(str_slice(kty, 0, 20)), STR_ARG(str_slice(crv, 0, 20)));
}

/* A key may name the one use it is for (RFC 7517 §4.2, §4.4). RFC 9864 calls
 * EdDSA with this curve "Ed25519". */
static code check_use(const struct json *jwk, enum key_kind kind, struct error *err)
{
    const struct json *use = json_get(jwk, "use"), *alg = json_get(jwk, "alg");
    bool same = str_eq(json_str(alg), cstr(jose_alg_of(kind))) ||
                (kind == KEY_ED25519 && str_eq(json_str(alg), S("Ed25519")));

    if (use && !str_eq(json_str(use), S("sig")))
        return fail(err, BAD_INPUT, "use", "the key is not for signatures");
    if (alg && !same)
        return fail(err, UNSUPPORTED, "alg", "the key is for another algorithm than %s",
                    jose_alg_of(kind));
    return OK;
}

code jwk_read(struct arena *a, const struct json *jwk, struct key **out, struct error *err)
{
    struct key *key = NULL;

    if (!json_is(jwk, JSON_OBJECT))
        return fail(err, BAD_INPUT, "jwk", "a key must be a JSON object");
    TRY(jwk_refuse_private(jwk, err));
    TRY(read_by_type(a, jwk, &key, err));
    code c = check_use(jwk, key_kind(key), err);
    if (c != OK)
        key_close(key);
    else
        *out = key;
    return c;
}

static const struct curve *curve_of(enum key_kind kind)
{
    for (size_t i = 0; i < COUNT(curves); i++)
        if (curves[i].kind == kind)
            return &curves[i];
    return NULL;
}

/* The members that make the key, in the order of their names: that order is
 * what RFC 7638 §3 hashes. */
static void put_members(struct arena *a, struct json_writer *w, const struct key *key)
{
    const struct curve *c = curve_of(key_kind(key));
    str bytes = key_public_bytes(a, key);

    if (!c) {
        json_put_member(w, "e", base64url_encode(a, key_rsa_exponent(a, key)));
        json_put_member(w, "kty", S("RSA"));
        json_put_member(w, "n", base64url_encode(a, bytes));
        return;
    }
    size_t from = c->kind == KEY_ED25519 ? 0 : 1;
    json_put_member(w, "crv", cstr(c->crv));
    json_put_member(w, "kty", cstr(c->kty));
    json_put_member(w, "x", base64url_encode(a, str_slice(bytes, from, from + c->size)));
    if (c->kind != KEY_ED25519)
        json_put_member(w, "y", base64url_encode(a, str_from(bytes, from + c->size)));
}

void jwk_write(struct arena *a, struct json_writer *w, const struct key *key, str kid)
{
    json_open_object(w);
    put_members(a, w, key);
    if (kid.p) {
        json_put_member(w, "kid", kid);
        json_put_member(w, "alg", cstr(jose_alg_of(key_kind(key))));
        json_put_member(w, "use", S("sig"));
    }
    json_close_object(w);
}

str jwk_thumbprint(struct arena *a, const struct key *key)
{
    struct buf text = buf_new(a);
    struct json_writer w = json_writer(&text);

    json_open_object(&w);
    put_members(a, &w, key);
    json_close_object(&w);
    struct sha256 h = sha256(buf_done(&text));
    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}
