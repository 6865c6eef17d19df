/* format/webauthn.c */
#include "format/webauthn.h"
#include <string.h>
#include "base/codec.h"
#include "format/json.h"

#define MAX_ID ((size_t)1023)                    /* §7.1 step 25 */
#define MAX_FORMAT ((size_t)32)                  /* §8.1 */

static const struct json_limits client_limits = {.bytes = 8 << 10, .depth = 8, .values = 100, .keys = 50, .string = 4 << 10};
static const struct cbor_limits object_limits = {.bytes = 64 << 10, .depth = 8, .values = 1000};

/* ---- the client data (§5.8.1) ---- */

str webauthn_challenge(struct arena *a, str client_data)
{
    const struct json *v;

    return json_parse(a, client_data, &client_limits, &v, NULL) == OK ? json_str(json_get(v, "challenge")) : (str){0};
}

static code check_client(struct arena *a, str client_data, const char *type, const struct webauthn_asked *asked, struct error *err)
{
    const struct json *v;

    if (json_parse(a, client_data, &client_limits, &v, NULL) != OK || !json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, "passkey", "the browser's answer cannot be read");
    if (!str_eq(json_str(json_get(v, "type")), cstr(type)))
        return fail(err, DENIED, "passkey", "the browser's answer is to another question");
    if (!crypto_equal(json_str(json_get(v, "challenge")), asked->challenge))
        return fail(err, DENIED, "passkey", "the browser's answer is to another page, or an old one");
    if (!str_eq(json_str(json_get(v, "origin")), asked->origin))
        return fail(err, DENIED, "passkey", "the passkey was used at another address than that of this server");
    if (json_bool(json_get(v, "crossOrigin")) || json_get(v, "topOrigin"))
        return fail(err, DENIED, "passkey", "the passkey was used from within another site");
    return OK;
}

/* ---- the authenticator data (§6.1) ---- */

enum { USER_PRESENT = 1, USER_VERIFIED = 4, MAY_SYNC = 8, IS_SYNCED = 16, HAS_KEY = 64, HAS_MORE = 128 };

struct authenticator_data { str rp_hash; unsigned flags; uint32_t counter; str model, id, cose_key; };

static uint32_t number_of(str bytes)
{
    uint32_t n = 0;

    for (size_t i = 0; i < bytes.n; i++)
        n = n << 8 | (unsigned char)bytes.p[i];
    return n;
}

static str take(str *rest, size_t n)
{
    str front = str_slice(*rest, 0, n);

    *rest = str_from(*rest, n);
    return front;
}

static code broken(struct error *err)
{
    return fail(err, BAD_INPUT, "passkey", "the passkey's answer is broken");
}

/* §6.5.1 */
static code read_key(struct arena *a, str *rest, struct authenticator_data *out, struct error *err)
{
    const struct cbor *key;

    if (rest->n < 18)
        return broken(err);
    out->model = take(rest, 16);
    size_t size = number_of(take(rest, 2));
    if (size == 0 || size > MAX_ID || size > rest->n)
        return broken(err);
    out->id = take(rest, size);
    if (cbor_parse_front(a, rest, &object_limits, &key, NULL) != OK)
        return broken(err);
    out->cose_key = cbor_raw(key);
    return OK;
}

static code read_data(struct arena *a, str bytes, struct authenticator_data *out, struct error *err)
{
    const struct cbor *more;
    str rest = bytes;

    *out = (struct authenticator_data){0};
    if (rest.n < 37)
        return broken(err);
    out->rp_hash = take(&rest, 32);
    out->flags = number_of(take(&rest, 1));
    out->counter = number_of(take(&rest, 4));
    if (out->flags & HAS_KEY)
        TRY(read_key(a, &rest, out, err));
    if (out->flags & HAS_MORE && (cbor_parse_front(a, &rest, &object_limits, &more, NULL) != OK || !cbor_is(more, CBOR_MAP)))
        return broken(err);
    return rest.n ? broken(err) : OK;
}

static code check_data(const struct authenticator_data *d, const struct webauthn_asked *asked,
                       struct webauthn_state *out, struct error *err)
{
    struct sha256 wanted = sha256(asked->rp_id);

