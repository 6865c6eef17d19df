-- Every list page is a range of one index, in both directions.
-- People in the order of their names, whatever the size of the letters.
DROP INDEX person_name;
CREATE INDEX person_name ON person (org_id, lower(name) THEN_ID);
CREATE INDEX person_removed ON person (org_id, lower(name) THEN_ID) WHERE removed_at IS NOT NULL;
-- Expired awards, those of late first.
DROP INDEX award_expiry;
CREATE INDEX award_expiry ON award (org_id, valid_until THEN_ID) WHERE valid_until IS NOT NULL AND revoked_at IS NULL;
-- What was done to one person or badge.
CREATE INDEX org_log_subject ON org_log (org_id, subject THEN_ID);
