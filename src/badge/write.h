/* badge/write.h — members that both written versions share (write_v3.c,
 * write_v2.c, write_issuer.c, write_endorsement.c, status.c, vcjwt.c). */
#pragma once
#include "badge/badge.h"

#define CONTEXT_VC2  "https://www.w3.org/ns/credentials/v2"
#define CONTEXT_VC1  "https://www.w3.org/2018/credentials/v1"
#define CONTEXT_CLR  "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
#define CONTEXT_OB3  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define CONTEXT_OB3_EXTENSIONS "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
#define CONTEXT_OB2  "https://w3id.org/openbadges/v2"
#define CONTEXT_DID  "https://www.w3.org/ns/did/v1"
#define CONTEXT_JWK  "https://w3id.org/security/jwk/v1"
#define CONTEXT_MULTIKEY "https://w3id.org/security/multikey/v1"

/* The members of the credential without the braces around them, so that the
 * JWT form can add its claims behind them. Needs what issue.h says. */
MUST_USE code write_v3_members(struct json_writer *w, struct arena *a, const struct badge *b,
                               struct error *err);

/* Shared small pieces. Each writes nothing for what is absent or empty. */
void put_text(struct json_writer *w, const char *key, str s);
void put_time(struct json_writer *w, struct arena *a, const char *key, msec t);
void put_strings(struct json_writer *w, const char *key, const struct str_list *l);
void put_type(struct json_writer *w, const char *type);   /* "type": ["…"] */
void put_profile_members(struct json_writer *w, const struct profile *p);
void put_profile(struct json_writer *w, const char *key, const struct profile *p);
void put_identities(struct json_writer *w, const struct identity_list *l);      /* "identifier" */
void put_alignments(struct json_writer *w, const struct alignment_list *l);
/* write_results.c: OB 3.0 §ResultDescription and §Result; and what they are in
 * words, for versions that have none of them: lines of Markdown, or empty. */
void put_result_descriptions(struct json_writer *w, const struct result_description_list *l);
void put_results(struct json_writer *w, const struct result_list *l);
str  results_described(struct arena *a, const struct result_description_list *l);
str  results_told(struct arena *a, const struct result_list *l, const struct result_description_list *described);
void put_status(struct json_writer *w, struct arena *a, const struct status_ref_list *l);
/* … and that of the extensions, whose words 1EdTech's lists and services are. */
void put_credential_contexts(struct json_writer *w, const struct status_ref_list *status,
                             bool is_extended);