    if (!str_eq(d->rp_hash, (str){(const char *)wanted.b, sizeof wanted.b}))
        return fail(err, DENIED, "passkey", "this passkey belongs to another address than that of this server");
    if (!(d->flags & USER_PRESENT))
        return fail(err, DENIED, "passkey", "the passkey answered without anybody being there");
    if (d->flags & IS_SYNCED && !(d->flags & MAY_SYNC))
        return broken(err);
    *out = (struct webauthn_state){
        .counter = d->counter, .user_verified = d->flags & USER_VERIFIED,
        .may_sync = d->flags & MAY_SYNC, .is_synced = d->flags & IS_SYNCED,
    };
    return OK;
}

/* ---- making one (§7.1) ---- */

static str uuid(struct arena *a, str bytes)
{
    str h = hex_encode(a, bytes);

    return str_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", h.p, h.p + 8, h.p + 12, h.p + 16, h.p + 20);
}

/* §6.5.4. With "none" nothing may be said (§8.7). */
static code read_object(struct arena *a, str bytes, str *data, str *format, struct error *err)
{
    const struct cbor *object, *statement;

    if (cbor_parse(a, bytes, &object_limits, &object, NULL) != OK)
        return broken(err);
    *data = cbor_bytes(cbor_get(object, "authData"));
    *format = cbor_text(cbor_get(object, "fmt"));
    statement = cbor_get(object, "attStmt");
    if (str_is_absent(*data) || str_is_empty(*format) || format->n > MAX_FORMAT || !cbor_is(statement, CBOR_MAP))
        return broken(err);
    return str_eq(*format, S("none")) && cbor_count(statement) ? broken(err) : OK;
}

/* The last step, so that nothing is open while memory is taken. */
static code read_alg(struct arena *a, str cose_key, enum cose_alg *alg, struct error *err)
{
    const struct cbor *map;
    struct key *key;

    if (cbor_parse(a, cose_key, &object_limits, &map, NULL) != OK)
        return broken(err);
    TRY(cose_key_read(a, map, alg, &key, err));
    key_close(key);
    return OK;
}

code webauthn_read_passkey(struct arena *a, str client_data, str attestation_object,
                           const struct webauthn_asked *asked, struct webauthn_passkey *out, struct error *err)
{
    struct authenticator_data d;
    str bytes;

    *out = (struct webauthn_passkey){0};
    TRY(check_client(a, client_data, "webauthn.create", asked, err));
    TRY(read_object(a, attestation_object, &bytes, &out->attestation, err));
    TRY(read_data(a, bytes, &d, err));
    TRY(check_data(&d, asked, &out->state, err));
    if (!(d.flags & HAS_KEY))
        return broken(err);
    out->id = d.id;
    out->cose_key = d.cose_key;
    out->model = uuid(a, d.model);
    return read_alg(a, d.cose_key, &out->alg, err);
}

/* ---- using one (§7.2) ---- */

static bool verify(struct arena *a, const struct webauthn_answer *answer, str cose_key)
{
    struct sha256 client = sha256(answer->client_data);
    str signed_bytes = str_join(a, answer->authenticator_data, (str){(const char *)client.b, sizeof client.b});
    const struct cbor *map;
    enum cose_alg alg;
    struct key *key;

    /* Before it is known of which kind the key is, since nothing may be taken
     * from the arena while it is open. */
    str pair = ecdsa_from_der(a, answer->signature);
    if (cbor_parse(a, cose_key, &object_limits, &map, NULL) != OK || cose_key_read(a, map, &alg, &key, NULL) != OK)
        return false;
    bool right = key_verify(key, signed_bytes, alg == COSE_ES256 ? pair : answer->signature);
    key_close(key);
    return right;
}

code webauthn_check(struct arena *a, const struct webauthn_answer *answer, str cose_key,
                    const struct webauthn_asked *asked, struct webauthn_state *out, struct error *err)
{
    struct authenticator_data d;

    TRY(check_client(a, answer->client_data, "webauthn.get", asked, err));
    TRY(read_data(a, answer->authenticator_data, &d, err));
    TRY(check_data(&d, asked, out, err));
    if (!verify(a, answer, cose_key))
        return fail(err, DENIED, "passkey", "the passkey's signature is not right");
    return OK;
}

bool webauthn_counter_is_right(uint32_t before, uint32_t now)
{
    return now > before || (now == 0 && before == 0);
}
