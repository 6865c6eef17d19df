-- A scheme may ask whoever leads the person, beside those who decide.
ALTER TABLE recognition_scheme ADD COLUMN asks_leader BIGINT NOT NULL DEFAULT 0;
