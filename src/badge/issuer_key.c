#include "badge/issuer_key.h"

#include "badge/read.h"
#include "base/uri.h"
#include "format/did.h"
#include "format/multikey.h"

#define ACCEPT_DID   "application/did+json, application/json"
#define ACCEPT_JWK   "application/jwk+json, application/json"
#define ACCEPT_JWKS  "application/jwk-set+json, application/json"
#define MAX_DOCUMENT ((size_t)64 << 10) /* security.md §4 */
#define MAX_METHODS  64

/* The search for a key under which the signature holds. */
struct search {
    struct inquiry *q;
    const struct jws *jws;
    str issuer;
    bool holds;                  /* signed by a key that is tied to the issuer */
    bool tied_seen;              /* such a key was there; the signature is not its */
    bool untied_holds;           /* the key is on the host, the tie is missing */
    bool refused;                /* listed, but not for this purpose or issuer */
    const struct answer *silent; /* a source that was out of reach */
};

static void try_key(struct search *s, struct key *key, bool tied)
{
    bool good = jws_verify(s->jws, key);

    key_close(key);
    s->tied_seen |= tied;
    s->holds |= good && tied;
    s->untied_holds |= good && !tied;
}

static void try_jwk(struct search *s, const struct json *jwk, bool tied)
{
    struct key *key = NULL;

    if (jwk_read(s->q->a, jwk, &key, NULL) == OK)
        try_key(s, key, tied);
}

static void try_embedded(struct search *s, str did_url)
{
    struct key *key = NULL;

    if (did_embedded_key(s->q->a, did_url, &key, NULL) == OK)
        try_key(s, key, true);
}

static void try_method(struct search *s, const struct json *doc, str id)
{
    struct key *key = NULL;

    code c = did_document_key(s->q->a, doc, id, "assertionMethod", &key, NULL);
    if (c == OK)
        try_key(s, key, true);
    s->refused |= c == DENIED;
}

/* Without a kid any key that the document lists for assertions may be it. */
static void try_every_method(struct search *s, const struct json *doc)
{
    const struct json *listed = json_get(doc, "assertionMethod");

    for (size_t i = 0; i < json_many_count(listed) && i < MAX_METHODS && !s->holds; i++)
        try_method(s, doc, id_of(json_many(listed, i)));
}

static void try_document(struct search *s, const struct json *doc)
{
    if (!str_is_empty(s->jws->kid))
        try_method(s, doc, s->jws->kid);
    else
        try_every_method(s, doc);
}

static const struct answer *ask_key_source(struct search *s, str url, const char *accept)
{
    const struct answer *an = ask(s->q, url, accept);

    if (answer_is_ok(an) && an->got.body.n <= MAX_DOCUMENT)
        return an;
    if (!answer_is_refusal(an) && !s->silent)
        s->silent = an;
    return NULL;
}

static struct voucher verdict(enum outcome o, const char *flaw, str where, str message)
{
    return (struct voucher){
        .outcome = o, .flaw = flaw, .where = where, .message = message, .anchor = {.kind = "none"}};
}

static struct voucher vouched(const char *kind, str value)
{
    return (struct voucher){.outcome = PASS,
                            .flaw = "",
                            .anchor = {kind, value},
                            .message =
                                S("The signature is the issuer's, and nothing was changed since.")};
}

static struct voucher changed(void)
{
    return verdict(
        FAIL, "signature-invalid", (str){0},
        S("The signature does not fit: the badge was changed, or somebody else signed it."));
}

/* The key that the token brings along proves that it is whole, not whose it is. */
static struct voucher judge_own_key(struct search *s)
{
    struct key *key = NULL;

    if (jwk_read(s->q->a, s->jws->jwk, &key, NULL) != OK)
        return verdict(FAIL, "key-unsupported", (str){0},
                       S("The key that the badge brings along cannot be used."));
    bool good = jws_verify(s->jws, key);
    key_close(key);
    if (!good)
        return changed();
    return verdict(
        s->silent ? UNTESTED : FAIL, "key-not-anchored", s->silent ? s->silent->url : (str){0},
        s->silent ? str_printf(s->q->a,
                               "The signature fits the key in the badge, but whether it is "
                               "the issuer's key could not be asked: " STR_FMT ".",
                               STR_ARG(answer_why(s->q, s->silent)))
                  : S("The signature fits the key in the badge, but the issuer does "
                      "not have that key."));
}

static struct voucher not_found(struct search *s)
{
    if (s->jws->jwk)
        return judge_own_key(s);
    if (s->silent)
        return verdict(UNTESTED, "key-unresolvable", s->silent->url,
                       str_printf(s->q->a, "The issuer's key could not be fetched: " STR_FMT ".",
                                  STR_ARG(answer_why(s->q, s->silent))));
    if (s->refused)
        return verdict(FAIL, "key-not-authorised", s->jws->kid,
                       S("The issuer does not let this key sign badges."));
    return verdict(FAIL, "key-unresolvable", s->jws->kid,
                   S("The issuer does not have the key that the badge names."));
}

