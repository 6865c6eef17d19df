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

/* Whom a grant for places has: who is in its departments or those within them, at its sites, in its teams. */
#define REACH_PEOPLE(org, grant)                                                                                                 \
    "(SELECT q.id FROM " REACH_PARTS " x JOIN department t ON t.id = x.ref_id AND t.org_id = " org " JOIN department d ON d.org_id = " org  \
    " AND d.path LIKE t.path || '%' JOIN person q ON q.department_id = d.id WHERE x.kind = 'department' AND x.grant_id = " grant  \
    " UNION ALL SELECT q.id FROM " REACH_PARTS " x JOIN person q ON q.site_id = x.ref_id AND q.org_id = " org                     \
    " WHERE x.kind = 'site' AND x.grant_id = " grant                                                                             \
    " UNION ALL SELECT m.person_id FROM " REACH_PARTS " x JOIN person_team m ON m.team_id = x.ref_id WHERE x.kind = 'team' AND x.grant_id = " grant ")"

/* The badges of a grant: those that it names, and those that prove the requirements that it names. */
#define REACH_BADGES(grant)                                                                                                      \
    "(SELECT x.ref_id FROM " REACH_PARTS " x WHERE x.kind = 'badge' AND x.grant_id = " grant                                      \
    " UNION ALL SELECT rp.ref_id FROM member_role_part xp JOIN requirement_version rv ON rv.requirement_id = xp.ref_id"           \
    " JOIN requirement_part rp ON rp.version_id = rv.id AND rp.kind = 'badge' WHERE xp.kind = 'requirement' AND xp.grant_id = " grant ")"

/* The requirements that a right for some badges goes for: what the account answers for, and
 * those that an auditor's grant names. An auditor has no role beside it (role_grants_check),
 * and whoever calls has grants that hold today. */
#define REACH_REQUIREMENT(requirement, account)                                                                                  \
    "(" requirement ".owner_id = " account " OR EXISTS (SELECT 1 FROM member_role_part xr JOIN member_role gr ON gr.id = xr.grant_id" \
    " WHERE gr.account_id = " account " AND gr.org_id = " requirement ".org_id AND xr.kind = 'requirement' AND xr.ref_id = " requirement ".id))"

/* A row is shown if one part has it: the people whom the reader leads, or those of
 * the places of a grant; the badges of a grant. */
struct list_part { int64_t grant; bool below, departments, badges; };
struct list_reach { bool everything; LIST(struct list_part) parts; };
