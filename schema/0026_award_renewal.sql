-- Renewing: an award that takes the place of an earlier one. The earlier one stays
-- valid until its own end, or is revoked at that moment, as the organisation wants it.
CREATE TABLE award_successor (
    award_id BIGINT PRIMARY KEY REFERENCES award(id) ON DELETE CASCADE,
    next_id BIGINT NOT NULL REFERENCES award(id) ON DELETE CASCADE,
    why TEXT NOT NULL                    -- renewed, moved
);
CREATE INDEX award_successor_next ON award_successor (next_id);
ALTER TABLE org ADD COLUMN renewed_stay BIGINT NOT NULL DEFAULT 1;
ALTER TABLE award_batch ADD COLUMN renews BIGINT NOT NULL DEFAULT 0;

-- A line may bring its own day, and its own end.
ALTER TABLE award_batch_line ADD COLUMN awarded_on BIGINT;
ALTER TABLE award_batch_line ADD COLUMN valid_until BIGINT;

-- What a set gave is held back, instead of revoked, while a part of it is missing.
ALTER TABLE award_set ADD COLUMN suspends BIGINT NOT NULL DEFAULT 0;
