/* `credentialSchema` (OB 3.0 §1EdTechJsonSchemaValidator2019, VCDM 2.0 §4.11): the
 * badge says that it fits a schema. The standard's own are judged by the data
 * models, which say the same; extensions' are carried; others are fetched. */
#include "badge/checks.h"
#include "badge/model.h"
#include "badge/read.h"
#include "badge/schemas.h"
#include "format/json_schema.h"

#define MAX_SCHEMAS   8
#define WHERE         "/credentialSchema"
#define ACCEPT_SCHEMA "application/schema+json, application/json"

/* How a schema is to be read where it does not say so itself. */
static const struct {
    const char *type;
    enum schema_draft draft;
} kinds[] = {
    {"1EdTechJsonSchemaValidator2019", DRAFT_2019_09}, {"JsonSchema", DRAFT_2020_12},
    {"JsonSchemaValidator2020", DRAFT_2020_12}, /* names from before OB 3.0 was final */
    {"JsonSchemaValidator2019", DRAFT_2019_09},        {"JsonSchemaValidator2018", DRAFT_7},
};

static bool kind_of(const struct json *ref, enum schema_draft *draft)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (has_type(ref, kinds[i].type)) {
            *draft = kinds[i].draft;
            return true;
        }
    return false;
}

#define OB3_SCHEMA  "https://purl.imsglobal.org/spec/ob/v3p0/schema/"
#define CLR2_SCHEMA "https://purl.imsglobal.org/spec/clr/v2p0/schema/"

static const struct {
    str url;
    const struct model *model;
} own_schemas[] = {
    {S(OB3_SCHEMA "json/ob_v3p0_achievementcredential_schema.json"), &model_achievement_credential},
    {S(OB3_SCHEMA "json-ld/ob_v3p0_achievementcredential_schema.json"),
     &model_achievement_credential},
    {S(OB3_SCHEMA "json/ob_v3p0_anyachievementcredential_schema.json"),
     &model_achievement_credential},
    {S(OB3_SCHEMA "json-ld/ob_v3p0_anyachievementcredential_schema.json"),
     &model_achievement_credential},
    {S(OB3_SCHEMA "json/ob_v3p0_endorsementcredential_schema.json"), &model_endorsement_credential},
    {S(OB3_SCHEMA "json-ld/ob_v3p0_endorsementcredential_schema.json"),
     &model_endorsement_credential},
    {S(OB3_SCHEMA "json/ob_v3p0_anyendorsementcredential_schema.json"),
     &model_endorsement_credential},
    {S(OB3_SCHEMA "json-ld/ob_v3p0_anyendorsementcredential_schema.json"),
     &model_endorsement_credential},
    {S(CLR2_SCHEMA "json/clr_v2p0_clrcredential_schema.json"), &model_clr_credential},
    {S(CLR2_SCHEMA "json-ld/clr_v2p0_clrcredential_schema.json"), &model_clr_credential},
};

static const struct model *own_schema(str url)
{
    for (size_t i = 0; i < COUNT(own_schemas); i++)
        if (str_eq(url, own_schemas[i].url))
            return own_schemas[i].model;
    return NULL;
}

/* The structure was judged by the same rules, which say more. */
static void judge_by_own_model(struct inquiry *q, size_t flaws)
{
    if (flaws)
        found(q, FAIL, "schema-violation", S(""),
              "The badge is not as the schema that it names has it: its structure is wrong.");
}

static void judge_by_model(struct inquiry *q, const struct model *m)
{
    struct model_flaw_list flaws;

    model_judge(q->a, m, q->badge->document, S(""), &flaws);
    if (m == rules_v3_model(q->badge->document, q->as)) {
        judge_by_own_model(q, flaws.n);
        return;
    }
    for (size_t i = 0; i < flaws.n; i++)
        found(q, FAIL, "schema-violation", flaws.items[i].where, "Against its schema: " STR_FMT,
              STR_ARG(flaws.items[i].text));
}

static void unreadable(struct inquiry *q, enum outcome o, str url, const char *why)
{
    found(q, o, "schema-unreadable", url, "The schema that the badge names could not be used: %s.",
          why);
}

static void judge_by_schema(struct inquiry *q, str url, const struct json *doc,
                            enum schema_draft draft)
{
    struct json_schema *schema;
    struct schema_flaw_list flaws;
    struct error err = {0};
    code c = json_schema_read(q->a, doc, draft, &schema, &err);

    if (c == OK)
        c = json_schema_check(q->a, schema, q->badge->document, &flaws, &err);
    if (c != OK) {
        unreadable(q, c == BAD_INPUT ? FAIL : UNTESTED, url, err.text);
        return;
    }
    for (size_t i = 0; i < flaws.n; i++)
        found(q, FAIL, "schema-violation", flaws.items[i].where,
              "The badge is not as its schema has it: a value " STR_FMT ".",
              STR_ARG(flaws.items[i].text));
}

static void judge_fetched(struct inquiry *q, str url, enum schema_draft draft)
{
    const struct answer *an = ask(q, url, ACCEPT_SCHEMA);

    if (!answer_is_ok(an))
        unreadable(q, answer_is_refusal(an) ? FAIL : UNTESTED, url, str_z(q->a, answer_why(q, an)));
    else if (!an->json)
        unreadable(q, FAIL, url, "what is there is no JSON");
    else
        judge_by_schema(q, url, an->json, draft);
}

static void judge_carried(struct inquiry *q, str url, str text, enum schema_draft draft)
{
    const struct json *doc;

    if (json_parse(q->a, text, NULL, &doc, NULL) == OK)
        judge_by_schema(q, url, doc, draft);
}

static void judge_one(struct inquiry *q, const struct json *ref)
{
    str url = id_of(ref), carried = schemas_find(url);
    enum schema_draft draft;

    if (!kind_of(ref, &draft))
        found(q, WARN, "schema-unreadable", S(WHERE),
              "The badge names a schema of a kind that is not known here, and was not held against "
              "it.");
    else if (own_schema(url))
        judge_by_model(q, own_schema(url));
    else if (!str_is_absent(carried))
        judge_carried(q, url, carried, DRAFT_2020_12);
    else
        judge_fetched(q, url, draft);
}

void check_credential_schema(struct inquiry *q)
{
    const struct json *refs = json_get(q->badge->document, "credentialSchema");

    if (json_many_count(refs) > MAX_SCHEMAS) {
        found(q, FAIL, "too-many-values", S(WHERE), "More than %d schemas are not asked.",
              MAX_SCHEMAS);
        return;
    }
    for (size_t i = 0; i < json_many_count(refs); i++)
        judge_one(q, json_many(refs, i));
    passed(q, "The badge is as the schema that it names has it.");
}
