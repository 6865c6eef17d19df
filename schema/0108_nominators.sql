-- Who nominated may let the words stand as an endorsement of the award, in their own name;
-- the award's holder decides whether it is shown (src/app/recognise, src/app/endorse).
ALTER TABLE nomination ADD COLUMN endorses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE nomination ADD COLUMN endorsement_id BIGINT REFERENCES endorsement(id) ON DELETE SET NULL;
CREATE INDEX nomination_endorsement ON nomination (endorsement_id) WHERE endorsement_id IS NOT NULL;
