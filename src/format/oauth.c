/* format/oauth.c — OAuth 2.0 as text, for both sides of it. */
#include "format/oauth.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"

#define MAX_NAME    200
#define MAX_ADDRESS 2000
#define MAX_TOKEN   4000
#define METADATA "invalid_client_metadata"
#define REDIRECT "invalid_redirect_uri"

/* ---- a client's metadata ---- */

static bool has_controls(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return true;
    return false;
}

/* All addresses of one host; the first that is read says which. */
struct host { str name; bool allow_http; };

static code check_address(str text, struct host *host, const char *where, const char *member, struct error *err)
{
    struct uri u;

    if (text.n > MAX_ADDRESS || uri_parse(text, &u, NULL) != OK || !uri_is_http(text) || u.fragment.p || u.userinfo.p)
        return fail(err, BAD_INPUT, where, "%s is not an address without # and @ that begins with https://", member);
    if (!host->allow_http && !str_starts(text, S("https://")))
        return fail(err, BAD_INPUT, where, "%s does not begin with https://", member);
    if (str_is_absent(host->name))
        host->name = u.host;
    if (!str_eq_nocase(u.host, host->name))
        return fail(err, BAD_INPUT, where, "%s is on another host than the other addresses", member);
    return OK;
}

static code read_text(const struct json *doc, const char *member, bool needed, str *out, struct error *err)
{
    const struct json *v = json_get(doc, member);

    *out = json_str(v);
    if (v && !json_is(v, JSON_NULL) && (str_is_absent(*out) || out->n > MAX_NAME || has_controls(*out)))
        return fail(err, BAD_INPUT, METADATA, "%s is no text of at most %d characters", member, MAX_NAME);
    if (needed && str_trim(*out).n == 0)
        return fail(err, BAD_INPUT, METADATA, "%s is missing", member);
    return OK;
}

static code read_address(const struct json *doc, const char *member, bool needed, struct host *host, str *out, struct error *err)
{
    const struct json *v = json_get(doc, member);

    *out = json_str(v);
    if (str_is_absent(*out))
        return needed || (v && !json_is(v, JSON_NULL)) ? fail(err, BAD_INPUT, METADATA, "%s is missing", member) : OK;
    return check_address(*out, host, METADATA, member, err);
}

static code read_redirects(struct arena *a, const struct json *doc, struct host *host, struct str_list *out, struct error *err)
{
    const struct json *list = json_get(doc, "redirect_uris");

    if (!json_is(list, JSON_ARRAY) || json_count(list) == 0 || json_count(list) > OAUTH_REDIRECTS)
        return fail(err, BAD_INPUT, REDIRECT, "redirect_uris must be a list of 1 to %d addresses", OAUTH_REDIRECTS);
    for (size_t i = 0; i < json_count(list); i++) {
        str text = json_str(json_item(list, i));
        TRY(check_address(text, host, REDIRECT, "a redirect URI", err));
        *list_add(a, out) = text;
    }
    return OK;
}

/* A list in which only these words may stand, the first of them always. */
static code read_words(const struct json *doc, const char *member, const char *must, const char *may, bool *has_may, struct error *err)
{
    const struct json *list = json_get(doc, member);
    bool has_must = false;

    if (!list)
        return OK;                               /* RFC 7591 §2: the default is the first */
    if (!json_is(list, JSON_ARRAY))
        return fail(err, BAD_INPUT, METADATA, "%s must be a list", member);
    for (size_t i = 0; i < json_count(list); i++) {
        str word = json_str(json_item(list, i));
        bool is_must = str_eq(word, cstr(must)), is_may = may && str_eq(word, cstr(may));
        if (!is_must && !is_may)
            return fail(err, BAD_INPUT, METADATA, "%s may hold %s%s%s only", member, must, may ? " and " : "", may ? may : "");
        has_must |= is_must;
        *has_may |= is_may;
    }
    return has_must ? OK : fail(err, BAD_INPUT, METADATA, "%s must hold %s", member, must);
}

