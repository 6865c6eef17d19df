/* format/scim_patch.h — a SCIM resource changed by a PatchOp (RFC 7644 §3.5.2),
 * also as Microsoft Entra ID and Okta send it: operations in capitals, names and
 * schemas before a dot or colon within the value, truth as text, an element made
 * where a filter finds none. */
#pragma once
#include "format/json.h"
#include "format/scim_filter.h"

#define SCIM_PATCH_OPERATIONS 200

/* The request's document onto a resource. Members that the server keeps itself
 * (id, meta, schemas, groups) stay as they are. BAD_INPUT: `where` is the scimType
 * ("invalidPath", "invalidValue", "invalidSyntax", "noTarget"). */
MUST_USE code scim_patch(struct arena *a, const struct json *resource, const struct json *request, const struct json **out, struct error *err);

/* The operations one by one, for resources that are no one document. */
enum scim_verb { SCIM_ADD, SCIM_REPLACE, SCIM_REMOVE };
struct scim_operation { enum scim_verb verb; str path; const struct json *value; };   /* path absent, value NULL: not given */
MUST_USE code scim_operations(const struct json *request, size_t *n, struct error *err);
MUST_USE code scim_operation(const struct json *request, size_t i, struct scim_operation *out, struct error *err);

/* "True" as some write it. */
bool scim_truth(const struct json *v, bool *out);
