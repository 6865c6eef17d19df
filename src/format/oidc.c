/* format/oidc.c — OpenID Connect: a provider's description, ID tokens and Logout
 * Tokens. */
#include "format/oidc.h"

#include "base/codec.h"
#include "base/uri.h"
#include "format/jose.h"

#define WELL_KNOWN "/.well-known/openid-configuration"
#define LOGOUT_EVENT "http://schemas.openid.net/event/backchannel-logout"
#define MAX_SUBJECT 255                          /* Core §2 */
#define MAX_VALUES 1000

/* ---- the provider ---- */

static bool is_web_address(str text, bool allow_http)
{
    return text.n <= 2048 && uri_is_http(text) && (allow_http || str_starts(text, S("https://")));
}

str oidc_discovery_url(struct arena *a, str issuer)
{
    return str_join(a, str_ends(issuer, S("/")) ? str_slice(issuer, 0, issuer.n - 1) : issuer, S(WELL_KNOWN));
}

code oidc_issuer_read(struct arena *a, str typed, bool allow_http, str *issuer, struct error *err)
{
    str text = str_trim(typed);
    struct uri u;

    if (str_ends(text, S(WELL_KNOWN)))
        text = str_slice(text, 0, text.n - S(WELL_KNOWN).n);
    if (!uri_is_http(text) && str_find_byte(text, ':') < 0 && str_find_byte(text, '.') > 0)
        text = str_join(a, S("https://"), text);
    if (uri_parse(text, &u, NULL) != OK || !is_web_address(text, allow_http))
        return fail(err, BAD_INPUT, "issuer", "this is no address that begins with https://");
    if (u.query.p || u.fragment.p || u.userinfo.p)
        return fail(err, BAD_INPUT, "issuer", "the address goes without ?, # and @");
    *issuer = text;
    return OK;
}

/* An address that we are told to use: absent, or one that we may use. */
static code read_address(const struct json *doc, const char *name, bool allow_http, str *out, struct error *err)
{
    const struct json *v = json_get(doc, name);
    struct uri u;

    *out = json_str(v);
    if (!v)
        return OK;
    if (str_is_absent(*out) || uri_parse(*out, &u, NULL) != OK || !is_web_address(*out, allow_http) || u.fragment.p)
        return fail(err, BAD_INPUT, name, "the provider's \"%s\" is not an address that begins with https://", name);
    return OK;
}

static bool lists(const struct json *array, str wanted)
{
    for (size_t i = 0; i < json_count(array); i++)
        if (str_eq(json_str(json_item(array, i)), wanted))
            return true;
    return false;
}

static bool can_sign(const struct json *algs)
{
    return !algs || lists(algs, S("RS256")) || lists(algs, S("ES256")) || lists(algs, S("ES384")) || lists(algs, S("EdDSA"));
}

/* Discovery §3: without a list it is the header. */
static bool wants_form(const struct json *methods)
{
    return methods && !lists(methods, S("client_secret_basic")) && lists(methods, S("client_secret_post"));
}

static code check_abilities(const struct json *doc, const struct oidc_provider *p, struct error *err)
{
    const struct json *responses = json_get(doc, "response_types_supported");

    if (str_is_absent(p->authorize) || str_is_absent(p->token) || str_is_absent(p->keys))
        return fail(err, UNSUPPORTED, "issuer", "the provider does not say where one signs in, where tokens come from, or which keys it has");
    if (responses && !lists(responses, S("code")))
        return fail(err, UNSUPPORTED, "issuer", "the provider does not offer sign-in by code");
    if (!can_sign(json_get(doc, "id_token_signing_alg_values_supported")))
        return fail(err, UNSUPPORTED, "issuer", "the provider signs in none of RS256, ES256, ES384 and EdDSA");
    return OK;
}

code oidc_provider_read(struct arena *a, str text, const struct oidc_asked *asked, struct oidc_provider *out, struct error *err)
{
    const struct json *doc;
    str issuer;

    *out = (struct oidc_provider){0};
    TRY(json_parse(a, text, NULL, &doc, err));
    issuer = json_str(json_get(doc, "issuer"));
    if (!str_eq(issuer, asked->issuer))
        return fail(err, DENIED, "issuer", "the provider there calls itself \"%.*s\": enter exactly that", (int)(issuer.n > 100 ? 100 : issuer.n),
                    issuer.p ? issuer.p : "");
    out->issuer = issuer;
    TRY(read_address(doc, "authorization_endpoint", asked->allow_http, &out->authorize, err));
    TRY(read_address(doc, "token_endpoint", asked->allow_http, &out->token, err));
    TRY(read_address(doc, "jwks_uri", asked->allow_http, &out->keys, err));
    TRY(read_address(doc, "end_session_endpoint", asked->allow_http, &out->end_session, err));
    out->secret_in_form = wants_form(json_get(doc, "token_endpoint_auth_methods_supported"));
    out->names_itself = json_bool(json_get(doc, "authorization_response_iss_parameter_supported"));
    return check_abilities(doc, out, err);
}

