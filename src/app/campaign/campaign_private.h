/* campaign/campaign_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/campaign/campaign.h"
#include "app/org/access.h"

/* Is the person `p` among those for whom it is, and here? */
#define CAMPAIGN_IS_FOR(campaign, now)                                                                                           \
    "(" WORKS_HERE("p", now) " AND EXISTS (SELECT 1 FROM campaign_audience x WHERE x.campaign_id = " campaign " AND " AUDIENCE_FITS "))"
#define CAMPAIGN_VALID(now)                                                                                                      \
    "w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > " now ") AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"
/* Is the person `p` one whom the reader may see, whose right is for a part? */
#define CAMPAIGN_MAY_SEE(org, me, grants) ACCESS_GRANTED(org, me, grants, "p.id", "p.department_id", "1 = 0")
/* Of each person `p` who holds some of the badges: how many, and in which week the last of them
 * first came (-1: before the first day). $1 organisation, $2 campaign, $3 now, $4 its first day, $5 its end, $6 and $7 the reader. */
#define CAMPAIGN_HOLDERS                                                                                                         \
    "SELECT p.id, coalesce(p.department_id, 0) AS unit, count(*) AS held,"  \
    " CASE WHEN max(h.since) < $4 THEN -1 ELSE (max(h.since) - $4) / 604800000 END AS week FROM person p JOIN (SELECT w.person_id, w.achievement_id, min(w.awarded_at) AS since FROM award w"  \
    " WHERE w.achievement_id IN (SELECT g.achievement_id FROM campaign_goal g WHERE g.campaign_id = $2) AND w.revoked_at IS NULL GROUP BY w.person_id, w.achievement_id"  \
    " HAVING min(w.awarded_at) < $5 AND max(CASE WHEN " CAMPAIGN_VALID("$3") " THEN 1 ELSE 0 END) = 1) h ON h.person_id = p.id"  \
    " WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3") " AND " CAMPAIGN_MAY_SEE("$1", "$6", "$7") " GROUP BY p.id, p.department_id"
msec campaign_end_of(const struct campaign *c);  /* what comes from then on does not count */
void campaign_behind_first(struct campaign_units *units);    /* the one that is furthest behind first */
