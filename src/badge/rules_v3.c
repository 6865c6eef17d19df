/* OB 3.0 §B, CLR 2.0 §B: which data model a credential has, and the few rules
 * that no table can say. */
#include "badge/model.h"
#include "badge/read.h"

static const struct rule vcdm2_dates[] = {
    {"", "validFrom", MUST, DATE, NULL},
    {"", "validUntil", MAY, DATE, NULL},
};

static const struct rule vcdm1_dates[] = {
    {"", "issuanceDate", MUST, DATE, "validFrom"},
    {"", "expirationDate", MAY, DATE, "validUntil"},
    {"", "name", MUST, WORDS, NULL},
};

/* VCDM 2.0 §4.9: a credential that is no badge may leave its dates open. */
static const struct rule open_dates[] = {
    {"", "validFrom", MAY, DATE, "issuanceDate"},
    {"", "validUntil", MAY, DATE, "expirationDate"},
};

const struct model *rules_v3_model(const struct json *credential, enum taken_as as)
{
    if (as == AS_ENDORSEMENT || has_type(credential, "EndorsementCredential"))
        return &model_endorsement_credential;
    if (has_type(credential, "ClrCredential"))
        return &model_clr_credential;
    if (as == AS_BADGE || has_type(credential, "AchievementCredential") ||
        has_type(credential, "OpenBadgeCredential"))
        return &model_achievement_credential;
    return &model_credential;
}

/* OB 3.0 §Criteria: an address, a text, or both. */
static void need_criteria(struct inquiry *q)
{
    const struct achievement *ac = &q->badge->achievement;

    if (str_is_empty(ac->criteria_id) && str_is_empty(ac->criteria_narrative))
        found(q, FAIL, "required-missing", S("/credentialSubject/achievement/criteria"),
              "The criteria say nothing: neither an address nor a text.");
}

/* VCDM 2.0 §4.8: each subject says something. */
static void need_claims(struct inquiry *q, const struct json *subjects)
{
    for (size_t i = 0; i < json_many_count(subjects); i++)
        if (json_is(json_many(subjects, i), JSON_OBJECT) && json_count(json_many(subjects, i)) == 0)
            found(q, FAIL, "required-missing", S("/credentialSubject"),
                  "A subject of the credential says nothing.");
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

static void tell(struct inquiry *q, const struct model_flaw_list *flaws)
{
    for (size_t i = 0; i < flaws->n; i++)
        found(q, flaws->items[i].is_warning ? WARN : FAIL, flaws->items[i].flaw,
              flaws->items[i].where, STR_FMT, STR_ARG(flaws->items[i].text));
}

static void judge_dates(struct inquiry *q, const struct json *credential, const struct model *m,
                        bool vcdm2)
{
    if (m == &model_credential)
        rules_apply(q, credential, "", open_dates, COUNT(open_dates));
    else if (vcdm2)
        rules_apply(q, credential, "", vcdm2_dates, COUNT(vcdm2_dates));
    else
        rules_apply(q, credential, "", vcdm1_dates, COUNT(vcdm1_dates));
    if (vcdm2)
        refuse_old_dates(q, credential);
}

void rules_v3(struct inquiry *q, const struct json *credential, bool vcdm2)
{
    const struct model *m = rules_v3_model(credential, q->as);
    struct model_flaw_list flaws;

    model_judge(q->a, m, credential, S(""), &flaws);
    if (m == &model_achievement_credential)
        model_judge_results(q->a, credential, &flaws);
    tell(q, &flaws);
    judge_dates(q, credential, m, vcdm2);
    need_claims(q, json_get(credential, "credentialSubject"));
    if (json_get(q->badge->achievement.source, "criteria"))
        need_criteria(q);
}
