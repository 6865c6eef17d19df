/* Has the badge been withdrawn, and what else does its issuer say of it by
 * now? Each way in which a badge names its status is a row of `ways`. */
#include "badge/checks.h"
#include "badge/read.h"
#include "badge/status.h"
#include "badge/status_open.h"
#include "base/uri.h"

#define MAX_ENTRIES 8
#define WHERE       "/credentialStatus"

/* What was learnt, kept for the report. */
static void learn(struct inquiry *q, const struct status_ref *s, const struct status_bit *bit,
                  str message)
{
    *list_add(q->a, &q->report->statuses) = (struct status_told){.type = s->type,
                                                                 .purpose = s->purpose,
                                                                 .list_url = s->list_url,
                                                                 .reference = s->reference,
                                                                 .message = message,
                                                                 .index = s->index,
                                                                 .value = bit->value,
                                                                 .at = bit->at,
                                                                 .until = bit->until};
}

static str message_of(const struct status_ref *s, uint64_t value)
{
    for (size_t i = 0; i < s->messages.n; i++)
        if (s->messages.items[i].value == value)
            return s->messages.items[i].text;
    return (str){0};
}

/* ---- purposes of a bit ---- */

static void withdraw(struct inquiry *q, const char *flaw, str url, str reason)
{
    const char *what = str_eq(cstr(flaw), S("revoked")) ? "revoked" : "suspended";

    if (str_is_empty(reason))
        found(q, FAIL, flaw, url, "The issuer has %s this badge.", what);
    else
        found(q, FAIL, flaw, url, "The issuer has %s this badge: " STR_FMT ".", what,
              STR_ARG(quoted(q, reason)));
}

static void tell_revocation(struct inquiry *q, const struct status_ref *s, uint64_t value)
{
    if (!value)
        return;
    q->badge->is_revoked = true;
    q->badge->revocation_reason = message_of(s, value);
    withdraw(q, "revoked", s->list_url, q->badge->revocation_reason);
}

static void tell_suspension(struct inquiry *q, const struct status_ref *s, uint64_t value)
{
    if (value)
        withdraw(q, "suspended", s->list_url, message_of(s, value));
}

static void tell_refresh(struct inquiry *q, const struct status_ref *s, uint64_t value)
{
    if (value)
        found(q, WARN, "status-refresh", s->list_url,
              "The issuer has a newer version of this badge.");
}

/* The issuer's own words, which may weigh something or nothing: they are
 * shown, and do not decide. */
static void tell_message(struct inquiry *q, const struct status_ref *s, uint64_t value)
{
    str text = message_of(s, value);

    if (!str_is_empty(text))
        found(q, value ? WARN : PASS, "status-message", s->list_url,
              "The issuer says of this badge: " STR_FMT ".", STR_ARG(quoted(q, text)));
    else if (value)
        found(q, WARN, "status-message", s->list_url,
              "The issuer has set a status without saying what it means: 0x%llx.",
              (unsigned long long)value);
}

static const struct purpose {
    str name;
    void (*tell)(struct inquiry *q, const struct status_ref *s, uint64_t value);
    bool is_note; /* told after the answer */
} purposes[] = {
    {S("revocation"), tell_revocation, false},
    {S("suspension"), tell_suspension, false},
    {S("refresh"), tell_refresh, true},
    {S("message"), tell_message, true},
};

static const struct purpose *purpose_of(str name)
{
    for (size_t i = 0; i < COUNT(purposes); i++)
        if (str_eq(name, purposes[i].name))
            return &purposes[i];
    return NULL;
}

static bool is_note(const struct status_ref *s)
{
    const struct purpose *p = purpose_of(s->purpose);

    return p && p->is_note;
}

/* ---- ways ---- */

static bool is_well_formed(struct inquiry *q, const struct status_ref *s)
{
    if (!purpose_of(s->purpose))
        return status_unclear(q, "status-list-invalid", S(WHERE),
                              "the purpose of its status list is not known here");
    if (s->index < 0 || s->size < 1)
        return status_unclear(q, "status-range", S(WHERE),
                              "the badge's place in the list is malformed");
    if (!uri_is_http(s->list_url))
        return status_unclear(q, "status-list-invalid", S(WHERE), "the list has no web address");
    return true;
}

