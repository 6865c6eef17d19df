/* The classes of OB 3.0 (§B Data Models) and CLR 2.0 (§B), and what VCDM 2.0
 * (§4) asks of every credential. Members that say nothing to a verifier are
 * listed too: what stands there must be what the standard says it is. */
#include "badge/model.h"

#define MODEL(members)                                                                             \
    {                                                                                              \
        NULL, members, COUNT(members)                                                              \
    }

#define IDENTIFIER_TYPES                                                                           \
    "name|sourcedId|systemId|productId|userName|accountId|emailAddress|nationalIdentityNumber|"    \
    "isbn|issn|lisSourcedId|oneRosterSourcedId|sisSourcedId|ltiContextId|ltiDeploymentId|"         \
    "ltiToolId|ltiPlatformId|ltiUserId|identifier"
#define ACHIEVEMENT_TYPES                                                                          \
    "Achievement|ApprenticeshipCertificate|Assessment|Assignment|AssociateDegree|Award|Badge|"     \
    "BachelorDegree|Certificate|CertificateOfCompletion|Certification|CommunityService|"           \
    "Competency|Course|CoCurricular|Degree|Diploma|DoctoralDegree|Fieldwork|"                      \
    "GeneralEducationDevelopment|JourneymanCertificate|LearningProgram|License|Membership|"        \
    "ProfessionalDoctorate|QualityAssuranceCredential|MasterCertificate|MasterDegree|"             \
    "MicroCredential|ResearchDoctorate|SecondarySchoolDiploma"
#define TARGET_TYPES                                                                               \
    "ceasn:Competency|ceterms:Credential|CFItem|CFRubric|CFRubricCriterion|"                       \
    "CFRubricCriterionLevel|CTDL"
#define RESULT_TYPES                                                                               \
    "GradePointAverage|LetterGrade|Percent|PerformanceLevel|PredictedScore|RawScore|Result|"       \
    "RubricCriterion|RubricCriterionLevel|RubricScore|ScaledScore|Status"
#define RESULT_STATUSES "Completed|Enrolled|Failed|InProgress|OnHold|Provisional|Withdrew"
#define ASSOCIATION_TYPES                                                                          \
    "exactMatchOf|isChildOf|isParentOf|isPartOf|isPeerOf|isRelatedTo|precedes|replacedBy"

/* ---- small parts ---- */

static const struct member image_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "Image"},
    {"caption", MAY, WORDS},
};
static const struct model image = MODEL(image_members);

static const struct member geo_members[] = {
    {"type", MUST, CLASS, "GeoCoordinates"},
    {"latitude", MUST, NUMBER},
    {"longitude", MUST, NUMBER},
};
static const struct model geo = MODEL(geo_members);

static const struct member address_members[] = {
    {"type", MUST, CLASS, "Address"},     {"addressCountry", MAY, WORDS},
    {"addressCountryCode", MAY, STRING},  {"addressRegion", MAY, WORDS},
    {"addressLocality", MAY, WORDS},      {"streetAddress", MAY, WORDS},
    {"postOfficeBoxNumber", MAY, STRING}, {"postalCode", MAY, STRING},
    {"geo", MAY, PART, NULL, &geo},
};
static const struct model address = MODEL(address_members);

static const struct member identifier_entry_members[] = {
    {"type", MUST, CLASS, "IdentifierEntry"},
    {"identifier", MUST, STRING},
    {"identifierType", MUST, OPEN_TERM, IDENTIFIER_TYPES},
};
static const struct model identifier_entry = MODEL(identifier_entry_members);

static const struct member identity_members[] = {
    {"type", MUST, CLASS, "IdentityObject"},
    {"hashed", MUST, BOOL},
    {"identityHash", MUST, TEXT},
    {"identityType", MUST, OPEN_TERM, IDENTIFIER_TYPES},
    {"salt", MAY, STRING},
};
static const struct model identity = MODEL(identity_members);

static const struct model profile;
static const struct member profile_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "Profile"},
    {"name", MAY, WORDS},
    {"url", MAY, URI},
    {"phone", MAY, STRING},
    {"description", MAY, WORDS},
    {"endorsement", MAY, ENDORSEMENTS},
    {"endorsementJwt", MAY, TOKENS},
    {"image", MAY, PART, NULL, &image},
    {"email", MAY, STRING},
    {"address", MAY, PART, NULL, &address},
    {"otherIdentifier", MAY, PARTS, NULL, &identifier_entry},
    {"official", MAY, WORDS},
    {"parentOrg", MAY, PART, NULL, &profile},
    {"familyName", MAY, WORDS},
    {"givenName", MAY, WORDS},
    {"additionalName", MAY, WORDS},
    {"patronymicName", MAY, WORDS},
    {"honorificPrefix", MAY, WORDS},
    {"honorificSuffix", MAY, WORDS},
    {"familyNamePrefix", MAY, WORDS},
    {"dateOfBirth", MAY, DATE_ONLY},
};
static const struct model profile = MODEL(profile_members);

