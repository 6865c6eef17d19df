/* OB 3.0 §B Data Models: members of a credential, VCDM 2.0 and 1.1. */
#include "badge/rules.h"

#define SUBJECT     "credentialSubject"
#define ACHIEVEMENT SUBJECT ".achievement"

static const struct rule credential[] = {
    {"", "id", MUST, URI, NULL},
    {"", "type", MUST, CLASS, "VerifiableCredential"},
    {"", "issuer", MUST, REFERENCE, NULL},
    {"", "credentialSubject", MUST, ONE_OBJECT, NULL},

    {"issuer", "type", MUST, CLASS, "Profile"},
    {"issuer", "url", MAY, URI, NULL},
    {"issuer", "name", MAY, WORDS, NULL},
    {"issuer.image", "id", MUST, URI, NULL},
    {"issuer.image", "type", MUST, CLASS, "Image"},
    {"issuer.parentOrg", "id", MUST, URI, NULL},
    {"issuer.parentOrg", "type", MUST, CLASS, "Profile"},

    {"credentialStatus", "type", MUST, TEXTS, NULL},
    {"credentialSchema", "id", MUST, URI, NULL},
    {"credentialSchema", "type", MUST, TEXTS, NULL},
};

static const struct rule award[] = {
    {"", "type", MUST, CLASS, "AchievementCredential|OpenBadgeCredential"},
    {"", "name", MAY, WORDS, NULL},
    {"", "awardedDate", MAY, DATE, NULL},

    {SUBJECT, "id", MAY, URI, NULL},
    {SUBJECT, "type", MUST, CLASS, "AchievementSubject"},
    {SUBJECT, "achievement", MUST, ONE_OBJECT, NULL},
    {SUBJECT ".identifier", "type", MUST, CLASS, "IdentityObject"},
    {SUBJECT ".identifier", "hashed", MUST, BOOL, NULL},
    {SUBJECT ".identifier", "identityHash", MUST, TEXT, NULL},
    {SUBJECT ".identifier", "identityType", MUST, TEXT, NULL},
    {SUBJECT ".identifier", "salt", MAY, TEXT, NULL},
    {SUBJECT ".image", "id", MUST, URI, NULL},
    {SUBJECT ".image", "type", MUST, CLASS, "Image"},
    {SUBJECT ".result", "type", MUST, CLASS, "Result"},
    {SUBJECT ".source", "type", MUST, CLASS, "Profile"},

    {ACHIEVEMENT, "id", MUST, URI, NULL},
    {ACHIEVEMENT, "type", MUST, CLASS, "Achievement"},
    {ACHIEVEMENT, "name", MUST, WORDS, NULL},
    {ACHIEVEMENT, "description", MUST, WORDS, NULL},
    {ACHIEVEMENT, "criteria", MUST, OBJECT, NULL},
    {ACHIEVEMENT, "achievementType", MAY, TEXT, NULL},
    {ACHIEVEMENT, "tag", MAY, TEXTS, NULL},
    {ACHIEVEMENT ".criteria", "id", MAY, URI, NULL},
    {ACHIEVEMENT ".image", "id", MUST, URI, NULL},
    {ACHIEVEMENT ".image", "type", MUST, CLASS, "Image"},
    {ACHIEVEMENT ".creator", "id", MUST, URI, NULL},
    {ACHIEVEMENT ".creator", "type", MUST, CLASS, "Profile"},
    {ACHIEVEMENT ".alignment", "type", MUST, CLASS, "Alignment"},
    {ACHIEVEMENT ".alignment", "targetName", MUST, WORDS, NULL},
    {ACHIEVEMENT ".alignment", "targetUrl", MUST, URI, NULL},
    {ACHIEVEMENT ".resultDescription", "id", MUST, URI, NULL},
    {ACHIEVEMENT ".resultDescription", "type", MUST, CLASS, "ResultDescription"},
    {ACHIEVEMENT ".resultDescription", "name", MUST, WORDS, NULL},
    {ACHIEVEMENT ".resultDescription", "resultType", MUST, TEXT, NULL},
    {ACHIEVEMENT ".related", "type", MUST, CLASS, "Related"},
    {ACHIEVEMENT ".otherIdentifier", "type", MUST, CLASS, "IdentifierEntry"},

    {"evidence", "type", MUST, CLASS, "Evidence"},
    {"evidence", "id", MAY, URI, NULL},
};

