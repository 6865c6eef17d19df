/* format/scim_group.h — groups of SCIM 2.0 (RFC 7643 §4.2): as a directory sends
 * one, and the steps of a PatchOp onto one. A group may have more members than a
 * document should, so that what is asked is told step by step. */
#pragma once
#include "base/list.h"
#include "format/scim_filter.h"

#define SCIM_GROUP_NAME_MOST 255
#define SCIM_GROUP_MEMBERS_MOST 50000            /* in one request */

/* Members are ids of users. external_id is empty where none is said. */
struct scim_group { str name, external_id; bool has_members; struct str_list members; };
/* BAD_INPUT: `where` is the scimType. */
MUST_USE code scim_group_read(struct arena *a, const struct json *body, struct scim_group *out, struct error *err);

/* RENAME and NUMBER bring `text`; FITTING: out go those who fit `filter`. */
enum scim_step_kind { STEP_RENAME, STEP_NUMBER, STEP_ADD, STEP_REMOVE, STEP_FITTING, STEP_REPLACE };
struct scim_step { enum scim_step_kind kind; str text; struct str_list members; const struct scim_filter *filter; };
LIST_OF(scim_step_list, struct scim_step);
/* Also as Entra ID and Okta write it. What a group does not have is left out; an
 * operation never stands for more than it names. BAD_INPUT as above. */
MUST_USE code scim_group_patch(struct arena *a, const struct json *request, struct scim_step_list *out, struct error *err);