static const struct member evidence_members[] = {
    {"id", MAY, URI},         {"type", MUST, CLASS, "Evidence"}, {"narrative", MAY, WORDS},
    {"name", MAY, WORDS},     {"description", MAY, WORDS},       {"genre", MAY, WORDS},
    {"audience", MAY, WORDS},
};
static const struct model evidence = MODEL(evidence_members);

/* ---- the achievement ---- */

static const struct member alignment_members[] = {
    {"type", MUST, CLASS, "Alignment"}, {"targetCode", MAY, STRING},
    {"targetDescription", MAY, WORDS},  {"targetName", MUST, WORDS},
    {"targetFramework", MAY, WORDS},    {"targetType", MAY, OPEN_TERM, TARGET_TYPES},
    {"targetUrl", MUST, URI},
};
static const struct model alignment = MODEL(alignment_members);

static const struct member criteria_members[] = {
    {"id", MAY, URI},
    {"narrative", MAY, WORDS},
};
static const struct model criteria = MODEL(criteria_members);

static const struct member related_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "Related"},
    {"inLanguage", MAY, LANGUAGE},
    {"version", MAY, STRING},
};
static const struct model related = MODEL(related_members);

static const struct member level_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "RubricCriterionLevel"},
    {"alignment", MAY, PARTS, NULL, &alignment},
    {"description", MAY, WORDS},
    {"level", MAY, WORDS},
    {"name", MUST, WORDS},
    {"points", MAY, STRING},
};
static const struct model level = MODEL(level_members);

static const struct member result_description_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "ResultDescription"},
    {"alignment", MAY, PARTS, NULL, &alignment},
    {"allowedValue", MAY, TEXTS},
    {"name", MUST, WORDS},
    {"requiredLevel", MAY, URI},
    {"requiredValue", MAY, STRING},
    {"resultType", MUST, OPEN_TERM, RESULT_TYPES},
    {"rubricCriterionLevel", MAY, PARTS, NULL, &level},
    {"valueMax", MAY, STRING},
    {"valueMin", MAY, STRING},
};
static const struct model result_description = MODEL(result_description_members);

static const struct member achievement_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "Achievement"},
    {"alignment", MAY, PARTS, NULL, &alignment},
    {"achievementType", MAY, OPEN_TERM, ACHIEVEMENT_TYPES},
    {"creator", MAY, PART, NULL, &profile},
    {"creditsAvailable", MAY, NUMBER},
    {"criteria", MUST, PART, NULL, &criteria},
    {"description", MUST, WORDS},
    {"endorsement", MAY, ENDORSEMENTS},
    {"endorsementJwt", MAY, TOKENS},
    {"fieldOfStudy", MAY, WORDS},
    {"humanCode", MAY, STRING},
    {"image", MAY, PART, NULL, &image},
    {"inLanguage", MAY, LANGUAGE},
    {"name", MUST, WORDS},
    {"otherIdentifier", MAY, PARTS, NULL, &identifier_entry},
    {"related", MAY, PARTS, NULL, &related},
    {"resultDescription", MAY, PARTS, NULL, &result_description},
    {"specialization", MAY, WORDS},
    {"tag", MAY, TEXTS},
    {"version", MAY, STRING},
};
static const struct model achievement = MODEL(achievement_members);

/* ---- the subjects ---- */

static const struct member result_members[] = {
    {"type", MUST, CLASS, "Result"},
    {"achievedLevel", MAY, URI},
    {"alignment", MAY, PARTS, NULL, &alignment},
    {"resultDescription", MAY, URI},
    {"status", MAY, TERM, RESULT_STATUSES},
    {"value", MAY, STRING},
};
static const struct model result = MODEL(result_members);

static const struct member achievement_subject_members[] = {
    {"id", MAY, URI},
    {"type", MUST, CLASS, "AchievementSubject"},
    {"activityEndDate", MAY, DATE},
    {"activityStartDate", MAY, DATE},
    {"creditsEarned", MAY, NUMBER},
    {"achievement", MUST, PART, NULL, &achievement},
    {"identifier", MAY, PARTS, NULL, &identity},
    {"image", MAY, PART, NULL, &image},
    {"licenseNumber", MAY, STRING},
    {"narrative", MAY, WORDS},
    {"result", MAY, PARTS, NULL, &result},
    {"role", MAY, WORDS},
    {"source", MAY, PART, NULL, &profile},
    {"term", MAY, WORDS},
};
static const struct model achievement_subject = MODEL(achievement_subject_members);

static const struct member endorsement_subject_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "EndorsementSubject"},
    {"endorsementComment", MAY, WORDS},
};
static const struct model endorsement_subject = MODEL(endorsement_subject_members);

static const struct member association_members[] = {
    {"type", MUST, CLASS, "Association"},
    {"associationType", MUST, TERM, ASSOCIATION_TYPES},
    {"sourceId", MUST, URI},
    {"targetId", MUST, URI},
};
static const struct model association = MODEL(association_members);

