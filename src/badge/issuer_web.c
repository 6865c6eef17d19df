/* Issuers whose id is a web address: the key is in the Profile, at an address
 * of its own, or in the host's key set (Implementation Guide, Key provenance).
 * On a host of many tenants the key must also be tied to this one. */
#include "badge/issuer_search.h"
#include "badge/read.h"
#include "base/uri.h"
#include "format/did.h"
#include "format/multikey.h"

#define ACCEPT_JWK  "application/jwk+json, application/json"
#define ACCEPT_JWKS "application/jwk-set+json, application/json"

/* "…/issuers/7/../8/key" begins with issuer 7 and leads to issuer 8. */
static bool climbs(str path)
{
    return str_contains(path, S("..")) || str_contains(path, S("%2e")) ||
           str_contains(path, S("%2E"));
}

static bool same_origin(struct search *s, str url)
{
    return str_eq(uri_origin(s->q->a, url), uri_origin(s->q->a, s->issuer));
}

/* Who is the whole host, or whose own address the key's begins with, needs no
 * further word. Elsewhere the host may have many tenants. */
static bool is_own_place(struct search *s)
{
    str origin = uri_origin(s->q->a, s->issuer), method = s->what->method;
    str rest = str_starts(method, s->issuer) ? str_from(method, s->issuer.n) : (str){0};

    if (str_eq(s->issuer, origin) || str_eq(s->issuer, str_join(s->q->a, origin, S("/"))))
        return true;
    return !str_is_empty(rest) && !climbs(rest) &&
           (str_ends(s->issuer, S("/")) || rest.p[0] == '/' || rest.p[0] == '#');
}

static bool is_tied(struct search *s, const struct json *jwk, bool *foreign)
{
    str iss = member_text(jwk, "iss");
    str owner = str_is_absent(iss) ? member_text(jwk, "controller") : iss;

    *foreign = !str_is_absent(owner) && !str_eq(owner, s->issuer);
    if (*foreign)
        return false;
    return !str_is_absent(owner) || is_own_place(s);
}

/* A bare JWK, or a key document around one. */
static void try_published(struct search *s, const struct json *v)
{
    bool foreign, tied = is_tied(s, v, &foreign);
    const struct json *jwk = json_get(v, "publicKeyJwk");
    str multibase = member_text(v, "publicKeyMultibase");
    struct key *key = NULL;
    struct error err = {0};
    code c;

    c = foreign ? fail(&err, DENIED, "controller", "the key is another's than the issuer's")
                : did_method_is_current(v, s->q->report->at, &err);
    if (c == OK && !str_is_absent(multibase))
        c = multikey_read(s->q->a, multibase, &key, &err);
    else if (c == OK)
        c = jwk_read(s->q->a, jwk ? jwk : v, &key, &err);
    search_take(s, c, key, tied, &err);
}

/* Any of the issuer's keys may be the one that the badge brings along, under
 * whatever name. */
static void try_key_set(struct search *s, const struct json *set)
{
    const struct json *keys = json_get(set, "keys");

    for (size_t i = 0; i < json_count(keys) && i < MAX_METHODS && !s->holds; i++) {
        const struct json *jwk = json_item(keys, i);
        if (str_is_empty(s->what->method) || str_eq(member_text(jwk, "kid"), s->what->method) ||
            search_has_own_key(s))
            try_published(s, jwk);
    }
}

static void try_profile(struct search *s)
{
    const struct answer *an = search_ask(s, s->issuer, ACCEPT_JSON);

    if (!an || !str_eq(member_text(an->json, "id"), s->issuer) ||
        !same_origin(s, an->got.final_url))
        return;
    s->asked = true;
    search_document(s, an->json);
}

static void try_controller_document(struct search *s, const struct json *doc)
{
    if (str_eq(member_text(doc, "id"), s->issuer))
        search_document(s, doc);
    else
        search_take(s, DENIED, NULL, false, &(struct error){DENIED, "controller", ""});
}

/* A key set, a document that speaks for the issuer, a key document or a key. */
static void try_method_address(struct search *s)
{
    str url = uri_without_fragment(s->what->method);

    if (!uri_is_http(url) || str_eq(url, s->issuer))
        return;
    const struct answer *an = search_ask(s, url, ACCEPT_JWK);
    if (!an || !str_eq(an->got.final_url, url))
        return;
    if (json_get(an->json, "keys"))
        try_key_set(s, an->json);
    else if (json_get(an->json, "verificationMethod"))
        try_controller_document(s, an->json);
    else
        try_published(s, an->json);
}

static void try_well_known(struct search *s)
{
    str url = str_join(s->q->a, uri_origin(s->q->a, s->issuer), S("/.well-known/jwks.json"));
    const struct answer *an = search_ask(s, url, ACCEPT_JWKS);

    if (!an || !same_origin(s, an->got.final_url))
        return;
    s->asked |= json_is(json_get(an->json, "keys"), JSON_ARRAY);
    try_key_set(s, an->json);
}

struct voucher vouch_https(struct search *s)
{
    static void (*const ways[])(struct search * s) = {try_profile, try_method_address,
                                                      try_well_known};
    str method = s->what->method;
    struct uri u;

    if (did_looks_like(method) || (uri_is_http(method) && !same_origin(s, method)) ||
        uri_parse(s->issuer, &u, NULL) != OK)
        return search_foreign(s);
    for (size_t i = 0; i < COUNT(ways) && !s->holds; i++)
        ways[i](s);
    return search_conclude(s, str_eq(u.scheme, S("https")) ? "https" : "http",
                           str_lower(s->q->a, u.authority));
}
