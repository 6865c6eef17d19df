/* list/reach.h — how far somebody's right goes over the rows of a list. */
#pragma once
#include "base/list.h"

LIST_OF(id_list, int64_t);

/* A grant is a role of a member, or what a program's token is narrowed to: that one
 * has the number of the token below zero. */
#define REACH_GRANTS                                                                                                             \
    "(SELECT id, org_id, account_id, people, badges FROM member_role"                                                             \
    " UNION ALL SELECT -id, org_id, account_id, people, badges FROM token WHERE people <> 'all' OR badges <> 'all')"
#define REACH_PARTS "(SELECT grant_id, kind, ref_id FROM member_role_part UNION ALL SELECT -token_id, kind, ref_id FROM token_part)"

/* A row is shown if one part has it: the people whom the reader leads, or those of
 * the departments of a grant; the badges of a grant. */
struct list_part { int64_t grant; bool below, departments, badges; };
struct list_reach { bool everything; LIST(struct list_part) parts; };
