/* OB 2.0: members of an assertion, its badge class and its issuer. */
#include "badge/rules.h"

#include "badge/read.h"

static const struct rule assertion[] = {
    {"", "id", MUST, IRI, NULL},
    {"", "type", MUST, CLASS, "Assertion"},
    {"", "recipient", MUST, ONE_OBJECT, NULL},
    {"", "badge", MUST, NODE, NULL},
    {"", "verification", MUST, ONE_OBJECT, "verify"},
    {"", "issuedOn", MUST, DATE_V2, NULL},
    {"", "expires", MAY, DATE_V2, NULL},
    {"", "revoked", MAY, BOOL, NULL},
    {"", "revocationReason", MAY, TEXT, NULL},
    {"", "evidence", MAY, NODE, NULL, .many = true},
    {"recipient", "type", MUST, TEXT, NULL},
    {"recipient", "identity", MUST, TEXT, NULL},
    {"recipient", "hashed", MUST, BOOL, NULL},
    {"recipient", "salt", MAY, TEXTS, NULL},
    {"image", "id", MUST, URI, NULL},
};

static const struct rule badge_class[] = {
    {"", "type", MUST, CLASS, "BadgeClass"},
    {"", "name", MUST, WORDS_V2, NULL},
    {"", "description", MUST, WORDS_V2, NULL},
    {"", "image", MUST, REFERENCE, NULL},
    {"", "criteria", MUST, NODE, NULL, .many = true},
    {"", "issuer", MUST, NODE, NULL},
    {"", "tags", MAY, TEXTS, NULL},
    {"", "alignment", MAY, NODE, NULL, .many = true},
    {"alignment", "targetName", MUST, WORDS_V2, NULL},
    {"alignment", "targetUrl", MUST, WEB, NULL},
};

static const struct rule issuer[] = {
    {"", "id", MUST, IRI, NULL},
    {"", "type", MUST, CLASS, "Issuer|Profile"},
    {"", "name", MUST, WORDS_V2, NULL},
    {"", "url", MUST, WEB, NULL},
    {"", "email", MUST, EMAIL, NULL},
    {"", "telephone", MAY, TELEPHONE, NULL},
    {"", "publicKey", MAY, NODE, NULL, .many = true},
    {"", "revocationList", MAY, NODE, NULL},
    {"", "verification", MAY, ONE_OBJECT, NULL},
    {"verification", "startsWith", MAY, WEB, NULL, .many = true},
    {"verification", "allowedOrigins", MAY, AUTHORITY, NULL, .many = true},
};

/* Of every primary class. Related nodes are judged as far as they are given. */
static const struct rule shared[] = {
    {"", "version", MAY, TEXT, NULL},
    {"", "@language", MAY, LANGUAGE, NULL},
    {"", "endorsement", MAY, NODE, NULL, .many = true},
    {"", "related", MAY, NODE, NULL, .many = true},
    {"related", "id", MUST, IRI, NULL},
    {"related", "@language", MAY, LANGUAGE, NULL},
};

static const struct rule endorsement[] = {
    {"", "id", MUST, URI, NULL},
    {"", "type", MUST, CLASS, "Endorsement"},
    {"", "claim", MUST, ONE_OBJECT, NULL},
    {"claim", "id", MUST, URI, NULL},
    {"claim", "endorsementComment", MAY, WORDS_V2, NULL},
    {"", "issuer", MUST, REFERENCE, NULL},
    {"", "issuedOn", MUST, DATE_V2, NULL},
    {"", "verification", MUST, ONE_OBJECT, "verify"},
};

/* The words of the v2 context that name classes. */
static const char *const classes[] = {
    "AlignmentObject", "Assertion",        "BadgeClass",
    "Criteria",        "CryptographicKey", "Endorsement",
    "Evidence",        "Extension",        "FrameValidation",
    "HostedBadge",     "IdentityObject",   "Image",
    "Issuer",          "Profile",          "RevocationList",
    "SignedBadge",     "TypeValidation",   "VerificationObject",
};

static bool is_class(str type)
{
    for (size_t i = 0; i < COUNT(classes); i++)
        if (str_eq(type, cstr(classes[i])))
            return true;
    return str_find_byte(type, ':') > 0; /* a class of somebody else's, by its IRI */
}

static void judge_shared(struct inquiry *q, const struct json *doc, const char *root)
{
    const struct json *type = json_get(doc, "type");

    rules_apply(q, doc, root, shared, COUNT(shared));
    for (size_t i = 0; i < json_many_count(type); i++)
        if (!is_class(json_str(json_many(type, i))))
            found(q, FAIL, "type-wrong", str_printf(q->a, "%s/type", root),
                  "\"type\" names a class that is not known.");
}

static void judge_criteria(struct inquiry *q, const struct json *criteria)
{
    if (!criteria)
        return;
    if (json_many_count(criteria) > 1)
        found(q, FAIL, "too-many-values", S("/badge/criteria"), "There must be one \"criteria\".");
    else if (str_is_empty(id_of(json_many(criteria, 0))) &&
             str_is_empty(member_words(json_many(criteria, 0), "narrative")))
        found(q, FAIL, "required-missing", S("/badge/criteria"),
              "The criteria say nothing: neither an address nor a text.");
}

void rules_v2_assertion(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "", assertion, COUNT(assertion));
    judge_shared(q, doc, "");
}

void rules_v2_badge_class(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "/badge", badge_class, COUNT(badge_class));
    judge_shared(q, doc, "/badge");
    judge_criteria(q, json_get(doc, "criteria"));
}

void rules_v2_issuer(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "/badge/issuer", issuer, COUNT(issuer));
    judge_shared(q, doc, "/badge/issuer");
}

void rules_v2_endorsement(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "", endorsement, COUNT(endorsement));
    judge_shared(q, doc, "");
}
