-- Awards as a feed, of people who agreed: whether an organisation has one, and since
-- when a person may be named there.
ALTER TABLE shop ADD COLUMN tells_people BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter_choice ADD COLUMN named_at BIGINT NOT NULL DEFAULT 0;     -- 0: not
