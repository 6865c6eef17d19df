#include "badge/issuer_search.h"

#include "badge/read.h"
#include "base/uri.h"
#include "format/did.h"
#include "format/jose.h"
#include "format/multikey.h"

#define ACCEPT_DID "application/did+json, application/json"

/* ---- trying keys ---- */

/* Tries `key` and closes it. */
static void search_try(struct search *s, struct key *key, bool is_tied)
{
    bool good = s->what->fits(s->what->ctx, key);

    key_close(key);
    s->tied_seen |= is_tied;
    s->holds |= good && is_tied;
    s->untied_holds |= good && !is_tied;
}

void search_take(struct search *s, code c, struct key *key, bool is_tied, const struct error *err)
{
    if (c == OK)
        search_try(s, key, is_tied);
    else if (c == DENIED)
        s->refused = *err;
    else if (c != NOT_FOUND)
        s->unusable = *err;
}

static void try_embedded(struct search *s, str did_url)
{
    struct key *key = NULL;
    struct error err = {0};

    code c = did_embedded_key(s->q->a, did_url, &key, &err);
    search_take(s, c, key, true, &err);
}

static void try_method(struct search *s, const struct json *doc, str id)
{
    struct key *key = NULL;
    struct error err = {0};
    const struct did_use use = {.purpose = "assertionMethod", .at = s->q->report->at};

    code c = did_document_key(s->q->a, doc, id, &use, &key, &err);
    search_take(s, c, key, true, &err);
}

void search_document(struct search *s, const struct json *doc)
{
    const struct json *listed = json_get(doc, "assertionMethod");

    if (!str_is_empty(s->what->method)) {
        try_method(s, doc, s->what->method);
        return;
    }
    for (size_t i = 0; i < json_many_count(listed) && i < MAX_METHODS && !s->holds; i++)
        try_method(s, doc, id_of(json_many(listed, i)));
}

const struct answer *search_ask(struct search *s, str url, const char *accept)
{
    const struct answer *an = ask_kept(s->q, url, accept);

    if (answer_is_ok(an) && an->got.body.n <= MAX_DOCUMENT)
        return an;
    if (!answer_is_refusal(an) && !s->silent)
        s->silent = an;
    return NULL;
}

bool search_has_own_key(const struct search *s)
{
    return s->what->own_jwk || !str_is_absent(s->what->own_multikey);
}

/* ---- what came of it ---- */

struct voucher voucher_of(enum outcome o, const char *flaw, str where, str message)
{
    return (struct voucher){
        .outcome = o, .flaw = flaw, .where = where, .message = message, .anchor = {.kind = "none"}};
}

static struct voucher vouched(const char *kind, str value)
{
    struct voucher v = voucher_of(
        PASS, "", (str){0}, S("The signature is the issuer's, and nothing was changed since."));

    v.anchor = (struct anchor){kind, value};
    return v;
}

static struct voucher changed(void)
{
    return voucher_of(
        FAIL, "signature-invalid", (str){0},
        S("The signature does not fit: the badge was changed, or somebody else signed it."));
}

struct voucher search_foreign(struct search *s)
{
    struct voucher v = voucher_of(FAIL, "key-not-authorised", s->what->method,
                                  S("The key that the badge names is not the issuer's."));

    v.is_foreign = true;
    return v;
}

/* The key that a badge brings along proves that it is whole, not whose it is. */
static struct voucher judge_own_key(struct search *s)
{
    str why = s->silent ? answer_why(s->q, s->silent) : S("it has published nothing");
    struct key *key = NULL;
    struct error err = {0};