/* ---- the signature ---- */

static bool is_for_signing(const struct json *jwk)
{
    str use = json_str(json_get(jwk, "use"));

    return str_is_absent(use) || str_eq(use, S("sig"));
}

static bool is_named(const struct json *jwk, str kid)
{
    return str_is_absent(kid) || str_eq(json_str(json_get(jwk, "kid")), kid);
}

static bool signed_by(struct arena *a, const struct jws *jws, const struct json *jwk)
{
    struct key *key = NULL;

    if (jwk_read(a, jwk, &key, NULL) != OK)      /* of a kind that we do not know */
        return false;
    bool good = jws_verify(jws, key);
    key_close(key);
    return good;
}

/* Keys that do not fit are passed over: a set may hold others for other ends. */
static code check_signature(struct arena *a, const struct jws *jws, str keys, struct error *err)
{
    const struct json *set, *list;
    size_t tried = 0;

    TRY(json_parse(a, keys, NULL, &set, err));
    list = json_get(set, "keys");
    if (!json_is(list, JSON_ARRAY) || json_count(list) > OIDC_MAX_KEYS)
        return fail(err, LIMIT, "keys", "the provider's list of keys is none, or has more than %d", OIDC_MAX_KEYS);
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *jwk = json_item(list, i);
        if (!json_is(jwk, JSON_OBJECT) || !is_for_signing(jwk) || !is_named(jwk, jws->kid))
            continue;
        tried++;
        if (signed_by(a, jws, jwk))
            return OK;
    }
    if (tried == 0)
        return fail(err, NOT_FOUND, "kid", "the provider publishes no key for this token");
    return fail(err, DENIED, "signature", "the token is not signed by the provider");
}

/* ---- the claims ---- */

/* Core §3.1.3.7 (3) to (5): for us, and for others only if it says that it was
 * made for us. */
static code check_audience(const struct json *claims, str client, struct error *err)
{
    const struct json *aud = json_get(claims, "aud"), *azp = json_get(claims, "azp");
    bool for_us = false;

    for (size_t i = 0; i < json_many_count(aud); i++)
        for_us |= str_eq(json_str(json_many(aud, i)), client);
    if (!for_us)
        return fail(err, DENIED, "aud", "the token is for another application");
    if (azp ? !str_eq(json_str(azp), client) : json_many_count(aud) > 1)
        return fail(err, DENIED, "azp", "the token was made for another application");
    return OK;
}

static code need_moment(const struct json *claims, const char *name, msec *out, struct error *err)
{
    int64_t seconds;

    if (!json_int(json_get(claims, name), &seconds) || seconds < 0 || seconds > INT64_MAX / SECOND)
        return fail(err, BAD_INPUT, name, "the token does not say its \"%s\"", name);
    *out = seconds * SECOND;
    return OK;
}

static code check_times(const struct json *claims, msec now, struct error *err)
{
    msec expires, issued, from;

    TRY(need_moment(claims, "exp", &expires, err));
    TRY(need_moment(claims, "iat", &issued, err));
    if (expires + OIDC_ALLOWANCE <= now)
        return fail(err, DENIED, "exp", "the token is too old, or this server's clock is wrong");
    if (issued - OIDC_ALLOWANCE > now)
        return fail(err, DENIED, "iat", "the token comes from the future: this server's clock or the provider's is wrong");
    if (!json_get(claims, "nbf"))
        return OK;
    TRY(need_moment(claims, "nbf", &from, err));
    return from - OIDC_ALLOWANCE <= now ? OK : fail(err, DENIED, "nbf", "the token is not good yet");
}

/* Core §3.1.3.6: the left half of the hash that belongs to the algorithm. */
static str half_hash(struct arena *a, str alg, str text)
{
    str hash = str_eq(alg, S("EdDSA")) ? sha512(a, text) : str_eq(alg, S("ES384")) ? sha384(a, text) : (str){0};
    struct sha256 h = sha256(text);

    if (str_is_absent(hash))
        hash = (str){(const char *)h.b, sizeof h.b};
    return base64url_encode(a, str_slice(hash, 0, hash.n / 2));
}

static code check_access_token(struct arena *a, const struct json *claims, str alg, str access_token, struct error *err)
{
    const struct json *said = json_get(claims, "at_hash");

    if (!said || str_is_absent(access_token))
        return OK;
    return crypto_equal(json_str(said), half_hash(a, alg, access_token))
               ? OK : fail(err, DENIED, "at_hash", "the tokens of the provider do not belong together");
}

/* What every token of a provider is held against. */
static code check_origin(const struct json *claims, const struct oidc_expected *want, struct error *err)
{
    if (!str_eq(json_str(json_get(claims, "iss")), want->issuer))
        return fail(err, DENIED, "iss", "the token comes from another provider");
    TRY(check_audience(claims, want->client, err));
    return check_times(claims, want->now, err);
}