static struct voucher conclude(struct search *s, const char *kind, str value)
{
    if (s->holds)
        return vouched(kind, value);
    if (s->tied_seen)
        return changed();
    if (s->untied_holds)
        return verdict(UNTESTED, "key-not-anchored", s->jws->kid,
                       S("The key is on the issuer's host, but nothing there says that it is "
                         "this issuer's key."));
    return not_found(s);
}

static bool names_did(str kid, str did)
{
    struct did_url u;

    return did_parse(kid, &u, NULL) == OK && str_eq(u.did, did);
}

static struct voucher foreign_key(struct search *s)
{
    return verdict(FAIL, "key-not-authorised", s->jws->kid,
                   S("The key that the badge names is not the issuer's."));
}

static struct voucher vouch_embedded(struct search *s)
{
    bool has_kid = !str_is_empty(s->jws->kid);

    if (has_kid && !names_did(s->jws->kid, s->issuer))
        return foreign_key(s);
    try_embedded(s, has_kid ? s->jws->kid : s->issuer);
    return conclude(s, str_starts(s->issuer, S("did:jwk:")) ? "did:jwk" : "did:key", s->issuer);
}

/* "https://x.org/i/7/did.json" and "https://x.org/.well-known/did.json" to
 * "x.org/i/7" and "x.org". */
static str web_place(str url)
{
    str place = str_from(url, str_starts(url, S("https:")) ? 8 : 7);
    static const str tails[] = {S("/.well-known/did.json"), S("/did.json")};

    for (size_t i = 0; i < COUNT(tails); i++)
        if (str_ends(place, tails[i]))
            return str_slice(place, 0, place.n - tails[i].n);
    return place;
}

/* Where local hosts are allowed, nobody has a certificate for this one. */
static str as_served(struct search *s, str url)
{
    if (!s->q->loader.allow_local_web || !str_starts(url, S("https://localhost")))
        return url;
    return str_join(s->q->a, S("http"), str_from(url, 5));
}

static struct voucher vouch_did_web(struct search *s)
{
    str url;
    struct error err = {0};

    if (did_web_url(s->q->a, s->issuer, s->q->loader.allow_local_web, &url, &err) != OK)
        return verdict(FAIL, "key-unresolvable", s->issuer,
                       str_printf(s->q->a, "The issuer's id leads nowhere: %s.", err.text));
    if (!str_is_empty(s->jws->kid) && !names_did(s->jws->kid, s->issuer))
        return foreign_key(s);

    url = as_served(s, url);
    const struct answer *an = ask_key_source(s, url, ACCEPT_DID);
    if (!an) {
        if (!s->silent) /* the host has no such issuer, for now */
            s->silent = ask(s->q, url, ACCEPT_DID);
        return not_found(s);
    }
    if (!an->json)
        return verdict(FAIL, "key-unresolvable", url,
                       S("There is no readable document at the issuer's address."));
    if (!str_eq(member_text(an->json, "id"), s->issuer))
        return verdict(FAIL, "controller-mismatch", url,
                       S("The document at the issuer's address belongs to somebody else."));
    if (json_bool(json_get(an->json, "deactivated")))
        return verdict(FAIL, "key-not-authorised", url, S("The issuer has given up this id."));
    try_document(s, an->json);
    return conclude(s, "did:web", web_place(url));
}

/* "…/issuers/7/../8/key" begins with issuer 7 and leads to issuer 8. */
static bool climbs(str path)
{
    return str_contains(path, S("..")) || str_contains(path, S("%2e")) ||
           str_contains(path, S("%2E"));
}

static bool is_tied(struct search *s, const struct json *jwk, bool *foreign)
{
    str iss = member_text(jwk, "iss");
    str controller = member_text(jwk, "controller");
    str origin = uri_origin(s->q->a, s->issuer);
    str owner = str_is_absent(iss) ? controller : iss;

    *foreign = !str_is_absent(owner) && !str_eq(owner, s->issuer);
    if (*foreign)
        return false;
    if (!str_is_absent(owner))
        return true;
    /* Who is the whole host, or whose own address the key's begins with, needs
     * no further word. Elsewhere the host may have many tenants. */
    bool is_host =
        str_eq(s->issuer, origin) || str_eq(s->issuer, str_join(s->q->a, origin, S("/")));
    str rest = str_starts(s->jws->kid, s->issuer) ? str_from(s->jws->kid, s->issuer.n) : (str){0};
    bool is_below = !str_is_empty(rest) && !climbs(rest) &&
                    (str_ends(s->issuer, S("/")) || rest.p[0] == '/' || rest.p[0] == '#');
    return is_host || is_below;
}