    code c = s->what->own_jwk ? jwk_read(s->q->a, s->what->own_jwk, &key, &err)
                              : multikey_read(s->q->a, s->what->own_multikey, &key, &err);
    bool good = c == OK && s->what->fits(s->what->ctx, key);
    key_close(key);
    if (c != OK)
        return voucher_of(
            FAIL, "key-unsupported", s->what->method,
            str_printf(s->q->a, "The key in the badge cannot be used: %s.", err.text));
    if (!good)
        return changed();
    if (s->asked)
        return voucher_of(FAIL, "key-not-anchored", s->what->method,
                          S("The signature fits the key in the badge, but the issuer does "
                            "not have that key."));
    return voucher_of(UNTESTED, "key-not-anchored", s->silent ? s->silent->url : s->issuer,
                      str_printf(s->q->a,
                                 "The signature fits the key in the badge, but whether it is "
                                 "the issuer's key could not be asked: " STR_FMT ".",
                                 STR_ARG(why)));
}

static struct voucher judge_refused(struct search *s)
{
    bool is_foreign = str_eq(cstr(s->refused.where), S("controller"));

    return voucher_of(FAIL, is_foreign ? "controller-mismatch" : "key-not-authorised",
                      s->what->method,
                      is_foreign ? S("The key that the badge names belongs to somebody else.")
                                 : S("The issuer does not let this key sign badges."));
}

static struct voucher not_found(struct search *s)
{
    if (s->refused.code)
        return judge_refused(s);
    if (s->unusable.code)
        return voucher_of(
            FAIL, "key-unsupported", s->what->method,
            str_printf(s->q->a, "The issuer's key cannot be used: %s.", s->unusable.text));
    if (search_has_own_key(s))
        return judge_own_key(s);
    if (s->silent)
        return voucher_of(UNTESTED, "key-unresolvable", s->silent->url,
                          str_printf(s->q->a, "The issuer's key could not be fetched: " STR_FMT ".",
                                     STR_ARG(answer_why(s->q, s->silent))));
    return voucher_of(FAIL, "key-unresolvable", s->what->method,
                      S("The issuer does not have the key that the badge names."));
}

struct voucher search_conclude(struct search *s, const char *kind, str value)
{
    if (s->holds)
        return vouched(kind, value);
    if (s->tied_seen)
        return changed();
    if (s->untied_holds)
        return voucher_of(UNTESTED, "key-not-anchored", s->what->method,
                          S("The key is on the issuer's host, but nothing there says that it is "
                            "this issuer's key."));
    return not_found(s);
}

/* ---- issuers that are DIDs ---- */

static bool names_did(str method, str did)
{
    struct did_url u;

    return did_parse(method, &u, NULL) == OK && str_eq(u.did, did);
}

static struct voucher vouch_embedded(struct search *s)
{
    str method = s->what->method;

    if (!str_is_empty(method) && !names_did(method, s->issuer))
        return search_foreign(s);
    try_embedded(s, str_is_empty(method) ? s->issuer : method);
    return search_conclude(s, str_starts(s->issuer, S("did:jwk:")) ? "did:jwk" : "did:key",
                           s->issuer);
}

/* Where local hosts are allowed, nobody has a certificate for this one. */
static str as_served(struct inquiry *q, str url)
{
    if (!q->loader.allow_local_web || !str_starts(url, S("https://localhost")))
        return url;
    return str_join(q->a, S("http"), str_from(url, 5));
}

static struct voucher judge_did_document(struct search *s, str url, const struct json *doc)
{
    if (!doc)
        return voucher_of(FAIL, "key-unresolvable", url,
                          S("There is no readable document at the issuer's address."));
    if (!str_eq(member_text(doc, "id"), s->issuer))
        return voucher_of(FAIL, "controller-mismatch", url,
                          S("The document at the issuer's address belongs to somebody else."));
    if (json_bool(json_get(doc, "deactivated")))
        return voucher_of(FAIL, "key-not-authorised", url, S("The issuer has given up this id."));
    s->asked = true;
    search_document(s, doc);
    return search_conclude(s, "did:web", did_web_place(url));
}

static struct voucher vouch_did_web(struct search *s)
{
    str url;
    struct error err = {0};

    if (did_web_url(s->q->a, s->issuer, s->q->loader.allow_local_web, &url, &err) != OK)
        return voucher_of(FAIL, "key-unresolvable", s->issuer,
                          str_printf(s->q->a, "The issuer's id leads nowhere: %s.", err.text));
    if (!str_is_empty(s->what->method) && !names_did(s->what->method, s->issuer))
        return search_foreign(s);

