/* OB 2.0: members of an assertion, its badge class and its issuer. */
#include "badge/rules.h"

#include "badge/read.h"

static const struct rule assertion[] = {
    {"", "id", MUST, URI, NULL},
    {"", "type", MUST, CLASS, "Assertion"},
    {"", "recipient", MUST, ONE_OBJECT, NULL},
    {"", "badge", MUST, ANYTHING, NULL},
    {"", "verification", MUST, ONE_OBJECT, "verify"},
    {"", "issuedOn", MUST, DATE_V2, NULL},
    {"", "expires", MAY, DATE_V2, NULL},
    {"", "revoked", MAY, BOOL, NULL},
    {"", "revocationReason", MAY, TEXT, NULL},
    {"recipient", "type", MUST, TEXT, NULL},
    {"recipient", "identity", MUST, TEXT, NULL},
    {"recipient", "hashed", MUST, BOOL, NULL},
    {"image", "id", MUST, URI, NULL},
};

static const struct rule badge_class[] = {
    {"", "type", MUST, CLASS, "BadgeClass"},
    {"", "name", MUST, WORDS, NULL},
    {"", "description", MUST, WORDS, NULL},
    {"", "image", MUST, REFERENCE, NULL},
    {"", "criteria", MUST, ANYTHING, NULL},
    {"", "issuer", MUST, ANYTHING, NULL},
    {"", "tags", MAY, TEXTS, NULL},
    {"alignment", "targetName", MUST, WORDS, NULL},
    {"alignment", "targetUrl", MUST, URI, NULL},
};

static const struct rule issuer[] = {
    {"", "id", MUST, URI, NULL},      {"", "type", MUST, CLASS, "Issuer|Profile"},
    {"", "name", MUST, WORDS, NULL},  {"", "url", MUST, WEB, NULL},
    {"", "email", MUST, EMAIL, NULL}, {"", "telephone", MAY, TELEPHONE, NULL},
};

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
}

void rules_v2_badge_class(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "/badge", badge_class, COUNT(badge_class));
    judge_criteria(q, json_get(doc, "criteria"));
}

void rules_v2_issuer(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "/badge/issuer", issuer, COUNT(issuer));
}
