#include "badge/status_open.h"

#include "badge/proof_check.h"
#include "badge/read.h"
#include "badge/status.h"
#include "badge/verify_cache.h"

#define TOLERANCE (5 * MINUTE) /* clocks differ a little: security.md T-46 */
#define MAX_TTL   DAY          /* security.md T-15 */

/* Without mail addresses of its own a list is longer than a badge. */
static const struct json_limits list_limits = {.bytes = (2u << 20) + (64u << 10),
                                               .depth = 64,
                                               .values = 10000,
                                               .keys = 1000,
                                               .string = 2u << 20};

/* A list that was fetched and proved. */
struct opened {
    str url, type; /* of the entry that led here */
    bool is_proved;
    const struct json *document;
    str issuer;
    msec valid_from, valid_until; /* 0: not said */
    const struct answer *answer;
    struct status_bits bits;
};

bool status_unclear(struct inquiry *q, const char *flaw, str url, const char *why)
{
    found(q, UNTESTED, flaw, url, "Whether the badge was withdrawn could not be told: %s.", why);
    return false;
}

static bool is_invalid(struct inquiry *q, const struct opened *l, const char *why)
{
    return status_unclear(q, "status-list-invalid", l->url, why);
}

/* ---- whose it is ---- */

bool status_is_issuers(struct inquiry *q, str url, str list_issuer)
{
    str issuer = q->badge->issuer.id;

    if (!str_is_empty(list_issuer) &&
        (str_eq(list_issuer, issuer) || issuer_also_known_as(q, issuer, list_issuer)))
        return true;
    return status_unclear(q, "status-list-invalid", url, "the list is somebody else's");
}

static bool is_vouched(struct inquiry *q, const struct opened *l, enum outcome signature)
{
    if (signature == PASS)
        return true;
    return is_invalid(q, l,
                      signature == FAIL ? "the list is not signed by the issuer"
                                        : "the list's signature could not be checked");
}

/* ---- when it counts ---- */

/* A date under the name of VCDM 2.0 or 1.1. False: there is one, and it is none. */
static bool read_date(const struct json *doc, const char *name, const char *old, msec *t)
{
    const struct json *v = json_get(doc, name) ? json_get(doc, name) : json_get(doc, old);

    return !v || time_parse_stamp(json_str(v), t, NULL) == OK;
}

/* RFC 7519 §2; what is beyond reason is no time. */
static bool read_claim(const struct json *claims, const char *name, msec *t)
{
    const struct json *v = json_get(claims, name);
    double seconds = json_double(v);

    if (!v)
        return true;
    if (!json_is(v, JSON_NUMBER) || !(seconds > 0 && seconds < 1e12))
        return false;
    *t = (msec)(seconds * 1000);
    return true;
}

/* The narrower of what the document and its token say. */
static bool read_times(struct opened *l, const struct json *claims)
{
    msec nbf = 0, exp = 0;
    bool good = read_date(l->document, "validFrom", "issuanceDate", &l->valid_from) &&
                read_date(l->document, "validUntil", "expirationDate", &l->valid_until) &&
                read_claim(claims, "nbf", &nbf) && read_claim(claims, "exp", &exp);

    if (nbf > l->valid_from)
        l->valid_from = nbf;
    if (exp && (!l->valid_until || exp < l->valid_until))
        l->valid_until = exp;
    return good;
}

static bool is_current(struct inquiry *q, const struct opened *l)
{
    if (l->valid_from > q->report->at + TOLERANCE)
        return is_invalid(q, l, "the list is not valid yet");
    if (l->valid_until && l->valid_until < q->report->at)
        return is_invalid(q, l, "the list is out of date");
    return true;
}

/* ---- opening ---- */

/* VCDM 1.1 may leave the issuer to the token. */
static str issuer_of(const struct json *document, const struct json *claims)
{
    str named = id_of(json_get(document, "issuer"));

    return str_is_absent(named) ? member_text(claims, "iss") : named;
}

