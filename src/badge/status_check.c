/* Has the badge been withdrawn? Bitstring Status List v1.0 §3.2: the list is
 * signed by the badge's issuer, or it says nothing. The list of revoked ids of
 * 1EdTech (VCRL 1.0) is not signed: it must come over https from where the
 * signed badge says, and name the issuer. Whatever goes wrong on the
 * way is "status unknown", never "good" (security.md T-14). */
#include "badge/checks.h"
#include "badge/proof_check.h"
#include "badge/read.h"
#include "base/uri.h"
#include "format/bitstring.h"

#define MAX_ENTRIES 8
#define LIST_WHERE  "/credentialStatus"

/* A way of withdrawing badges, by the type of the badge's entry. */
struct way {
    str type;
    void (*judge)(struct inquiry *q, const struct status_ref *s, const struct way *w);
    const char *credential, *list;               /* classes of what is found there */
    const char *start;                           /* of the encoded list */
};

struct list {
    const struct way *way;
    const struct json *document, *subject;
    struct bitstring bits;
};

static bool list_unclear(struct inquiry *q, const char *flaw, str url, const char *why)
{
    found(q, UNTESTED, flaw, url, "Whether the badge was withdrawn could not be told: %s.", why);
    return false;
}

/* The list as a signed token: bare, or enveloped in JSON. */
static str list_token(const struct answer *an)
{
    str body = str_trim(an->got.body);

    return an->json ? enveloped_token(an->json) : body;
}

static bool list_is_vouched(struct inquiry *q, str url, enum outcome signature)
{
    if (signature == PASS)
        return true;
    return list_unclear(q, "status-list-invalid", url,
                        signature == FAIL ? "the list is not signed by the issuer"
                                          : "the list's signature could not be checked");
}

static bool list_is_issuers(struct inquiry *q, str url, const struct json *document)
{
    if (str_eq(id_of(json_get(document, "issuer")), q->badge->issuer.id))
        return true;
    return list_unclear(q, "status-list-invalid", url, "the list is somebody else's");
}

static bool list_is_current(struct inquiry *q, str url, const struct json *doc)
{
    msec t;
    str from = member_text(doc, "validFrom"), until = member_text(doc, "validUntil");

    if (str_is_absent(until)) /* VCDM 1.1 */
        until = member_text(doc, "expirationDate");
    if (!str_is_absent(from) &&
        (time_parse(from, &t, NULL) != OK || t > q->report->at + 5 * MINUTE))
        return list_unclear(q, "status-list-invalid", url, "the list is not valid yet");
    if (!str_is_absent(until) && (time_parse(until, &t, NULL) != OK || t < q->report->at))
        return list_unclear(q, "status-list-invalid", url, "the list is out of date");
    return true;
}

static bool claims_are_current(struct inquiry *q, str url, const struct json *claims)
{
    const struct json *exp = json_get(claims, "exp"), *nbf = json_get(claims, "nbf");
    double now = (double)q->report->at / 1000.0;

    if ((exp && (!json_is(exp, JSON_NUMBER) || json_double(exp) < now)) ||
        (nbf && (!json_is(nbf, JSON_NUMBER) || json_double(nbf) > now + 300)))
        return list_unclear(q, "status-list-invalid", url, "the list is out of date");
    return true;
}

static bool list_open_token(struct inquiry *q, str url, str token, struct list *out)
{
    struct jws jws;
    const struct json *claims;

    if (jws_parse(q->a, token, &jws, NULL) != OK ||
        json_parse(q->a, jws.payload, NULL, &claims, NULL) != OK)
        return list_unclear(q, "status-list-invalid", url, "the list cannot be read");
    out->document = json_get(claims, "vc") ? json_get(claims, "vc") : claims;
    return list_is_issuers(q, url, out->document) &&
           list_is_vouched(q, url, issuer_vouches_jws(q, q->badge->issuer.id, &jws).outcome) &&
           claims_are_current(q, url, claims) && list_is_current(q, url, out->document);
}

