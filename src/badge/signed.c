/* Signed badges before 3.0: a compact JWS by a key that the issuer's documents
 * name (OB 2.0 §Signed verification; OB 1.1 §Signed Assertion; security.md
 * T-02). In 2.0 the issuer lists its keys, in 1.x the key is on its host. */
#include "badge/checks.h"
#include "badge/hosted.h"
#include "badge/read.h"
#include "badge/words_v2.h"
#include "base/uri.h"

#define ACCEPT_KEY "application/ld+json, application/json, application/x-pem-file, text/plain"
#define MAX_KEYS   16
#define MAX_KEY    ((size_t)64 << 10) /* security.md §4 */

/* The search for the key, and what became of it. */
struct search {
    struct inquiry *q;
    struct jws jws;
    bool holds, is_secure; /* signed by this key; it came over https */
    bool tried;            /* a key of the issuer was there */
    const char *flaw;      /* of the first key that could not be used */
    enum outcome outcome;
    str where, message;
};

static void note(struct search *s, enum outcome o, const char *flaw, str where, str message)
{
    if (s->flaw)
        return;
    s->outcome = o;
    s->flaw = flaw;
    s->where = where;
    s->message = message;
}

static void try_pem(struct search *s, str pem, str url)
{
    struct key *key = NULL;

    if (key_from_pem(pem, &key, NULL) != OK || key_has_secret(key)) {
        note(s, FAIL, "key-unsupported", url, S("The issuer's key cannot be used."));
        key_close(key);
        return;
    }
    s->tried = true;
    if (!s->holds && jws_verify(&s->jws, key)) {
        s->holds = true;
        s->is_secure = str_starts(url, S("https:"));
    }
    key_close(key);
}

/* OB 2.0 CryptographicKey: whose it is, and the key. */
static void try_key_document(struct search *s, const struct json *doc, str url)
{
    str owner = id_of(json_get(doc, "owner")), pem = member_text(doc, "publicKeyPem");

    if (str_is_empty(owner) || str_is_empty(pem))
        note(s, FAIL, "required-missing", url,
             S("The issuer's key does not say whose it is, or has no key in it."));
    else if (!str_eq(owner, s->q->badge->issuer.id))
        note(s, FAIL, "controller-mismatch", url, S("The key says that it is somebody else's."));
    else
        try_pem(s, pem, url);
}

/* A key that could not be had leaves it open, whatever the host said. */
static const struct answer *fetch_key(struct search *s, str url)
{
    const struct answer *an = ask(s->q, url, ACCEPT_KEY);

    if (!answer_is_ok(an) || an->got.body.n > MAX_KEY) {
        note(s, UNTESTED, "key-unresolvable", url,
             str_printf(s->q->a, "The issuer's key could not be fetched: " STR_FMT ".",
                        STR_ARG(answer_is_ok(an) ? S("it is too large") : answer_why(s->q, an))));
        return NULL;
    }
    if (is_same_home(s->q, url, an->got.final_url))
        return an;
    note(s, FAIL, "key-not-authorised", url, S("The key's address leads to another host."));
    return NULL;
}

/* ---- 2.0 ---- */

static void try_key_at(struct search *s, str url)
{
    const struct answer *an = fetch_key(s, url);
    const struct json *doc;

    if (!an)
        return;
    if (words_v2_or_plain(s->q->a, an->json, &doc, NULL) != OK)
        note(s, UNTESTED, "context-unknown", url,
             S("The issuer's key uses words that are not known."));
    else if (!str_is_empty(member_text(doc, "id")) &&
             !lives_there(s->q, member_text(doc, "id"), an))
        note(s, FAIL, "id-mismatch", url, S("The document there is not the key of this address."));
    else
        try_key_document(s, doc, url);
}

/* One of the issuer's own list: its address, or the key itself. */
static void try_listed(struct search *s, const struct json *listed)
{
    str url = id_of(listed);

    if (!str_is_empty(member_text(listed, "publicKeyPem"))) {
        try_key_document(s, listed, s->q->issuer.url);
        return;
    }
    if (uri_is_http(url))
        try_key_at(s, url);
}

static const struct json *listed_as(const struct json *keys, str id)
{
    for (size_t i = 0; i < json_many_count(keys); i++)
        if (str_eq(id_of(json_many(keys, i)), id))
            return json_many(keys, i);
    return NULL;
}

