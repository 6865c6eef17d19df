-- Badges that candidates sent are looked at again each night until it is decided.
ALTER TABLE vacancy_candidate ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE vacancy_candidate ADD COLUMN changed_at BIGINT;              -- one of its badges stands otherwise than when it was sent
CREATE INDEX vacancy_candidate_look ON vacancy_candidate (looked_at THEN_ID) WHERE state IN ('sent', 'shortlisted');
ALTER TABLE vacancy_badge ADD COLUMN levels TEXT NOT NULL DEFAULT '';    -- that its results reached, one on a line
ALTER TABLE vacancy_badge ADD COLUMN was TEXT NOT NULL DEFAULT '';       -- how it stood when it was sent, where it stands otherwise now
ALTER TABLE vacancy_badge ADD COLUMN stands TEXT NOT NULL DEFAULT '';    -- how it stands now; empty: it was not looked at again
ALTER TABLE vacancy_badge ADD COLUMN changed_at BIGINT;
ALTER TABLE vacancy_badge ADD COLUMN silent_since BIGINT;                -- nothing could be told since then: it counts as it did