/* The list as JSON with proofs in it. */
static bool list_open_proved(struct inquiry *q, str url, const struct json *document,
                             struct list *out)
{
    static const char *const proof[] = {"proof"};
    struct meaning m = meaning_of(q->a, json_without(q->a, document, proof, 1), true);
    const struct issued what = {document, q->badge->issuer.id, &m};
    struct judged_list all = {0};
    const struct judged *best;

    out->document = document;
    if (!list_is_issuers(q, url, document))
        return false;
    if (m.outcome != PASS)
        return list_unclear(q, "status-list-invalid", url, "the list's words are not all known");
    judge_proofs(q, &what, &all);
    best = judged_best(&all);
    return list_is_vouched(q, url, best ? best->voucher.outcome : FAIL) &&
           list_is_current(q, url, document);
}

static bool list_read_bits(struct inquiry *q, str url, struct list *l)
{
    struct error err = {0};
    str encoded;

    l->subject = json_many(json_get(l->document, "credentialSubject"), 0);
    if (!has_type(l->document, l->way->credential) || !has_type(l->subject, l->way->list))
        return list_unclear(q, "status-list-invalid", url, "what is there is no status list");
    encoded = member_text(l->subject, "encodedList");
    if (!str_starts(encoded, cstr(l->way->start)))
        return list_unclear(q, "status-list-invalid", url, "the list is not encoded as it must be");
    if (bitstring_decode(q->a, encoded, &l->bits, &err) != OK)
        return list_unclear(q, "status-list-invalid", url, err.text);
    if (l->bits.bits < BITSTRING_MIN_BITS)
        return list_unclear(q, "status-list-short", url,
                            "the list is shorter than the standard allows");
    return true;
}

static bool list_open(struct inquiry *q, str url, struct list *out)
{
    const struct answer *an = ask(q, url, ACCEPT_VC);
    str token;

    if (!answer_is_ok(an))
        return list_unclear(q, "status-unreachable", url, str_z(q->a, answer_why(q, an)));
    token = list_token(an);
    return (str_is_absent(token) ? list_open_proved(q, url, an->json, out)
                                 : list_open_token(q, url, token, out)) &&
           list_read_bits(q, url, out);
}

static const struct purpose {
    const char *name;
    const char *flaw; /* of a set bit; NULL: only information */
    const char *words;
} purposes[] = {
    {"revocation", "revoked", "The issuer has revoked this badge."},
    {"suspension", "suspended", "The issuer has suspended this badge."},
    {"refresh", NULL, NULL},
    {"message", NULL, NULL},
};

static const struct purpose *purpose_of(str name)
{
    for (size_t i = 0; i < COUNT(purposes); i++)
        if (str_eq(name, cstr(purposes[i].name)))
            return &purposes[i];
    return NULL;
}

static void judge_bit(struct inquiry *q, const struct status_ref *s, const struct purpose *p,
                      const struct list *l)
{
    uint64_t value = 1;
    size_t index = (size_t)s->index, size = (size_t)s->size;

    if (!many_has(json_get(l->subject, "statusPurpose"), s->purpose)) {
        list_unclear(q, "status-purpose-mismatch", s->list_url,
                     "the list is kept for another purpose");
        return;
    }
    if (index >= l->bits.bits / size || !bitstring_get(&l->bits, index, (unsigned)size, &value)) {
        list_unclear(q, "status-range", s->list_url, "the badge's place is outside the list");
        return;
    }
    if (!value || !p->flaw)
        return;
    found(q, FAIL, p->flaw, s->list_url, "%s", p->words);
    q->badge->is_revoked |= str_eq(cstr(p->flaw), S("revoked"));
}

static void judge_bits(struct inquiry *q, const struct status_ref *s, const struct way *w)
{
    const struct purpose *p = purpose_of(s->purpose);
    struct list l = {.way = w};

    if (!p)
        list_unclear(q, "status-list-invalid", S(LIST_WHERE),
                     "the purpose of its status list is not known here");
    else if (s->index < 0 || s->size < 1)
        list_unclear(q, "status-range", S(LIST_WHERE),
                     "the badge's place in the list is malformed");
    else if (!uri_is_http(s->list_url))
        list_unclear(q, "status-list-invalid", S(LIST_WHERE), "the list has no web address");
    else if (list_open(q, s->list_url, &l))
        judge_bit(q, s, p, &l);
}

