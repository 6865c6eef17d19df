/* Revocation lists before 3.0: who signs badges keeps one (OB 2.0
 * RevocationList; OB 1.1 §Revoking: an object of uid and reason). Whatever goes
 * wrong on the way is "not known", never "good" (security.md T-14). */
#include "badge/checks.h"
#include "badge/hosted.h"
#include "badge/read.h"
#include "badge/words_v2.h"
#include "base/uri.h"

#define MAX_ENTRIES 200000

static const struct json_limits list_limits = {.bytes = 8u << 20,
                                               .depth = 16,
                                               .values = 4 * MAX_ENTRIES,
                                               .keys = MAX_ENTRIES,
                                               .string = 64u << 10};

static void unclear(struct inquiry *q, const char *flaw, str url, str why)
{
    found(q, UNTESTED, flaw, url, "Whether the badge was revoked could not be told: " STR_FMT ".",
          STR_ARG(why));
}

static void revoke(struct inquiry *q, str url, str reason)
{
    q->badge->is_revoked = true;
    q->badge->revocation_reason = reason;
    if (str_is_empty(reason))
        found(q, FAIL, "revoked", url, "The issuer has revoked this badge.");
    else
        found(q, FAIL, "revoked", url, "The issuer has revoked this badge: " STR_FMT ".",
              STR_ARG(quoted(q, reason)));
}

static bool is_this(const struct badge *b, str id)
{
    str uid = str_starts(id, S("uid:")) ? str_from(id, 4) : id;

    return !str_is_empty(id) &&
           (str_eq(id, b->id) || (!str_is_empty(b->uid) && str_eq(uid, b->uid)));
}

/* An entry is the id, or an object with it; lists of 1.x badges that were
 * kept on name them by uid. One entry may stand alone. */
static void judge_entries(struct inquiry *q, const struct json *entries, str url)
{
    for (size_t i = 0; i < json_many_count(entries) && !q->badge->is_revoked; i++) {
        const struct json *e = json_many(entries, i);
        if (is_this(q->badge, id_of(e)) || is_this(q->badge, member_text(e, "uid")))
            revoke(q, url, member_words(e, "revocationReason"));
    }
}

/* 1.x: the keys are the uids, whatever else an issuer kept in there. */
static void judge_reasons(struct inquiry *q, const struct json *list, str url)
{
    const struct json *reason =
        str_is_empty(q->badge->uid) ? NULL : json_get_str(list, q->badge->uid);

    if (reason)
        revoke(q, url, json_str(reason));
}

static bool is_list_of_v2(const struct json *list)
{
    return has_type(list, "RevocationList") && json_get(list, "revokedAssertions");
}

static void judge_list(struct inquiry *q, const struct json *list, str url)
{
    const struct json *entries = json_get(list, "revokedAssertions");
    str issuer = id_of(json_get(list, "issuer"));

    if (!json_is(list, JSON_OBJECT) || (q->badge->version == OB_2_0 && !is_list_of_v2(list))) {
        unclear(q, "status-list-invalid", url, S("the list is no list of revoked badges"));
        return;
    }
    if (!str_is_empty(issuer) && !str_eq(issuer, q->badge->issuer.id)) {
        unclear(q, "status-list-invalid", url, S("the list is somebody else's"));
        return;
    }
    judge_entries(q, entries, url);
    if (q->badge->version != OB_2_0)
        judge_reasons(q, list, url);
}

static void fetch_list(struct inquiry *q, str url)
{
    const struct answer *an = ask(q, url, ACCEPT_JSON);
    const struct json *list = NULL;

    if (!answer_is_ok(an))
        unclear(q, "status-unreachable", url, answer_why(q, an));
    else if (!is_same_home(q, url, an->got.final_url))
        unclear(q, "status-list-invalid", url, S("the list's address leads to another host"));
    else if (json_parse(q->a, str_trim(an->got.body), &list_limits, &list, NULL) != OK)
        unclear(q, "status-list-invalid", url, S("the list cannot be read"));
    else if (q->badge->version == OB_2_0 && words_v2_or_plain(q->a, list, &list, NULL) != OK)
        unclear(q, "context-unknown", url, S("the list uses words that are not known"));
    else
        judge_list(q, list, url);
}

void check_revocation(struct inquiry *q)
{
    const struct json *list = json_get(q->issuer.doc, "revocationList");

    if (!q->issuer.doc)
        return;
    if (q->badge->is_revoked)
        found(q, FAIL, "revoked", (str){0}, "The badge itself says that it was revoked.");
    else if (uri_is_http(id_of(list)))
        fetch_list(q, id_of(list));
    else if (list)
        judge_list(q, list, q->issuer.url);
    passed(q, list ? "The issuer has not revoked this badge."
                   : "The issuer keeps no list of revoked badges.");
}
