/* campaign/campaign_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/campaign/campaign.h"
#include "app/org/access.h"

/* Is the person `p` among those for whom it is, and here? */
#define CAMPAIGN_IS_FOR(campaign, now)                                                                                           \
    "(" WORKS_HERE("p", now) " AND EXISTS (SELECT 1 FROM campaign_audience x WHERE x.campaign_id = " campaign " AND " AUDIENCE_FITS "))"
#define CAMPAIGN_VALID(now)                                                                                                      \
    "w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > " now ") AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"