/* ---- 1EdTech: a list of ids ---- */

/* R30-50: listed, and `revoked` true or not said. */
static bool is_withdrawn(struct inquiry *q, str url, const struct json *item)
{
    const struct json *revoked = json_get(item, "revoked");
    str id = member_text(item, "id");

    if (str_is_empty(id) || (revoked && !json_is(revoked, JSON_TRUE) && !json_is(revoked, JSON_FALSE)))
        list_unclear(q, "status-list-invalid", url, "the list has an entry that says nothing");
    else if (str_eq(str_trim(id), str_trim(q->badge->id)) && (!revoked || json_bool(revoked)))
        return true;
    return false;
}

static void judge_revoked(struct inquiry *q, str url, const struct json *list)
{
    const struct json *items = json_get(list, "revokedCredential");

    if (items && !json_is(json_many(items, 0), JSON_OBJECT) && json_many_count(items))
        list_unclear(q, "status-list-invalid", url, "what is there is no list of revoked badges");
    for (size_t i = 0; i < json_many_count(items); i++) {
        const struct json *item = json_many(items, i);
        if (!is_withdrawn(q, url, item))
            continue;
        q->badge->is_revoked = true;
        q->badge->revocation_reason = member_text(item, "revocationReason");
        found(q, FAIL, "revoked", url, "The issuer has revoked this badge.");
        return;
    }
}

static void judge_ids(struct inquiry *q, const struct status_ref *s, const struct way *w)
{
    const struct answer *an;

    (void)w;
    if (!str_starts(s->id, S("https://")) && !(q->loader.allow_local_web && uri_is_http(s->id))) {
        list_unclear(q, "status-list-invalid", S(LIST_WHERE), "the list has no https address");
        return;
    }
    an = ask(q, s->id, ACCEPT_JSON);
    if (!answer_is_ok(an))
        list_unclear(q, "status-unreachable", s->id, str_z(q->a, answer_why(q, an)));
    else if (!json_is(an->json, JSON_OBJECT))
        list_unclear(q, "status-list-invalid", s->id, "the list cannot be read");
    else if (list_is_issuers(q, s->id, an->json))
        judge_revoked(q, s->id, an->json);
}

/* §2.2: multibase, which GZIP's own "H4sI" shows to be missing; the draft of
 * 2021 has none. */
static const struct way ways[] = {
    {S("BitstringStatusListEntry"), judge_bits, "BitstringStatusListCredential",
     "BitstringStatusList", "u"},
    {S("StatusList2021Entry"), judge_bits, "StatusList2021Credential", "StatusList2021", "H4sI"},
    {S("1EdTechRevocationList"), judge_ids, NULL, NULL, NULL},
};

static void judge_entry(struct inquiry *q, const struct status_ref *s)
{
    for (size_t i = 0; i < COUNT(ways); i++)
        if (str_eq(s->type, ways[i].type)) {
            ways[i].judge(q, s, &ways[i]);
            return;
        }
    list_unclear(q, "status-list-invalid", S(LIST_WHERE),
                 "its way of withdrawing badges is not known here");
}

void check_status(struct inquiry *q)
{
    const struct status_ref_list *l = &q->badge->status;

    if (l->n == 0) {
        if (json_many_count(json_get(q->badge->document, "credentialStatus")))
            list_unclear(q, "status-list-invalid", S(LIST_WHERE),
                         "the badge's status entry is malformed");
        passed(q, "The badge has no status list: its issuer cannot withdraw it.");
        return;
    }
    if (l->n > MAX_ENTRIES) {
        found(q, FAIL, "too-many-values", S(LIST_WHERE), "More than %d status lists are not asked.",
              MAX_ENTRIES);
        return;
    }
    for (size_t i = 0; i < l->n; i++)
        judge_entry(q, &l->items[i]);
    passed(q, "The issuer has not withdrawn the badge.");
}
