-- What was mailed about campaigns: to whom which of the three mails went (src/app/campaign).
CREATE TABLE campaign_told (
    campaign_id BIGINT NOT NULL REFERENCES campaign(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    what BIGINT NOT NULL,                -- 0 it begins, 1 half of the time is over, 2 it ends soon
    mail_id BIGINT,                      -- NULL: they want none, or have no address
    PRIMARY KEY (campaign_id, person_id, what)
) CLUSTERED_TABLE;
CREATE INDEX campaign_told_person ON campaign_told (person_id);
CREATE INDEX campaign_told_mail ON campaign_told (mail_id) WHERE mail_id IS NOT NULL;
