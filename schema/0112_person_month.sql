-- How much of what was asked of somebody they held at the end of each month, for whoever leads them:
-- sums over all requirements, added to with each that is worked out, and gone after a year.
CREATE TABLE person_month (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    last_day BIGINT NOT NULL,            -- of the month
    asked BIGINT NOT NULL,               -- requirements
    held BIGINT NOT NULL,
    PRIMARY KEY (person_id, last_day)
) CLUSTERED_TABLE;
CREATE INDEX person_month_org ON person_month (org_id, last_day);

-- The people of it are counted too; of what was counted before, in the nights to come.
ALTER TABLE standing_month ADD COLUMN by_person BIGINT NOT NULL DEFAULT 0;
