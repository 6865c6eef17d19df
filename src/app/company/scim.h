/* company/scim.h — people and groups kept in step by the company's directory
 * (SCIM 2.0, RFC 7643 and 7644): each user is a person of the directory, each
 * group one of its groups. Who is switched off there has left here. */
#pragma once
#include "app/people/people.h"
#include "format/json.h"

/* `body`: what the client said, without id and meta. `where` of an error is the
 * scimType. `if_match` 0: whatever the version. */
struct scim_row { int64_t id, version; str body; msec created, changed; };
LIST_OF(scim_rows, struct scim_row);
struct scim_call { int64_t org, by, id, if_match; const struct json *body; };
struct scim_question { int64_t org; str filter; int64_t start, count; };
struct scim_found { int64_t total; struct scim_rows rows; };

MUST_USE code scim_user_make(struct db *db, struct arena *a, const struct scim_call *c, int64_t *id, struct error *err);
MUST_USE code scim_user_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct scim_row *out, struct error *err);
MUST_USE code scim_user_find(struct db *db, struct arena *a, const struct scim_question *q, struct scim_found *out, struct error *err);
MUST_USE code scim_user_replace(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);
MUST_USE code scim_user_patch(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);
MUST_USE code scim_user_remove(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);
/* Has the company switched off whoever has this address? */
MUST_USE code scim_is_off(struct db *db, struct arena *a, int64_t org, str email, bool *off, struct error *err);

extern const struct route scim_routes[];