static bool claims_agree(const struct opened *l, const struct json *claims)
{
    const struct json *iss = json_get(claims, "iss");

    return !iss || str_eq(json_str(iss), l->issuer);
}

static bool open_token(struct inquiry *q, struct opened *l, str token)
{
    struct jws jws;
    const struct json *claims;

    if (jws_parse(q->a, token, &jws, NULL) != OK ||
        json_parse(q->a, jws.payload, &list_limits, &claims, NULL) != OK)
        return is_invalid(q, l, "the list cannot be read");
    l->document = json_get(claims, "vc") ? json_get(claims, "vc") : claims;
    l->issuer = issuer_of(l->document, claims);
    if (!claims_agree(l, claims) || !read_times(l, claims))
        return is_invalid(q, l, "the list does not agree with its own token");
    return status_is_issuers(q, l->url, l->issuer) &&
           is_vouched(q, l, issuer_vouches_jws(q, l->issuer, &jws).outcome);
}

/* The list as JSON with proofs in it. */
static bool open_proved(struct inquiry *q, struct opened *l)
{
    static const char *const proof[] = {"proof"};
    struct judged_list all = {0};
    const struct judged *best;

    l->issuer = id_of(json_get(l->document, "issuer"));
    if (!read_times(l, NULL))
        return is_invalid(q, l, "the list's dates are malformed");
    if (!status_is_issuers(q, l->url, l->issuer))
        return false;
    struct meaning m = meaning_of(q->a, json_without(q->a, l->document, proof, 1), true);
    const struct issued what = {l->document, l->issuer, &m};
    if (m.outcome != PASS)
        return is_invalid(q, l, "the list's words are not all known");
    judge_proofs(q, &what, &all);
    best = judged_best(&all);
    return is_vouched(q, l, best ? best->voucher.outcome : FAIL);
}

static const struct json *document_of(struct inquiry *q, const struct answer *an)
{
    const struct json *document = an->json;

    if (!document && json_parse(q->a, str_trim(an->got.body), &list_limits, &document, NULL) != OK)
        return NULL;
    return document;
}

/* A token, bare or enveloped in JSON, or JSON. */
static bool open_answer(struct inquiry *q, struct opened *l)
{
    str token;

    l->document = document_of(q, l->answer);
    token = l->document ? enveloped_token(l->document) : str_trim(l->answer->got.body);
    return str_is_absent(token) ? open_proved(q, l) : open_token(q, l, token);
}

static bool open_list(struct inquiry *q, struct opened *l)
{
    struct error err = {0};

    l->answer = ask(q, l->url, ACCEPT_VC);
    if (!answer_is_ok(l->answer))
        return status_unclear(q, "status-unreachable", l->url,
                              str_z(q->a, answer_why(q, l->answer)));
    if (!open_answer(q, l) || !is_current(q, l))
        return false;
    if (status_bits_read(l->document, l->type, &l->bits, &err) != OK)
        return is_invalid(q, l, err.text);
    return true;
}

/* Each list once, however many of its places the badge has. */
static const struct opened *opened_once(struct inquiry *q, const struct status_ref *s)
{
    for (size_t i = 0; i < q->lists.n; i++)
        if (str_eq(q->lists.items[i]->url, s->list_url) && str_eq(q->lists.items[i]->type, s->type))
            return q->lists.items[i];

    struct opened *l = NEW(q->a, struct opened);
    *l = (struct opened){.url = s->list_url, .type = s->type};
    l->is_proved = open_list(q, l);
    *list_add(q->a, &q->lists) = l;
    return l;
}

/* ---- what was proved before ---- */

/* Kept for this issuer's badges alone: whose list it is was asked for it. */
static str key_of(struct inquiry *q, const struct status_ref *s)
{
    return str_printf(q->a, "list\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(s->type),
                      STR_ARG(q->badge->issuer.id), STR_ARG(s->list_url));
}

static bool is_kept(const struct inquiry *q, str url)
{
    return q->opt->cache && !loader_owns(&q->loader, url);
}