static const struct member clr_subject_members[] = {
    {"id", MAY, URI},
    {"type", MUST, CLASS, "ClrSubject"},
    {"identifier", MAY, PARTS, NULL, &identity},
    {"achievement", MAY, PARTS, NULL, &achievement},
    {"verifiableCredential", MUST, CREDENTIALS},
    {"association", MAY, PARTS, NULL, &association},
};
static const struct model clr_subject = MODEL(clr_subject_members);

/* ---- credentials ---- */

static const struct member typed_members[] = {
    {"id", MAY, URI},
    {"type", MUST, TYPES},
};
static const struct model typed = MODEL(typed_members);

static const struct member addressed_members[] = {
    {"id", MUST, URI},
    {"type", MUST, TYPES},
};
static const struct model addressed = MODEL(addressed_members);

/* VCDM 2.0 §4.4 … §4.12; dates are the version's own (rules_v3.c). */
static const struct member secured_members[] = {
    {"type", MUST, TYPES},
    {"type", MUST, CLASS, "VerifiableCredential"},
    {"name", MAY, WORDS},
    {"description", MAY, WORDS},
    {"proof", MAY, PARTS, NULL, &typed},
    {"credentialSchema", MAY, PARTS, NULL, &addressed},
    {"credentialStatus", MAY, PARTS, NULL, &typed},
    {"termsOfUse", MAY, PARTS, NULL, &typed},
};
static const struct model secured = MODEL(secured_members);

static const struct member named_members[] = {
    {"id", MUST, URI},
    {"name", MAY, WORDS},
    {"description", MAY, WORDS},
};
static const struct model named = MODEL(named_members);

/* A subject may have no id, and must not be empty: rules_v3.c. */
static const struct member claims_members[] = {{"id", MAY, URI}};
static const struct model claims = MODEL(claims_members);

static const struct member credential_members[] = {
    {"id", MAY, URI},
    {"issuer", MUST, PART_OR_ID, NULL, &named},
    {"credentialSubject", MUST, PARTS, NULL, &claims},
    {"evidence", MAY, PARTS, NULL, &typed},
    {"refreshService", MAY, PARTS, NULL, &typed},
};
const struct model model_credential = {&secured, credential_members, COUNT(credential_members)};

static const struct member achievement_credential_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "AchievementCredential|OpenBadgeCredential"},
    {"issuer", MUST, PART_OR_ID, NULL, &profile},
    {"credentialSubject", MUST, PART, NULL, &achievement_subject},
    {"image", MAY, PART, NULL, &image},
    {"awardedDate", MAY, DATE},
    {"endorsement", MAY, ENDORSEMENTS},
    {"endorsementJwt", MAY, TOKENS},
    {"evidence", MAY, PARTS, NULL, &evidence},
    {"refreshService", MAY, PARTS, NULL, &addressed},
};
const struct model model_achievement_credential = {&secured, achievement_credential_members,
                                                   COUNT(achievement_credential_members)};

static const struct member endorsement_credential_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "EndorsementCredential"},
    {"name", MUST, WORDS},
    {"issuer", MUST, PART_OR_ID, NULL, &profile},
    {"credentialSubject", MUST, PART, NULL, &endorsement_subject},
    {"awardedDate", MAY, DATE},
    {"evidence", MAY, PARTS, NULL, &evidence},
    {"refreshService", MAY, PARTS, NULL, &addressed},
};
const struct model model_endorsement_credential = {&secured, endorsement_credential_members,
                                                   COUNT(endorsement_credential_members)};

static const struct member clr_credential_members[] = {
    {"id", MUST, URI},
    {"type", MUST, CLASS, "ClrCredential"},
    {"name", MUST, WORDS},
    {"issuer", MUST, PART_OR_ID, NULL, &profile},
    {"credentialSubject", MUST, PART, NULL, &clr_subject},
    {"image", MAY, PART, NULL, &image},
    {"partial", MAY, BOOL},
    {"awardedDate", MAY, DATE},
    {"endorsement", MAY, ENDORSEMENTS},
    {"endorsementJwt", MAY, TOKENS},
    {"evidence", MAY, PARTS, NULL, &evidence},
    {"refreshService", MAY, PARTS, NULL, &addressed},
};
const struct model model_clr_credential = {&secured, clr_credential_members,
                                           COUNT(clr_credential_members)};

/* ---- VCDM 2.0 §4.13 ---- */

static const struct member presented_members[] = {
    {"type", MUST, CLASS, "VerifiableCredential|EnvelopedVerifiableCredential"},
};
static const struct model presented = MODEL(presented_members);

static const struct member presentation_members[] = {
    {"id", MAY, URI},
    {"type", MUST, CLASS, "VerifiablePresentation"},
    {"verifiableCredential", MAY, CREDENTIALS, NULL, &presented},
    {"holder", MAY, REFERENCE},
    {"proof", MAY, PARTS, NULL, &typed},
};
const struct model model_presentation = MODEL(presentation_members);
