/* badge/badge.h — one model for every Open Badges version. Words of OB 3.0;
 * an absent str means the badge does not say. Original bytes are kept. */
#pragma once
#include "base/clock.h"
#include "base/list.h"
#include "format/json.h"

enum badge_version { OB_UNKNOWN, OB_0_5, OB_1_0, OB_1_1, OB_2_0, OB_3_0, CLR_2_0 };
enum badge_kind { KIND_UNKNOWN, KIND_HOSTED, KIND_JWS, KIND_VC_JWT, KIND_DATA_INTEGRITY, KIND_UNSIGNED };

/* What a document of OB 2.0 or 3.0 is about. Only an award is anybody's badge. */
enum badge_subject { SUBJECT_AWARD, SUBJECT_ENDORSEMENT, SUBJECT_BADGE_CLASS };

const char *badge_version_name(enum badge_version v);  /* "3.0" */
const char *badge_kind_name(enum badge_kind k);        /* "jwt", "hosted", … as in the JSON report */
const char *badge_subject_name(enum badge_subject s);  /* "award", "endorsement", "badge-class" */

struct image { str id, caption; };               /* id: URL or data URI */
/* level: which of `levels`, names from the lowest, one of a line; 0: none. No version of the standard has it
 * here: whoever writes a badge says it as a result; read_levels.c reads it from there. */
struct alignment { str target_name, target_url, target_description, target_framework, target_code, target_type, levels; int64_t level; };
LIST_OF(alignment_list, struct alignment);

struct evidence { str id, name, narrative, description, genre, audience; };
LIST_OF(evidence_list, struct evidence);

/* OB 3.0 Profile, OB 2.0 Profile/Issuer. */
struct profile {
    str id, type, name, url, email, telephone, description;
    struct image image;
    str public_key_url, revocation_list_url;     /* OB 1.x and 2.0 */
    struct str_list endorsements;                /* to be written with it: signed, as JSON or tokens */
    const struct json *source;                   /* as read; NULL when built */
};

/* The same achievement in another language or version, or one beside it. */
struct related { str id, in_language, version; };
LIST_OF(related_list, struct related);

/* OB 3.0 §RubricCriterionLevel, §ResultDescription: what a result may be. */
struct rubric_level { str id, name, description, level, points; struct alignment_list alignments; };
LIST_OF(rubric_level_list, struct rubric_level);
struct result_description {
    str id, name, type;                          /* type: OB 3.0 §ResultType */
    struct str_list allowed;                     /* from the lowest to the highest */
    str required_level, required_value, value_min, value_max;
    struct rubric_level_list levels;
    struct alignment_list alignments;
};
LIST_OF(result_description_list, struct result_description);

/* OB 3.0 §Result: which description it is of, and one of level, value and status. */
struct result { str description, achieved_level, value, status; };
LIST_OF(result_list, struct result);

/* OB 3.0 Achievement, OB 2.0 BadgeClass. */
struct achievement {
    str id, name, description, achievement_type;
    str criteria_id, criteria_narrative;         /* narrative: Markdown */
    struct image image;
    struct str_list tags;
    struct alignment_list alignments;
    str version, human_code, in_language;
    struct related_list related;
    struct result_description_list results;
    struct profile creator;                      /* OB 3.0; id absent: none */
    struct str_list endorsements;                /* as a profile's */
    const struct json *source;
};

/* One way in which the recipient is named: OB 3.0 IdentityObject, OB 2.0 IdentityObject. */
struct identity { str type, value, salt; bool hashed; }; /* type "emailAddress", "email", "id", … */
LIST_OF(identity_list, struct identity);

/* Where the badge's status is kept: a place in a list of bits, or (1EdTechRevocationList) a list of ids. */
struct status_message { uint64_t value; str text; };
LIST_OF(status_message_list, struct status_message);

struct status_ref {
    str type, id, purpose, list_url;             /* type absent when written: BitstringStatusListEntry */
    int64_t index;                               /* -1: malformed, or a list of ids */
    int size;                                    /* bits of a place; 0: malformed */
    struct status_message_list messages;         /* what its values mean */
    str reference;                               /* where that is explained */
};
LIST_OF(status_ref_list, struct status_ref);
#define STATUS_LIST_OF_IDS "1EdTechRevocationList"
#define REFRESH_TYPE       "1EdTechCredentialRefresh"

struct badge {
    enum badge_version version;
    enum badge_kind kind;
    enum badge_subject subject;
    str id;                                      /* of the credential / assertion */
    str uid;                                     /* OB 1.x: what revocation lists call it */
    str name;                                    /* of the credential; often the achievement's */
    str subject_id;                              /* OB 3.0 credentialSubject.id */
    struct identity_list identities;
    struct profile issuer;
    struct achievement achievement;
    struct evidence_list evidence;
    struct result_list results;
    str narrative;
    struct image image;                          /* of the award, if its own */
    msec valid_from, valid_until, awarded;       /* has_* tells whether given */
    bool has_valid_from, has_valid_until, has_awarded;
    struct status_ref_list status;
    struct str_list endorsements;                /* as a profile's; of the award itself */
    str refresh_url;                             /* OB 3.0 1EdTechCredentialRefresh: where a newer one is */
    bool is_revoked;                             /* said by the document itself (OB 1.x, 2.0) */
    str revocation_reason;
    str verification_type, verification_url;     /* OB 1.x, 2.0 */
    str token;                                   /* the compact JWS, when there is one */
    const struct json *document;                 /* credential or assertion as read */
    str original;                                /* bytes as received, after unbaking */
};

/* Issuer and id as one text: two credentials that have the same are one and the
 * same (OB 3.0 §Credential equality and comparison). Absent: it names no id. */
str badge_identity(struct arena *a, const struct badge *b);
/* Of the same credential: is `b` the later edition? */
bool badge_is_newer(const struct badge *b, const struct badge *than);
