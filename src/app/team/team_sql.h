/* team/team_sql.h — pieces of SQL about a person `p`, for the list and the counts alike. */
#pragma once
#include "app/org/access.h"

#define TEAM_DIRECT(org, me, now) "p.manager_id IN " ACCESS_LEADER(org, me, now)
#define TEAM_BELOW(org, me, now)  ACCESS_UNDER(ACCESS_LEADER(org, me, now))
/* The numbers are those of requirement/standing.h. */
#define TEAM_LATE      "(5, 8, 9)"
#define TEAM_SOON      "(4, 7)"
#define TEAM_HANDED_IN "(3)"
#define TEAM_STANDS(states) "EXISTS (SELECT 1 FROM requirement_standing t WHERE t.person_id = p.id AND t.state IN " states ")"
#define TEAM_HOW_MANY(states) "(SELECT count(*) FROM requirement_standing t WHERE t.person_id = p.id AND t.state IN " states ")"
#define TEAM_AWAY(today) "EXISTS (SELECT 1 FROM person_leave y WHERE y.person_id = p.id AND y.from_on <= " today " AND (y.until_on IS NULL OR y.until_on >= " today "))"