static void judge_bit(struct inquiry *q, const struct status_ref *s)
{
    struct status_bit bit;

    if (!is_well_formed(q, s) || !status_ask(q, s, &bit))
        return;
    learn(q, s, &bit, message_of(s, bit.value));
    purpose_of(s->purpose)->tell(q, s, bit.value);
}

static const struct json_limits ids_limits = {
    .bytes = 8u << 20, .depth = 16, .values = 800000, .keys = 1000, .string = 64u << 10};

static bool is_safe(struct inquiry *q, str url)
{
    if (str_starts(url, S("https:")) || q->loader.allow_local_web)
        return true;
    return status_unclear(q, "status-list-invalid", url,
                          "the list comes over plain http, where anybody may change it");
}

/* VCRL 1.0: the list is not signed, so it is worth what its https address is,
 * which the badge, being signed, has from the issuer. */
static const struct json *fetch_ids(struct inquiry *q, str url, const struct answer **an)
{
    const struct json *list;

    if (!is_safe(q, url))
        return NULL;
    *an = ask_kept(q, url, ACCEPT_JSON);
    if (!answer_is_ok(*an))
        status_unclear(q, "status-unreachable", url, str_z(q->a, answer_why(q, *an)));
    else if (!is_safe(q, (*an)->got.final_url))
        return NULL;
    else if (json_parse(q->a, str_trim((*an)->got.body), &ids_limits, &list, NULL) != OK)
        status_unclear(q, "status-list-invalid", url, "the list cannot be read");
    else
        return list;
    return NULL;
}

static void judge_listed(struct inquiry *q, const struct status_ref *s, const struct json *list,
                         const struct answer *an)
{
    struct revocation r;
    struct error err = {0};

    if (revocation_list_find(q->a, list, q->badge->id, &r, &err) != OK) {
        status_unclear(q, "status-list-invalid", s->list_url, err.text);
        return;
    }
    if (!status_is_issuers(q, s->list_url, id_of(json_get(list, "issuer"))))
        return;
    if (r.is_revoked) {
        q->badge->is_revoked = true;
        q->badge->revocation_reason = r.reason;
        withdraw(q, "revoked", s->list_url, r.reason);
    } else if (r.has_unread)
        status_unclear(q, "status-list-invalid", s->list_url,
                       "the list has entries that do not name a badge");
    learn(q, s, &(struct status_bit){r.is_revoked, an->got.at, an->got.at + STATUS_TTL}, r.reason);
}

static void judge_ids(struct inquiry *q, const struct status_ref *s)
{
    const struct answer *an;
    const struct json *list;

    if (!uri_is_http(s->list_url))
        status_unclear(q, "status-list-invalid", S(WHERE), "the list has no web address");
    else if ((list = fetch_ids(q, s->list_url, &an)))
        judge_listed(q, s, list, an);
}

static void judge_entry(struct inquiry *q, const struct status_ref *s)
{
    if (status_entry_has_bits(s->type))
        judge_bit(q, s);
    else if (str_eq(s->type, S(STATUS_LIST_OF_IDS)))
        judge_ids(q, s);
    else
        status_unclear(q, "status-list-invalid", S(WHERE),
                       "its way of withdrawing badges is not known here");
}

/* ---- the question ---- */

void check_status(struct inquiry *q)
{
    const struct status_ref_list *l = &q->badge->status;

    if (l->n > MAX_ENTRIES) {
        found(q, FAIL, "too-many-values", S(WHERE), "More than %d status lists are not asked.",
              MAX_ENTRIES);
        return;
    }
    for (size_t i = 0; i < l->n; i++)
        if (!is_note(&l->items[i]))
            judge_entry(q, &l->items[i]);
    passed(q, l->n ? "The issuer has not withdrawn the badge."
                   : "The badge has no status list: its issuer cannot withdraw it.");
    for (size_t i = 0; i < l->n; i++)
        if (is_note(&l->items[i]))
            judge_entry(q, &l->items[i]);
}
