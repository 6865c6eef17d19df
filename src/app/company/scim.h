/* company/scim.h — people and groups kept in step by the company's directory
 * (SCIM 2.0, RFC 7643 and 7644): each user is a person of the directory, each
 * group what its administrators made of it. Who is switched off there has left here. */
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

/* ---- scim_group.c ---- */

/* kind: what it is here, "group", "team", "department", or empty: nothing; place:
 * its number there; 0: it was deleted there since. */
struct scim_group_row { int64_t id, version, people, place; str name, external_id, kind, role, place_name; msec created, changed; };
LIST_OF(scim_group_rows, struct scim_group_row);
struct scim_groups { int64_t total; struct scim_group_rows rows; };
MUST_USE code scim_group_make(struct db *db, struct arena *a, const struct scim_call *c, int64_t *id, struct error *err);
MUST_USE code scim_group_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct scim_group_row *out, struct error *err);
MUST_USE code scim_group_find(struct db *db, struct arena *a, const struct scim_question *q, struct scim_groups *out, struct error *err);
MUST_USE code scim_group_replace(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);
MUST_USE code scim_group_change(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);    /* a PatchOp */
MUST_USE code scim_group_remove(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);
struct scim_named { int64_t id; str name; };
LIST_OF(scim_named_list, struct scim_named);
MUST_USE code scim_group_members(struct db *db, struct arena *a, int64_t group, struct scim_named_list *out, struct error *err);
MUST_USE code scim_groups_of(struct db *db, struct arena *a, int64_t user, struct scim_named_list *out, struct error *err);

/* ---- scim_map.c: what a group is here ---- */

/* Users of a group that came in or went out, in the caller's transaction. */
struct scim_moved { int64_t org, by, group; const struct id_list *users; };
MUST_USE code scim_map_in(struct db *db, struct arena *a, const struct scim_moved *m, struct error *err);
MUST_USE code scim_map_out(struct db *db, struct arena *a, const struct scim_moved *m, struct error *err);
/* As a group that is new becomes something here. */
MUST_USE code scim_map_new(struct db *db, struct arena *a, int64_t org, int64_t by, int64_t group, str name, struct error *err);
/* Whoever is in it comes out of what it was and into what it is from now on.
 * place 0: one of the group's name, made where there is none. BAD_INPUT, CONFLICT
 * name "kind", "place" or "role". */
struct scim_mapping { int64_t org, by, group; str kind; int64_t place; str role; };
MUST_USE code scim_map_set(struct db *db, struct arena *a, const struct scim_mapping *m, struct error *err);
MUST_USE code scim_map_usual(struct db *db, struct arena *a, int64_t org, str *kind, struct error *err);
MUST_USE code scim_map_set_usual(struct db *db, int64_t org, int64_t by, str kind, struct error *err);
/* The roles that groups give an account, each once; empty: none. */
MUST_USE code scim_role_of(struct db *db, struct arena *a, int64_t org, int64_t account, str *role, struct error *err);
/* A user was written or came back: department and role by the groups. */
MUST_USE code scim_map_user(struct db *db, struct arena *a, int64_t org, int64_t by, int64_t user, struct error *err);

/* scim_user.c */
struct scim_numbers { int64_t users, off, groups; };
MUST_USE code scim_count(struct db *db, int64_t org, struct scim_numbers *out, struct error *err);

extern const struct route directory_routes[], scim_routes[], scim_group_routes[], scim_describe_routes[];
