/* format/jose.c — JSON Web Signatures: taking apart, checking, making. The
 * keys are in jwk.c. */
#include "format/jose.h"
#include "base/codec.h"

#define MAX_TOKEN  ((size_t)1 << 20)
#define MAX_HEADER ((size_t)16 << 10)            /* of its text; the largest key takes 1 KB */
#define MAX_KID    1024

const char *jose_alg_of(enum key_kind kind)
{
    switch (kind) {
    case KEY_ED25519:
        return "EdDSA";
    case KEY_P256:
        return "ES256";
    case KEY_P384:
        return "ES384";
    case KEY_RSA:
        return "RS256";
    }
    return NULL;
}

/* Reading. */

static bool is_base64url(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* base64url of `{"` or of `{` and white space: tells a token from a host name. */
static bool begins_like_header(str s)
{
    if (s.n < 4 || s.p[0] != 'e')
        return false;
    str third = s.p[1] == 'y' ? S("ABCDIJKL") : s.p[1] == 'w' ? S("klmnopqr0123") : S("");
    return str_find_byte(third, s.p[2]) >= 0;
}

bool jws_looks_like(str text)
{
    str part, rest = str_trim(text);
    int parts = 0;

    if (!begins_like_header(rest))
        return false;
    while (str_cut(&rest, '.', &part))
        if (++parts > 3 || !is_base64url(part) || (parts < 3 && part.n == 0))
            return false;
    return parts == 3;
}

static code split(str token, str part[3], struct error *err)
{
    str rest = token, more;
    int n = 0;

    while (str_cut(&rest, '.', &more)) {
        if (n < 3)
            part[n] = more;
        n++;
    }
    if (n == 5)
        return fail(err, UNSUPPORTED, "token", "the token is encrypted (JWE), not signed");
    if (n != 3)
        return fail(err, BAD_INPUT, "token", "a signed token has three parts, this one has %d", n);
    return OK;
}

static code decode_part(struct arena *a, str part, const char *name, str *out, struct error *err)
{
    *out = base64url_decode(a, part);
    if (str_is_absent(*out))
        return fail(err, BAD_INPUT, name, "the %s is not canonical base64url", name);
    return OK;
}

/* What changes the meaning of a token and is not understood here is refused,
 * also where a signature over it would be right. */
static code refuse_extensions(const struct json *header, struct error *err)
{
    static const char *const refused[] = {"crit", "zip"};
    const struct json *b64 = json_get(header, "b64");

    for (size_t i = 0; i < COUNT(refused); i++)
        if (json_get(header, refused[i]))
            return fail(err, UNSUPPORTED, refused[i],
                        "the header member \"%s\" is not accepted", refused[i]);
    if (b64 && !json_bool(b64))
        return fail(err, UNSUPPORTED, "b64", "an unencoded payload is not accepted");
    if (str_eq_nocase(json_str(json_get(header, "cty")), S("JWT")))
        return fail(err, UNSUPPORTED, "cty", "a token inside a token is not accepted");
    return OK;
}

/* Absent if not there; anything but a string is refused. */
static code header_str(const struct json *header, const char *name, str *out, struct error *err)
{
    const struct json *v = json_get(header, name);

    if (v && !json_is(v, JSON_STRING))
        return fail(err, BAD_INPUT, name, "the header member \"%s\" must be a string", name);
    *out = json_str(v);
    return OK;
}

static code read_header(struct arena *a, struct jws *out, struct error *err)
{
    if (out->header_text.n > MAX_HEADER)
        return fail(err, LIMIT, "header", "the header is larger than %zu bytes", MAX_HEADER);
    TRY(json_parse(a, out->header_text, NULL, &out->header, err));
    if (!json_is(out->header, JSON_OBJECT))
        return fail(err, BAD_INPUT, "header", "the header must be a JSON object");
    TRY(refuse_extensions(out->header, err));
    TRY(json_need_str(out->header, "alg", &out->alg, err));
    TRY(header_str(out->header, "kid", &out->kid, err));
    TRY(header_str(out->header, "typ", &out->typ, err));
    if (out->kid.p && (out->kid.n == 0 || out->kid.n > MAX_KID))
        return fail(err, out->kid.n ? LIMIT : BAD_INPUT, "kid",
                    "\"kid\" must have 1 to %d bytes", MAX_KID);
    out->jwk = json_get(out->header, "jwk");
    if (out->jwk && !json_is(out->jwk, JSON_OBJECT))
        return fail(err, BAD_INPUT, "jwk", "\"jwk\" must be a JSON object");
    return out->jwk ? jwk_refuse_private(out->jwk, err) : OK;
}

code jws_parse(struct arena *a, str token, struct jws *out, struct error *err)
{
    str part[3] = {{0}};

    *out = (struct jws){0};
    token = str_trim(token);
    if (token.n > MAX_TOKEN)
        return fail(err, LIMIT, "token", "the token is larger than %zu bytes", MAX_TOKEN);
    TRY(split(token, part, err));
    out->signing_input = str_slice(token, 0, part[0].n + 1 + part[1].n);
    TRY(decode_part(a, part[0], "header", &out->header_text, err));
    TRY(read_header(a, out, err));
    TRY(decode_part(a, part[1], "payload", &out->payload, err));
    return decode_part(a, part[2], "signature", &out->signature, err);
}

bool jws_verify(const struct jws *jws, const struct key *key)
{
    return str_eq(jws->alg, cstr(jose_alg_of(key_kind(key)))) &&
           key_verify(key, jws->signing_input, jws->signature);
}

/* Making. */

str jws_signing_input(struct arena *a, enum key_kind kind, const struct jws_header *h, str payload)
{
    struct buf text = buf_new(a), out = buf_new(a);
    struct json_writer w = json_writer(&text);

    json_open_object(&w);
    json_put_member(&w, "alg", cstr(jose_alg_of(kind)));
    json_put_member(&w, "typ", h->typ);
    json_put_member(&w, "kid", h->kid);
    if (h->jwk) {
        json_put_key(&w, "jwk");
        jwk_write(a, &w, h->jwk, (str){0});
    }
    json_close_object(&w);
    buf_put(&out, base64url_encode(a, buf_done(&text)));
    buf_byte(&out, '.');
    buf_put(&out, base64url_encode(a, payload));
    return buf_done(&out);
}

str jws_join(struct arena *a, str signing_input, str signature)
{
    struct buf out = buf_new(a);

    buf_put(&out, signing_input);
    buf_byte(&out, '.');
    buf_put(&out, base64url_encode(a, signature));
    return buf_done(&out);
}

code jws_sign(struct arena *a, const struct key *key, const struct jws_header *h, str payload,
              str *token, struct error *err)
{
    str input = jws_signing_input(a, key_kind(key), h, payload), signature;

    TRY(key_sign(a, key, input, &signature, err));
    *token = jws_join(a, input, signature);
    return OK;
}
