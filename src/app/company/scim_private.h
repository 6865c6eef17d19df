/* company/scim_private.h — what the documents about users and about groups have in
 * common. */
#pragma once
#include "app/company/scim.h"
#include "app/token/token.h"
#include "format/scim_filter.h"

#define USER_SCHEMA "urn:ietf:params:scim:schemas:core:2.0:User"
#define GROUP_SCHEMA "urn:ietf:params:scim:schemas:core:2.0:Group"
#define ENTERPRISE_SCHEMA "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
#define LIST_SCHEMA "urn:ietf:params:scim:api:messages:2.0:ListResponse"

/* ---- scim_speak.c ---- */

/* Each notes the call with its token, when it changed something or was refused. */
void scim_send(struct request *rq, struct response *rs, int status, str body);
void scim_send_nothing(struct request *rq, struct response *rs);                 /* 204 */
void scim_refuse(struct request *rq, struct response *rs, const struct error *err);

MUST_USE code scim_read_call(struct request *rq, struct scim_call *out, struct error *err);
struct scim_question scim_question_of(const struct request *rq);
MUST_USE code scim_filter_of(struct arena *a, const struct scim_question *q, const struct scim_filter **out, struct error *err);
/* One user or group, with its tag, and its address when it is new (201). */
struct scim_made { int status; str url; int64_t version; };
void scim_send_made(struct request *rq, struct response *rs, const struct scim_made *made, str body);
void scim_open_list(struct json_writer *w, int64_t total, const struct scim_question *q, size_t shown);
/* "$ref" leads to `path` and the number. */
void scim_put_named(struct request *rq, struct json_writer *w, const char *path, const struct scim_named *n);
struct scim_meta { const char *type; str url; int64_t version; msec created, changed; };
void scim_put_meta(struct request *rq, struct json_writer *w, const struct scim_meta *m);
str scim_tag(struct arena *a, int64_t version);                                  /* W/"7" */