/* OB 3.0 §EndorsementCredential */
static const struct rule endorsement[] = {
    {"", "type", MUST, CLASS, "EndorsementCredential"},
    {"", "name", MUST, WORDS, NULL},
    {SUBJECT, "id", MUST, URI, NULL},
    {SUBJECT, "type", MUST, CLASS, "EndorsementSubject"},
    {SUBJECT, "endorsementComment", MAY, WORDS, NULL},
};

/* CLR 2.0 §ClrCredential */
static const struct rule record[] = {
    {"", "type", MUST, CLASS, "ClrCredential"},
    {"", "name", MUST, WORDS, NULL},
    {SUBJECT, "id", MAY, URI, NULL},
    {SUBJECT, "type", MUST, CLASS, "ClrSubject"},
    {SUBJECT, "verifiableCredential", MUST, OBJECT, NULL},
    {SUBJECT ".association", "type", MUST, CLASS, "Association"},
    {SUBJECT ".association", "associationType", MUST, TEXT, NULL},
    {SUBJECT ".association", "sourceId", MUST, URI, NULL},
    {SUBJECT ".association", "targetId", MUST, URI, NULL},
};

static const struct rule vcdm2_dates[] = {
    {"", "validFrom", MUST, DATE, NULL},
    {"", "validUntil", MAY, DATE, NULL},
};

static const struct rule vcdm1_dates[] = {
    {"", "issuanceDate", MUST, DATE, "validFrom"},
    {"", "expirationDate", MAY, DATE, "validUntil"},
    {"", "name", MUST, WORDS, NULL},
};

/* OB 3.0 §Criteria: an address, a text, or both. */
static void need_criteria(struct inquiry *q)
{
    const struct achievement *ac = &q->badge->achievement;

    if (str_is_empty(ac->criteria_id) && str_is_empty(ac->criteria_narrative))
        found(q, FAIL, "required-missing", S("/credentialSubject/achievement/criteria"),
              "The criteria say nothing: neither an address nor a text.");
}

/* spec issue 601: the old names are not defined under the 2.0 contexts, so a
 * JSON-LD reader drops them and the badge would never end. */
static void refuse_old_dates(struct inquiry *q, const struct json *doc)
{
    static const char *const old[] = {"issuanceDate", "expirationDate"};

    for (size_t i = 0; i < COUNT(old); i++)
        if (json_get(doc, old[i]))
            found(q, FAIL, "data-loss", str_printf(q->a, "/%s", old[i]),
                  "\"%s\" does not exist in this version, so its date would be lost.", old[i]);
}

static void apply_kind(struct inquiry *q, const struct json *doc)
{
    if (q->badge->version == CLR_2_0)
        rules_apply(q, doc, "", record, COUNT(record));
    else if (q->badge->subject == SUBJECT_ENDORSEMENT)
        rules_apply(q, doc, "", endorsement, COUNT(endorsement));
    else
        rules_apply(q, doc, "", award, COUNT(award));
}

void rules_v3(struct inquiry *q, const struct json *doc, bool vcdm2)
{
    rules_apply(q, doc, "", credential, COUNT(credential));
    apply_kind(q, doc);
    if (vcdm2) {
        rules_apply(q, doc, "", vcdm2_dates, COUNT(vcdm2_dates));
        refuse_old_dates(q, doc);
    } else {
        rules_apply(q, doc, "", vcdm1_dates, COUNT(vcdm1_dates));
    }
    if (json_get(q->badge->achievement.source, "criteria"))
        need_criteria(q);
}
