/* team/team_sql.h — pieces of SQL about a person `p`, for the list and the counts alike. */
#pragma once
#include "app/org/access.h"

#define TEAM_HERE(now)      "p.removed_at IS NULL AND (p.leaves_at IS NULL OR p.leaves_at > " now ")"
/* Who has left leads nobody any more. */
#define TEAM_LEADER(org, me, now)                                                                                     \
    "(SELECT l.id FROM person l WHERE l.id IN (" ACCESS_MINE(org, me) ") AND l.removed_at IS NULL AND (l.leaves_at IS NULL OR l.leaves_at > " now "))"
#define TEAM_DIRECT(org, me, now) "p.manager_id IN " TEAM_LEADER(org, me, now)
#define TEAM_BELOW(org, me, now)                                                                                      \
    "(WITH RECURSIVE below(id) AS (SELECT q.id FROM person q WHERE q.manager_id IN " TEAM_LEADER(org, me, now)           \
    " UNION SELECT r.id FROM person r JOIN below ON r.manager_id = below.id) SELECT id FROM below)"
/* The numbers are those of requirement/standing.h. */
#define TEAM_LATE      "(5, 8, 9)"
#define TEAM_SOON      "(4, 7)"
#define TEAM_HANDED_IN "(3)"
#define TEAM_STANDS(states) "EXISTS (SELECT 1 FROM requirement_standing t WHERE t.person_id = p.id AND t.state IN " states ")"
#define TEAM_HOW_MANY(states) "(SELECT count(*) FROM requirement_standing t WHERE t.person_id = p.id AND t.state IN " states ")"
#define TEAM_AWAY(today) "EXISTS (SELECT 1 FROM person_leave y WHERE y.person_id = p.id AND y.from_on <= " today " AND (y.until_on IS NULL OR y.until_on >= " today "))"
