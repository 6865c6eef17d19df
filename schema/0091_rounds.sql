-- Schemes of recognition that come again and again (src/app/recognise/round.h).
ALTER TABLE recognition_scheme ADD COLUMN every TEXT NOT NULL DEFAULT '';            -- week, fortnight, month; '': no rounds
ALTER TABLE recognition_scheme ADD COLUMN close_weekday BIGINT NOT NULL DEFAULT 5;   -- 1 Monday to 7 Sunday
ALTER TABLE recognition_scheme ADD COLUMN close_minute BIGINT NOT NULL DEFAULT 900;  -- of the day
ALTER TABLE recognition_scheme ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';        -- '': the organisation's
ALTER TABLE recognition_scheme ADD COLUMN counts TEXT NOT NULL DEFAULT 'nominations'; -- or votes: of those who decide
ALTER TABLE recognition_scheme ADD COLUMN tie TEXT NOT NULL DEFAULT 'waited';        -- waited, share, panel
ALTER TABLE recognition_scheme ADD COLUMN rest_rounds BIGINT NOT NULL DEFAULT 0;     -- so many are skipped by who was recognised
ALTER TABLE recognition_scheme ADD COLUMN varies BIGINT NOT NULL DEFAULT 0;          -- 1: each round draws a picture of its own

CREATE TABLE recognition_round (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    scheme_id BIGINT NOT NULL REFERENCES recognition_scheme(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    state TEXT NOT NULL,                 -- open, panel, decided, passed
    decided_at BIGINT,
    UNIQUE (scheme_id, number)
) STRICT_TABLE;
CREATE INDEX recognition_round_org ON recognition_round (org_id THEN_ID);

ALTER TABLE nomination ADD COLUMN round_id BIGINT REFERENCES recognition_round(id) ON DELETE SET NULL;
-- Of the same person in the same round: the one that the award was made of.
ALTER TABLE nomination ADD COLUMN lead_id BIGINT REFERENCES nomination(id) ON DELETE SET NULL;
CREATE INDEX nomination_round ON nomination (round_id);
CREATE INDEX nomination_lead ON nomination (lead_id);

-- A picture of the award's own, instead of its badge's.
ALTER TABLE award ADD COLUMN picture_hash TEXT;