static code read_kinds(const struct json *doc, struct oauth_client *out, struct error *err)
{
    str method = json_str(json_get(doc, "token_endpoint_auth_method"));
    bool ignored = false;

    if (method.p && !str_eq(method, S("client_secret_basic")))
        return fail(err, BAD_INPUT, METADATA, "token_endpoint_auth_method must be client_secret_basic");
    TRY(read_words(doc, "grant_types", "authorization_code", "refresh_token", &out->refreshes, err));
    return read_words(doc, "response_types", "code", NULL, &ignored, err);
}

static bool is_scope_text(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~' || s.p[i] == '"' || s.p[i] == '\\')
            return false;
    return s.n <= MAX_ADDRESS;
}

code oauth_client_read(struct arena *a, str json, bool allow_http, struct oauth_client *out, struct error *err)
{
    const struct json *doc = NULL;
    struct host host = {.allow_http = allow_http};

    *out = (struct oauth_client){0};
    if (json_parse(a, json, NULL, &doc, NULL) != OK || !json_is(doc, JSON_OBJECT))
        return fail(err, BAD_INPUT, METADATA, "the body is no JSON object");
    TRY(read_text(doc, "client_name", true, &out->name, err));
    TRY(read_address(doc, "client_uri", true, &host, &out->uri, err));
    TRY(read_address(doc, "logo_uri", false, &host, &out->logo, err));
    TRY(read_address(doc, "tos_uri", true, &host, &out->terms, err));
    TRY(read_address(doc, "policy_uri", true, &host, &out->policy, err));
    TRY(read_text(doc, "software_id", true, &out->software, err));
    TRY(read_text(doc, "software_version", false, &out->version, err));
    TRY(read_redirects(a, doc, &host, &out->redirects, err));
    out->scope = json_str(json_get(doc, "scope"));
    if (!is_scope_text(out->scope))
        return fail(err, BAD_INPUT, METADATA, "scope is no list of words");
    return read_kinds(doc, out, err);
}

void oauth_client_put(struct json_writer *w, const struct oauth_client *c)
{
    json_put_member(w, "client_name", c->name);
    json_put_member(w, "client_uri", c->uri);
    json_put_member(w, "logo_uri", c->logo);
    json_put_member(w, "tos_uri", c->terms);
    json_put_member(w, "policy_uri", c->policy);
    json_put_member(w, "software_id", c->software);
    json_put_member(w, "software_version", c->version);
    json_put_key(w, "redirect_uris");
    json_open_array(w);
    for (size_t i = 0; i < c->redirects.n; i++)
        json_put_str(w, c->redirects.items[i]);
    json_close_array(w);
    json_put_member(w, "token_endpoint_auth_method", S("client_secret_basic"));
    json_put_key(w, "grant_types");
    json_put_text(w, c->refreshes ? S("[\"authorization_code\",\"refresh_token\"]") : S("[\"authorization_code\"]"));
    json_put_key(w, "response_types");
    json_put_text(w, S("[\"code\"]"));
    json_put_member(w, "scope", c->scope);
}

/* ---- answers ---- */

/* RFC 6749 appendix A: VSCHAR; what we send on in headers and forms. */
static bool is_secret_text(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < '!' || (unsigned char)s.p[i] > '~')
            return false;
    return s.n > 0 && s.n <= MAX_TOKEN;
}

code oauth_registered_read(struct arena *a, str json, struct oauth_registered *out, struct error *err)
{
    const struct json *doc = NULL;

    *out = (struct oauth_registered){0};
    if (json_parse(a, json, NULL, &doc, NULL) != OK)
        return fail(err, BAD_INPUT, "registration", "the answer to the registration is no JSON");
    out->client = json_str(json_get(doc, "client_id"));
    out->secret = json_str(json_get(doc, "client_secret"));
    if (!is_secret_text(out->client) || !is_secret_text(out->secret))
        return fail(err, BAD_INPUT, "registration", "the answer to the registration names no client_id and client_secret that can be used");
    return OK;
}