/* Keys of the creator that the badge names, which must be among the issuer's;
 * without one, any of these. */
static void search_v2(struct search *s)
{
    const struct json *doc = s->q->assertion.doc;
    const struct json *verification = json_get(doc, "verification");
    const struct json *keys = json_get(s->q->issuer.doc, "publicKey");
    const struct json *creator =
        json_get(verification ? verification : json_get(doc, "verify"), "creator");

    if (str_is_absent(s->q->issuer.url)) {
        note(s, FAIL, "key-not-authorised", S("/badge/issuer"),
             S("The issuer has no web address, so nothing shows which keys are its own."));
        return;
    }
    if (!creator)
        creator = keys;
    for (size_t i = 0; i < json_many_count(creator) && i < MAX_KEYS && !s->holds; i++) {
        str id = id_of(json_many(creator, i));
        const struct json *listed = creator == keys ? json_many(keys, i) : listed_as(keys, id);
        if (listed)
            try_listed(s, listed);
        else
            note(s, FAIL, "key-not-authorised", id,
                 S("The key that the badge names is not among the issuer's."));
    }
    s->is_secure &= str_starts(s->q->issuer.url, S("https:"));
}

/* ---- 1.x: `verify.url` is a PEM file ---- */

static void search_v1(struct search *s)
{
    str url = s->q->badge->verification_url, home = issuer_home(s->q);

    if (!uri_is_http(url))
        return; /* the rules say so */
    if (!str_eq(authority_of(s->q, url), authority_of(s->q, home))) {
        note(s, FAIL, "key-not-authorised", url,
             S("The key is on another host than the issuer that the badge names."));
        return;
    }
    const struct answer *an = fetch_key(s, url);
    if (an && json_is(an->json, JSON_OBJECT))
        try_pem(s, member_text(an->json, "publicKeyPem"), url);
    else if (an)
        try_pem(s, str_trim(an->got.body), url);
}

/* ---- the algorithm ---- */

/* RS256, or what the issuer's key asks for. Samples of 1.x had it in small
 * letters. */
static bool alg_is_allowed(struct search *s)
{
    static const enum key_kind kinds[] = {KEY_RSA, KEY_P256, KEY_P384, KEY_ED25519};
    bool is_v2 = s->q->badge->version == OB_2_0;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        str alg = cstr(jose_alg_of(kinds[i]));
        if (str_eq(s->jws.alg, alg))
            return true;
        if (!is_v2 && str_eq_nocase(s->jws.alg, alg)) {
            s->jws.alg = alg;
            found(s->q, WARN, "alg-not-allowed", (str){0},
                  "The name of the signature's algorithm is misspelt.");
            return true;
        }
    }
    found(s->q, FAIL, "alg-not-allowed", (str){0},
          "The badge is signed in a way that is not allowed.");
    return false;
}

static bool says_signed(struct inquiry *q)
{
    if (form_said(q->badge) == FORM_SIGNED)
        return true;
    found(q, FAIL, "type-wrong", S("/verification/type"),
          "The badge is signed, and says that it is to be verified in another way.");
    return false;
}

static void conclude(struct search *s)
{
    struct inquiry *q = s->q;

    if (!s->holds && s->tried)
        found(q, FAIL, "signature-invalid", (str){0},
              "The signature does not fit: the badge was changed, or somebody else signed it.");
    else if (!s->holds && s->flaw)
        found(q, s->outcome, s->flaw, s->where, STR_FMT, STR_ARG(s->message));
    else if (!s->holds)
        found(q, FAIL, "key-unresolvable", (str){0}, "The issuer names no key.");
    if (!s->holds)
        return;
    if (q->badge->version != OB_2_0 &&
        !judge_same_host(q, issuer_home(q), "key", q->badge->issuer.url))
        return;
    q->report->anchor = (struct anchor){.kind = s->is_secure ? "https" : "http",
                                        .value = authority_of(q, issuer_home(q))};
    if (!s->is_secure)
        warn_about_http(q);
    passed(q, "The signature is the issuer's, and nothing was changed since.");
}

void check_signed(struct inquiry *q)
{
    struct search s = {.q = q, .jws = q->in.jws};

    if (!says_signed(q) || !alg_is_allowed(&s) || !q->issuer.doc)
        return;
    if (q->badge->version == OB_2_0)
        search_v2(&s);
    else
        search_v1(&s);
    conclude(&s);
}
