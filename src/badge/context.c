/* `@context`: exact, in order, and only those whose words are known. A context
 * that is not known could give every word another meaning (security.md T-11),
 * so such a badge cannot be judged; nothing is fetched to find out. */
#include "badge/context.h"
#include "badge/checks.h"
#include "badge/model.h"
#include "badge/read.h"
#include "badge/write.h"

#define MAX_CONTEXTS 8
#define EXTENSIONS   "https://openbadgespec.org/extensions/"

enum role { ROLE_UNKNOWN, ROLE_VC2, ROLE_VC1, ROLE_OB3, ROLE_OB3_OLD, ROLE_CLR, ROLE_FURTHER };

static const struct known {
    str url;
    enum role role;
} known[] = {
    {S(CONTEXT_VC2), ROLE_VC2},
    {S(CONTEXT_VC1), ROLE_VC1},
    {S(CONTEXT_OB3), ROLE_OB3},
    {S("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"), ROLE_OB3_OLD},
    {S("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"), ROLE_OB3_OLD},
    {S("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json"), ROLE_OB3_OLD},
    {S("https://purl.imsglobal.org/spec/ob/v3p0/context.json"), ROLE_OB3_OLD},
    {S("https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld"), ROLE_OB3_OLD},
    {S(CONTEXT_CLR), ROLE_CLR},
    {S("https://purl.imsglobal.org/spec/clr/v2p0/context.json"), ROLE_CLR},
    {S("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"), ROLE_FURTHER},
    {S(EXTENSIONS "accessibilityExtension/context-3.0.0.json"), ROLE_FURTHER},
    {S(EXTENSIONS "applyLinkExtension/context-3.0.0.json"), ROLE_FURTHER},
    {S(EXTENSIONS "geoCoordinatesExtension/context-3.0.0.json"), ROLE_FURTHER},
    {S(EXTENSIONS "licenseExtension/context-3.0.0.json"), ROLE_FURTHER},
    {S("https://purl.imsglobal.org/spec/ob-assessment/v2p0/context/"), ROLE_FURTHER},
    {S("https://purl.imsglobal.org/spec/ob-accred/v2p0/context/"), ROLE_FURTHER},
    {S("https://w3id.org/security/data-integrity/v1"), ROLE_FURTHER},
    {S("https://w3id.org/security/data-integrity/v2"), ROLE_FURTHER},
    {S("https://w3id.org/security/multikey/v1"), ROLE_FURTHER},
    {S("https://w3id.org/security/suites/ed25519-2020/v1"), ROLE_FURTHER},
    {S("https://www.w3.org/ns/credentials/status/v1"), ROLE_FURTHER},
    {S("https://w3id.org/vc/status-list/2021/v1"), ROLE_FURTHER},
};

static enum role role_of(const struct json *context)
{
    str url = json_str(context);

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq(url, known[i].url))
            return known[i].role;
    return ROLE_UNKNOWN;
}

bool context_is_pinned(str url)
{
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq(url, known[i].url))
            return true;
    return false;
}

static bool is_vc(enum role r)
{
    return r == ROLE_VC2 || r == ROLE_VC1;
}

static bool is_ob3(enum role r)
{
    return r == ROLE_OB3 || r == ROLE_OB3_OLD;
}

static bool is_clr(enum role r)
{
    return r == ROLE_CLR;
}

static bool names_role(const struct json *contexts, bool (*is)(enum role r))
{
    for (size_t i = 0; i < json_many_count(contexts); i++)
        if (is(role_of(json_many(contexts, i))))
            return true;
    return false;
}

/* OB 3.0 §AchievementCredential: [0] is the VC context, [1] that of OB 3.0. */
static void judge_place(struct inquiry *q, const struct json *contexts, size_t at,
                        bool (*is)(enum role r), const char *what)
{
    const struct json *c = json_many(contexts, at);

    if (is(role_of(c)))
        return;
    if (names_role(contexts, is))
        found(q, FAIL, "context-order", S("/@context"), "The %s context is not in its place.",
              what);
    else if (c && role_of(c) == ROLE_UNKNOWN)
        found(q, UNTESTED, "context-unknown", S("/@context"),
              "Where the %s context belongs stands %s, whose words are not known here.", what,
              json_is(c, JSON_STRING) ? str_z(q->a, quoted(q, json_str(c)))
                                      : "one of the badge's own");
    else
        found(q, FAIL, "context-missing", S("/@context"), "The %s context is missing.", what);
}

static void judge_further(struct inquiry *q, const struct json *contexts, size_t from)
{
    for (size_t i = from; i < json_many_count(contexts); i++) {
        const struct json *c = json_many(contexts, i);
        if (role_of(c) != ROLE_UNKNOWN)
            continue;
        found(q, UNTESTED, "context-unknown", S("/@context"),
              "The badge uses words of %s, which are not known here.",
              json_is(c, JSON_STRING) ? str_z(q->a, quoted(q, json_str(c))) : "its own making");
    }
}

static bool is_old(enum role r)
{
    return r == ROLE_OB3_OLD;
}