static msec distance(msec a, msec b)
{
    return a < b ? b - a : a - b;
}

static bool ask_kept_list(struct inquiry *q, const struct status_ref *s, struct kept_bit *out)
{
    const struct place p = {(size_t)s->index, (unsigned)s->size, s->purpose};

    return is_kept(q, s->list_url) && verify_cache_get_bit(q->opt->cache, key_of(q, s), &p, out) &&
           distance(out->judged_at, q->report->at) <= TOLERANCE &&
           out->valid_from <= q->report->at + TOLERANCE &&
           (!out->valid_until || out->valid_until >= q->report->at);
}

static msec keep_until(const struct opened *l)
{
    int64_t ttl = l->bits.ttl_ms < MAX_TTL ? l->bits.ttl_ms : MAX_TTL;

    return l->answer->got.at + ttl;
}

static void keep(struct inquiry *q, const struct status_ref *s, const struct opened *l)
{
    struct str_list purposes = {0};
    struct kept_list kept = {.at = l->answer->got.at,
                             .until = keep_until(l),
                             .judged_at = q->report->at,
                             .valid_from = l->valid_from,
                             .valid_until = l->valid_until};

    for (size_t i = 0; i < json_many_count(l->bits.purposes); i++)
        *list_add(q->a, &purposes) = json_str(json_many(l->bits.purposes, i));
    kept.purposes = purposes.items;
    kept.n_purposes = purposes.n;
    if (bitstring_decode(q->a, l->bits.encoded, &kept.bits, NULL) == OK)
        verify_cache_put_list(q->opt->cache, key_of(q, s), &kept);
}

/* ---- one place ---- */

static bool ask_opened(struct inquiry *q, const struct status_ref *s, struct kept_bit *out)
{
    const struct opened *l = opened_once(q, s);
    struct error err = {0};

    if (!l->is_proved)
        return false;
    *out = (struct kept_bit){.for_purpose = many_has(l->bits.purposes, s->purpose),
                             .at = l->answer->got.at,
                             .until = keep_until(l)};
    code c = bitstring_peek(q->a, l->bits.encoded, (size_t)s->index, (unsigned)s->size, &out->bits,
                            &out->value, &err);
    out->is_inside = c == OK;
    if (c != OK && c != NOT_FOUND)
        return is_invalid(q, l, err.text);
    if (is_kept(q, s->list_url) && out->bits <= MAX_KEPT_BITS)
        keep(q, s, l);
    return true;
}

/* §2.2: fewer places than these tell a reader too much about each. A list of
 * Digital Bazaar's library and of what is built on it has 100,000. */
static bool is_long_enough(struct inquiry *q, const struct status_ref *s, size_t bits)
{
    enum short_lists may = q->opt->short_lists;
    bool is_usual = bits == 100000 && s->size == 1;

    if (bits / (size_t)s->size >= BITSTRING_MIN_BITS)
        return true;
    if (may == SHORT_LISTS_ANY || (may == SHORT_LISTS_USUAL && is_usual)) {
        found(q, WARN, "status-list-short", s->list_url,
              "The issuer's status list is shorter than the standard allows.");
        return true;
    }
    return status_unclear(q, "status-list-short", s->list_url,
                          "the list is shorter than the standard allows");
}

bool status_ask(struct inquiry *q, const struct status_ref *s, struct status_bit *out)
{
    struct kept_bit bit;

    if (!ask_kept_list(q, s, &bit) && !ask_opened(q, s, &bit))
        return false;
    if (!bit.for_purpose)
        return status_unclear(q, "status-purpose-mismatch", s->list_url,
                              "the list is kept for another purpose");
    if (!is_long_enough(q, s, bit.bits))
        return false;
    if (!bit.is_inside)
        return status_unclear(q, "status-range", s->list_url,
                              "the badge's place is outside the list");
    *out = (struct status_bit){.value = bit.value, .at = bit.at, .until = bit.until};
    return true;
}