code oauth_tokens_read(struct arena *a, str json, struct oauth_tokens *out, struct error *err)
{
    const struct json *doc = NULL;

    *out = (struct oauth_tokens){0};
    if (json_parse(a, json, NULL, &doc, NULL) != OK || !json_is(doc, JSON_OBJECT))
        return fail(err, BAD_INPUT, "token", "the answer where a token should be is no JSON");
    out->access = json_str(json_get(doc, "access_token"));
    out->refresh = json_str(json_get(doc, "refresh_token"));
    out->scope = json_str(json_get(doc, "scope"));
    if (!json_int(json_get(doc, "expires_in"), &out->seconds) || out->seconds < 0 || out->seconds > 366 * 86400LL)
        out->seconds = 0;
    if (!str_eq_nocase(json_str(json_get(doc, "token_type")), S("bearer")))
        return fail(err, DENIED, "token", "the token is of another kind than Bearer");
    if (!is_secret_text(out->access) || (out->refresh.p && !is_secret_text(out->refresh)) || !is_scope_text(out->scope))
        return fail(err, DENIED, "token", "the token holds what no token may");
    return OK;
}

str oauth_tokens_write(struct arena *a, const struct oauth_tokens *t)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "access_token", t->access);
    json_put_member(&w, "token_type", S("Bearer"));
    json_put_member_int(&w, "expires_in", t->seconds);
    json_put_member(&w, "refresh_token", t->refresh);
    json_put_member(&w, "scope", t->scope);
    json_close_object(&w);
    return buf_done(&b);
}

str oauth_refusal_word(str word)
{
    for (size_t i = 0; i < word.n; i++)
        if ((word.p[i] < 'a' || word.p[i] > 'z') && word.p[i] != '_')
            return (str){0};
    return word.n > 0 && word.n < 60 ? word : (str){0};
}

str oauth_refusal(struct arena *a, str json)
{
    const struct json *doc = NULL;

    return json_parse(a, json, NULL, &doc, NULL) == OK ? oauth_refusal_word(json_str(json_get(doc, "error"))) : (str){0};
}

/* ---- scopes ---- */

bool oauth_scope_has(str scopes, str scope)
{
    str word;

    while (str_cut(&scopes, ' ', &word))
        if (word.n && str_eq(word, scope))
            return true;
    return false;
}

str oauth_scope_within(struct arena *a, str asked, str offered)
{
    struct buf b = buf_new(a);
    str word;

    while (str_cut(&asked, ' ', &word))
        if (word.n && oauth_scope_has(offered, word) && !oauth_scope_has((str){b.p, b.n}, word)) {
            buf_putz(&b, b.n ? " " : "");
            buf_put(&b, word);
        }
    return buf_done(&b);
}

/* ---- PKCE ---- */

bool oauth_is_verifier(str v)
{
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_letter && c != '-' && c != '.' && c != '_' && c != '~')
            return false;
    }
    return v.n >= 43 && v.n <= 128;
}

str oauth_challenge(struct arena *a, str verifier)
{
    struct sha256 h = sha256(verifier);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

/* ---- who the client is ---- */

str oauth_basic(struct arena *a, str client, str secret)
{
    str pair = str_printf(a, STR_FMT ":" STR_FMT, STR_ARG(uri_encode(a, client)), STR_ARG(uri_encode(a, secret)));

    return str_join(a, S("Basic "), base64_encode(a, pair));
}

bool oauth_basic_read(struct arena *a, str header, str *client, str *secret)
{
    str pair, name;

    if (!str_eq_nocase(str_slice(header, 0, 6), S("Basic ")))
        return false;
    pair = base64_decode(a, str_trim(str_from(header, 6)));
    return str_cut(&pair, ':', &name) && uri_decode(a, name, true, client, NULL) == OK &&
           uri_decode(a, pair, true, secret, NULL) == OK && is_secret_text(*client) && is_secret_text(*secret);
}
