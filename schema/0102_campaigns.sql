-- Campaigns: up to three things that many people are to do from now on, each with a badge
-- that shows it, and how many do by when (src/app/campaign).
CREATE TABLE campaign (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,     -- who made it
    name TEXT NOT NULL,
    words TEXT NOT NULL,                 -- why; Markdown
    starts_on BIGINT NOT NULL,           -- 00:00 UTC of the first day
    ends_on BIGINT NOT NULL,             -- and of the last one
    target BIGINT NOT NULL,              -- per cent of whom it is for
    created_at BIGINT NOT NULL,
    stopped_at BIGINT,
    archived_at BIGINT,
    people BIGINT,                       -- whom it is for, and how many of them do it:
    doing BIGINT,                        -- as it was counted last for those whom it is for
    counted_at BIGINT
) STRICT_TABLE;
CREATE INDEX campaign_org ON campaign (org_id THEN_ID);
CREATE INDEX campaign_account ON campaign (account_id);

CREATE TABLE campaign_goal (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaign(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    text TEXT NOT NULL,                  -- what is done from now on
    task TEXT NOT NULL                   -- what there is to do for the badge
) STRICT_TABLE;
CREATE INDEX campaign_goal_org ON campaign_goal (org_id THEN_ID);
CREATE INDEX campaign_goal_campaign ON campaign_goal (campaign_id THEN_ID);
CREATE INDEX campaign_goal_achievement ON campaign_goal (achievement_id);

-- As requirement_audience has it.
CREATE TABLE campaign_audience (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaign(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    ref_id BIGINT NOT NULL,
    words TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX campaign_audience_org ON campaign_audience (org_id THEN_ID);
CREATE INDEX campaign_audience_campaign ON campaign_audience (campaign_id THEN_ID);