/* A bare JWK, or a key document around one. */
static void try_published(struct search *s, const struct json *v)
{
    bool foreign, tied = is_tied(s, v, &foreign);
    str multibase = member_text(v, "publicKeyMultibase");
    struct key *key = NULL;

    s->refused |= foreign;
    if (foreign)
        return;
    if (!str_is_absent(multibase)) {
        if (multikey_read(s->q->a, multibase, &key, NULL) == OK)
            try_key(s, key, tied);
        return;
    }
    try_jwk(s, json_get(v, "publicKeyJwk") ? json_get(v, "publicKeyJwk") : v, tied);
}

static void try_key_set(struct search *s, const struct json *set)
{
    const struct json *keys = json_get(set, "keys");

    for (size_t i = 0; i < json_count(keys) && i < MAX_METHODS && !s->holds; i++) {
        str kid = member_text(json_item(keys, i), "kid");
        if (str_is_empty(s->jws->kid) || str_eq(kid, s->jws->kid))
            try_published(s, json_item(keys, i));
    }
}

static str without_fragment(str url)
{
    ptrdiff_t at = str_find_byte(url, '#');

    return at < 0 ? url : str_slice(url, 0, (size_t)at);
}

static void try_profile(struct search *s)
{
    const struct answer *an = ask_key_source(s, s->issuer, ACCEPT_JSON);

    if (an && str_eq(member_text(an->json, "id"), s->issuer) &&
        str_eq(uri_origin(s->q->a, an->got.final_url), uri_origin(s->q->a, s->issuer)))
        try_document(s, an->json);
}

static void try_kid_address(struct search *s)
{
    str url = without_fragment(s->jws->kid);

    if (!uri_is_http(url) || str_eq(url, s->issuer))
        return;
    const struct answer *an = ask_key_source(s, url, ACCEPT_JWK);
    if (!an || !str_eq(an->got.final_url, url))
        return;
    if (json_get(an->json, "keys"))
        try_key_set(s, an->json);
    else
        try_published(s, an->json);
}

static void try_well_known(struct search *s)
{
    str url = str_join(s->q->a, uri_origin(s->q->a, s->issuer), S("/.well-known/jwks.json"));
    const struct answer *an = ask_key_source(s, url, ACCEPT_JWKS);

    if (an && str_eq(uri_origin(s->q->a, an->got.final_url), uri_origin(s->q->a, s->issuer)))
        try_key_set(s, an->json);
}

static struct voucher vouch_https(struct search *s)
{
    static void (*const ways[])(struct search * s) = {try_profile, try_kid_address, try_well_known};
    struct uri u;
    str origin = uri_origin(s->q->a, s->issuer);

    if (uri_is_http(s->jws->kid) && !str_eq(uri_origin(s->q->a, s->jws->kid), origin))
        return foreign_key(s);
    for (size_t i = 0; i < COUNT(ways) && !s->holds; i++)
        ways[i](s);
    if (uri_parse(s->issuer, &u, NULL) != OK)
        return foreign_key(s);
    return conclude(s, str_eq(u.scheme, S("https")) ? "https" : "http",
                    str_lower(s->q->a, u.authority));
}

static struct voucher unknown_way(struct search *s)
{
    return verdict(UNTESTED, "key-unresolvable", s->issuer,
                   str_printf(s->q->a,
                              "There is no way to ask for the key of the issuer " STR_FMT ".",
                              STR_ARG(quoted(s->q, s->issuer))));
}

static const struct way {
    str prefix;
    struct voucher (*vouch)(struct search *s);
} ways[] = {
    {S("did:key:"), vouch_embedded}, {S("did:jwk:"), vouch_embedded},
    {S("did:web:"), vouch_did_web},  {S("https://"), vouch_https},
    {S("http://"), vouch_https},
};

static bool alg_is_allowed(str alg)
{
    static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384, KEY_RSA};

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(alg, cstr(jose_alg_of(kinds[i]))))
            return true;
    return false;
}

struct voucher issuer_vouches(struct inquiry *q, str issuer, const struct jws *jws)
{
    struct search s = {.q = q, .jws = jws, .issuer = issuer};

    if (!alg_is_allowed(jws->alg))
        return verdict(FAIL, "alg-not-allowed", (str){0},
                       S("The badge is signed in a way that is not allowed."));
    if (str_is_empty(jws->kid) && !jws->jwk && !str_starts(issuer, S("did:key:")) &&
        !str_starts(issuer, S("did:jwk:")))
        return verdict(FAIL, "key-unresolvable", (str){0},
                       S("The badge does not say which key signed it."));
    /* What came over plain http could have come from anybody on the way. */
    if (str_starts(issuer, S("http://")) && !q->loader.allow_local_web)
        return unknown_way(&s);
    for (size_t i = 0; i < COUNT(ways); i++)
        if (str_starts(issuer, ways[i].prefix))
            return ways[i].vouch(&s);
    return unknown_way(&s);
}