/* OB 3.0 §AchievementCredential, CLR 2.0 §ClrCredential; any other credential
 * has only the first place fixed. */
static void judge_places(struct inquiry *q, const struct json *contexts)
{
    const struct model *m = rules_v3_model(q->badge->document, q->as);
    size_t n = 0;

    judge_place(q, contexts, n++, is_vc, "credentials");
    if (m == &model_clr_credential)
        judge_place(q, contexts, n++, is_clr, "learner record");
    if (m != &model_credential)
        judge_place(q, contexts, n++, is_ob3, "Open Badges");
    judge_further(q, contexts, n);
}

void check_context_v3(struct inquiry *q)
{
    const struct json *contexts = json_get(q->badge->document, "@context");
    size_t n = json_many_count(contexts);

    if (n == 0) {
        found(q, FAIL, "context-missing", S("/@context"),
              "The badge does not say which words it uses.");
        return;
    }
    if (n > MAX_CONTEXTS) {
        found(q, FAIL, "too-many-values", S("/@context"), "More than %d contexts are not read.",
              MAX_CONTEXTS);
        return;
    }
    judge_places(q, contexts);
    q->words_known = !q->answered;
    if (names_role(contexts, is_old))
        found(q, WARN, "context-old", S("/@context"),
              "The badge uses an older edition of the Open Badges words.");
    passed(q, q->badge->version == CLR_2_0 ? "The record uses the words of CLR 2.0."
                                           : "The badge uses the words of Open Badges 3.0.");
}

/* ---- the words themselves, as linked data ---- */

/* RFC 7519 §4.1 and what OB 3.0 §8.2.4 adds to a credential: about the token. */
static const char *const claims[] = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce"};

static const struct json *credential_of(struct inquiry *q)
{
    if (q->badge->kind != KIND_VC_JWT || q->in.has_vc_claim)
        return q->badge->document;
    return json_without(q->a, q->badge->document, claims, COUNT(claims));
}

/* R30-14: a badge holds only if reading it as linked data drops nothing. */
void check_words(struct inquiry *q)
{
    static const char *const proof[] = {"proof"};
    struct meaning *m = &q->meaning;
    bool has_proof = json_get(q->badge->document, "proof") != NULL;

    q->credential = credential_of(q);
    m->flaw = "context-unknown";
    if (!q->words_known)
        return;
    *m = meaning_of(q->a, json_without(q->a, q->credential, proof, 1), has_proof);
    if (m->outcome != PASS)
        found(q, m->outcome, m->flaw, m->where, STR_FMT, STR_ARG(m->message));
    passed(q, "Every word of the badge is known.");
}

/* ---- before 3.0 ---- */

#define CONTEXT_OB1 "https://w3id.org/openbadges/v1"

/* In 1.1 parts of 1.0 were mixed in, which have no context. */
static void judge_v1_1(struct inquiry *q, const struct json *contexts)
{
    if (!contexts)
        found(q, WARN, "context-missing", S("/@context"),
              "A part of the badge does not say which words it uses.");
    else if (!many_has(contexts, S(CONTEXT_OB1)))
        found(q, FAIL, "context-missing", S("/@context"), "The Open Badges context is missing.");
    for (size_t i = 0; i < json_many_count(contexts) && i <= MAX_CONTEXTS; i++)
        if (!str_eq(json_str(json_many(contexts, i)), S(CONTEXT_OB1)))
            found(q, UNTESTED, "context-unknown", S("/@context"),
                  "The badge uses words that are not known here.");
}

/* 2.0 may be written in any words that could be read. Addresses that are not
 * known, without that of 2.0 among them, are no context of 2.0 at all. */
static void judge_v2(struct inquiry *q, const struct linked *l)
{
    const struct json *contexts = json_get(l->raw, "@context");
    bool is_named = many_has(contexts, S(CONTEXT_OB2));

    if (!l->is_unread)
        return;
    for (size_t i = 0; i < json_many_count(contexts); i++)
        is_named |= !json_is(json_many(contexts, i), JSON_STRING);
    if (!is_named)
        found(q, FAIL, "context-missing", S("/@context"), "The Open Badges context is missing.");
    else
        found(q, UNTESTED, "context-unknown", S("/@context"),
              "The badge uses words that are not known here.");
}

/* One of the three documents; what stands in another was read with that one. */
static void judge_old_document(struct inquiry *q, const struct linked *l)
{
    if (!l->doc)
        return;
    if (q->badge->version == OB_2_0)
        judge_v2(q, l);
    else
        judge_v1_1(q, json_get(l->raw, "@context"));
}

void check_context_old(struct inquiry *q)
{
    if (!q->assertion.doc)
        return;
    judge_old_document(q, &q->assertion);
    if (!str_is_absent(q->badge_class.url))
        judge_old_document(q, &q->badge_class);
    if (!str_is_absent(q->issuer.url))
        judge_old_document(q, &q->issuer);
    passed(q, "The badge uses the words of Open Badges %s.", badge_version_name(q->badge->version));
}