static code check_claims(struct arena *a, const struct json *claims, str alg, const struct oidc_expected *want, struct error *err)
{
    TRY(check_origin(claims, want, err));
    str nonce = json_str(json_get(claims, "nonce"));
    if (str_is_empty(want->nonce) || !crypto_equal(nonce, want->nonce))
        return fail(err, DENIED, "nonce", "the token belongs to another sign-in");
    return check_access_token(a, claims, alg, want->access_token, err);
}

/* ---- who it is ---- */

static bool is_true(const struct json *v)
{
    return json_bool(v) || str_eq_nocase(json_str(v), S("true"));    /* some write it as text */
}

static code read_identity(const struct json *claims, struct oidc_identity *out, struct error *err)
{
    const struct json *verified = json_get(claims, "email_verified");

    *out = (struct oidc_identity){
        .subject = json_str(json_get(claims, "sub")), .name = json_str(json_get(claims, "name")),
        .email = json_str(json_get(claims, "email")), .session = json_str(json_get(claims, "sid")),
        .says_verified = verified != NULL, .is_verified = is_true(verified), .claims = claims,
    };
    if (str_is_empty(out->subject) || out->subject.n > MAX_SUBJECT)
        return fail(err, BAD_INPUT, "sub", "the token does not say who it is about");
    return OK;
}

code oidc_token_check(struct arena *a, str token, str keys, const struct oidc_expected *want, struct oidc_identity *out, struct error *err)
{
    const struct json *claims;
    struct jws jws;

    *out = (struct oidc_identity){0};
    TRY(jws_parse(a, token, &jws, err));
    TRY(check_signature(a, &jws, keys, err));
    TRY(json_parse(a, jws.payload, NULL, &claims, err));
    TRY(check_claims(a, claims, jws.alg, want, err));
    return read_identity(claims, out, err);
}

/* ---- who has signed out ---- */

/* §2.4 recommends "logout+jwt"; many send "JWT" or nothing. Any other kind of
 * token is none of these (RFC 8725 §3.11). */
static bool is_logout_type(str typ)
{
    return str_is_absent(typ) || str_eq_nocase(typ, S("JWT")) || str_eq_nocase(typ, S("logout+jwt")) ||
           str_eq_nocase(typ, S("application/logout+jwt"));
}

/* §2.6 (4) to (7) */
static code check_logout_claims(const struct json *claims, const struct oidc_logout *out, struct error *err)
{
    const struct json *event = json_get(json_get(claims, "events"), LOGOUT_EVENT);

    if (!json_is(event, JSON_OBJECT))
        return fail(err, DENIED, "events", "the token does not say that somebody signed out");
    if (json_get(claims, "nonce"))
        return fail(err, DENIED, "nonce", "a token for signing out has no nonce");
    if (str_is_empty(out->id) || out->id.n > MAX_SUBJECT)
        return fail(err, BAD_INPUT, "jti", "the token has no name of its own");
    if (str_is_empty(out->subject) && str_is_empty(out->session))
        return fail(err, BAD_INPUT, "sub", "the token says neither who signed out nor where");
    return OK;
}

static code read_logout(const struct json *claims, struct oidc_logout *out, struct error *err)
{
    msec expires;

    *out = (struct oidc_logout){.id = json_str(json_get(claims, "jti")), .subject = json_str(json_get(claims, "sub")),
                                .session = json_str(json_get(claims, "sid"))};
    TRY(need_moment(claims, "exp", &expires, err));
    out->until = expires + OIDC_ALLOWANCE;
    return check_logout_claims(claims, out, err);
}

code oidc_logout_check(struct arena *a, str token, str keys, const struct oidc_expected *want, struct oidc_logout *out, struct error *err)
{
    const struct json *claims;
    struct jws jws;

    *out = (struct oidc_logout){0};
    TRY(jws_parse(a, token, &jws, err));
    if (!is_logout_type(jws.typ))
        return fail(err, DENIED, "typ", "this is another kind of token");
    TRY(check_signature(a, &jws, keys, err));
    TRY(json_parse(a, jws.payload, NULL, &claims, err));
    TRY(check_origin(claims, want, err));
    return read_logout(claims, out, err);
}

/* ---- groups and roles ---- */

static const struct json *find_claim(const struct json *claims, str name)
{
    const struct json *v = json_get_str(claims, name);
    str rest = name, step;

    if (v)
        return v;
    for (v = claims; v && str_cut(&rest, '.', &step);)
        v = json_get_str(v, step);
    return v;
}

void oidc_values(struct arena *a, const struct json *claims, str name, struct str_list *out)
{
    const struct json *v = find_claim(claims, name);

    for (size_t i = 0; i < json_many_count(v) && out->n < MAX_VALUES; i++) {
        str s = json_str(json_many(v, i));
        if (!str_is_empty(s))
            *list_add(a, out) = s;
    }
}
