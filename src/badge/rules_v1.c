/* OB 0.5, 1.0 and 1.1: members of an assertion, its badge class and its issuer
 * (standard.md R05-1, R10-1). */
#include "badge/rules.h"

#include "badge/read.h"

static const struct rule v0_assertion[] = {
    {"", "recipient", MUST, TEXT, NULL},
    {"", "salt", MAY, TEXTS, NULL},
    {"", "evidence", MAY, PLACE, NULL},
    {"", "issued_on", MAY, DATE_V1, NULL},
    {"", "expires", MAY, DATE_V1, NULL},
    {"", "badge", MUST, ONE_OBJECT, NULL},
    {"badge", "version", MAY, NUMBERING, NULL},
    {"badge", "name", MUST, TEXT, NULL},
    {"badge", "image", MUST, PICTURE_V0, NULL},
    {"badge", "description", MUST, TEXT, NULL},
    {"badge", "criteria", MUST, PLACE, NULL},
    {"badge", "issuer", MUST, ONE_OBJECT, NULL},
    {"badge.issuer", "origin", MUST, ORIGIN, NULL},
    {"badge.issuer", "name", MUST, TEXT, NULL},
    {"badge.issuer", "org", MAY, TEXTS, NULL},
    {"badge.issuer", "contact", MAY, EMAIL_V1, NULL},
};

static const struct rule assertion[] = {
    {"", "recipient", MUST, ONE_OBJECT, NULL},
    {"", "badge", MUST, ANYTHING, NULL},
    {"", "verify", MUST, ONE_OBJECT, "verification"},
    {"", "issuedOn", MUST, DATE_V1, NULL},
    {"", "expires", MAY, DATE_V1, NULL},
    {"", "image", MAY, PICTURE, NULL},
    {"", "evidence", MAY, WEB, NULL},
    {"", "revoked", MAY, FLAG, NULL},
    {"recipient", "type", MUST, TEXT, NULL},
    {"recipient", "identity", MUST, TEXT, NULL},
    {"recipient", "hashed", MUST, FLAG, NULL},
    {"recipient", "salt", MAY, TEXTS, NULL},
    {"verify", "type", MUST, TEXT, NULL},
    {"verify", "url", MUST, WEB, NULL},
};

static const struct rule badge_class[] = {
    {"", "name", MUST, TEXT, NULL},        {"", "description", MUST, TEXT, NULL},
    {"", "image", MUST, PICTURE, NULL},    {"", "criteria", MUST, WEB, NULL},
    {"", "issuer", MUST, ANYTHING, NULL},  {"", "tags", MAY, TEXTS, NULL},
    {"", "alignment", MAY, OBJECT, NULL},  {"alignment", "name", MUST, TEXT, NULL},
    {"alignment", "url", MUST, WEB, NULL}, {"alignment", "description", MAY, TEXT, NULL},
};

static const struct rule issuer[] = {
    {"", "name", MUST, TEXT, NULL},       {"", "url", MUST, WEB, NULL},
    {"", "description", MAY, TEXT, NULL}, {"", "image", MAY, PICTURE, NULL},
    {"", "email", MAY, EMAIL_V1, NULL},   {"", "revocationList", MAY, WEB, NULL},
};

/* 1.0 knows an assertion by its uid alone; 1.1 has an id as well, and issuers
 * of that time mixed parts of 1.0 in. */
static const struct rule v1_0_name[] = {{"", "uid", MUST, TEXT, NULL}};

static const struct rule v1_1_assertion[] = {
    {"", "uid", SHOULD, TEXT, NULL},
    {"", "id", SHOULD, URI, NULL},
    {"", "type", SHOULD, CLASS, "Assertion"},
};

static const struct rule v1_1_badge_class[] = {
    {"", "id", SHOULD, URI, NULL},
    {"", "type", SHOULD, CLASS, "BadgeClass"},
};

static const struct rule v1_1_issuer[] = {
    {"", "id", SHOULD, URI, NULL},
    {"", "type", SHOULD, CLASS, "Issuer|IssuerOrg|Profile"},
};

static void judge_recipient_type(struct inquiry *q, const struct json *recipient)
{
    str type = member_text(recipient, "type");

    if (!str_is_empty(type) && !str_eq_nocase(type, S("email")))
        found(q, FAIL, "value-type", S("/recipient/type"),
              "These badges name their recipient by mail address only.");
}

static bool is_v1_1(const struct inquiry *q)
{
    return q->badge->version == OB_1_1;
}

void rules_v1_assertion(struct inquiry *q, const struct json *doc)
{
    if (is_v1_1(q))
        rules_apply(q, doc, "", v1_1_assertion, COUNT(v1_1_assertion));
    else
        rules_apply(q, doc, "", v1_0_name, COUNT(v1_0_name));
    rules_apply(q, doc, "", assertion, COUNT(assertion));
    judge_recipient_type(q, json_get(doc, "recipient"));
}

void rules_v1_badge_class(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "/badge", badge_class, COUNT(badge_class));
    if (is_v1_1(q))
        rules_apply(q, doc, "/badge", v1_1_badge_class, COUNT(v1_1_badge_class));
}

void rules_v1_issuer(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "/badge/issuer", issuer, COUNT(issuer));
    if (is_v1_1(q))
        rules_apply(q, doc, "/badge/issuer", v1_1_issuer, COUNT(v1_1_issuer));
}

void rules_v0_assertion(struct inquiry *q, const struct json *doc)
{
    rules_apply(q, doc, "", v0_assertion, COUNT(v0_assertion));
}