    url = as_served(s->q, url);
    const struct answer *an = search_ask(s, url, ACCEPT_DID);
    if (an)
        return judge_did_document(s, url, an->json);
    if (!s->silent) /* the host has no such issuer, for now */
        s->silent = ask(s->q, url, ACCEPT_DID);
    return not_found(s);
}

static struct voucher unknown_way(struct search *s)
{
    return voucher_of(UNTESTED, "key-unresolvable", s->issuer,
                      str_printf(s->q->a,
                                 "There is no way to ask for the key of the issuer " STR_FMT ".",
                                 STR_ARG(quoted(s->q, s->issuer))));
}

/* ---- other names ---- */

/* Where the issuer's own document is; absent: nowhere that could be believed. */
static str document_address(struct inquiry *q, str issuer)
{
    str url;

    if (str_starts(issuer, S("did:web:")))
        return did_web_url(q->a, issuer, q->loader.allow_local_web, &url, NULL) == OK
                   ? as_served(q, url)
                   : (str){0};
    if (str_starts(issuer, S("https://")) ||
        (str_starts(issuer, S("http://")) && q->loader.allow_local_web))
        return issuer;
    return (str){0};
}

bool issuer_also_known_as(struct inquiry *q, str issuer, str other)
{
    str url = document_address(q, issuer);
    const struct answer *an = str_is_absent(url) ? NULL : ask_kept(q, url, ACCEPT_DID);

    return an && answer_is_ok(an) && an->got.body.n <= MAX_DOCUMENT &&
           str_eq(member_text(an->json, "id"), issuer) &&
           str_eq(uri_origin(q->a, an->got.final_url), uri_origin(q->a, url)) &&
           many_has(json_get(an->json, "alsoKnownAs"), other);
}

/* ---- which way the issuer's id leads ---- */

static const struct way {
    str prefix;
    struct voucher (*vouch)(struct search *s);
    bool is_key; /* the issuer is its key: none needs to be named */
} ways[] = {
    {S("did:key:"), vouch_embedded, true}, {S("did:jwk:"), vouch_embedded, true},
    {S("did:web:"), vouch_did_web, false}, {S("https://"), vouch_https, false},
    {S("http://"), vouch_https, false},
};

static const struct way *way_of(str issuer)
{
    for (size_t i = 0; i < COUNT(ways); i++)
        if (str_starts(issuer, ways[i].prefix))
            return &ways[i];
    return NULL;
}

struct voucher issuer_vouches(struct inquiry *q, str issuer, const struct signed_text *what)
{
    struct search s = {.q = q, .what = what, .issuer = issuer};
    const struct way *way = way_of(issuer);

    if (str_is_empty(what->method) && !search_has_own_key(&s) && !(way && way->is_key))
        return voucher_of(FAIL, "key-unresolvable", (str){0},
                          S("The badge does not say which key signed it."));
    /* What came over plain http could have come from anybody on the way. */
    if (!way || (str_starts(issuer, S("http://")) && !q->loader.allow_local_web))
        return unknown_way(&s);
    return way->vouch(&s);
}

/* ---- tokens ---- */

static bool alg_is_allowed(str alg)
{
    static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384, KEY_RSA};

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(alg, cstr(jose_alg_of(kinds[i]))))
            return true;
    return false;
}

static bool fits_token(void *ctx, const struct key *key)
{
    return jws_verify(ctx, key);
}

struct voucher issuer_vouches_jws(struct inquiry *q, str issuer, const struct jws *jws)
{
    struct jws copy = *jws;
    const struct signed_text what = {
        .method = jws->kid, .own_jwk = jws->jwk, .fits = fits_token, .ctx = &copy};

    if (!alg_is_allowed(jws->alg))
        return voucher_of(FAIL, "alg-not-allowed", (str){0},
                          S("The badge is signed in a way that is not allowed."));
    return issuer_vouches(q, issuer, &what);
}
