-- What a badge of a Backpack was judged by, frozen: a receipt signed by this server
-- (src/badge/receipt.h) and each document it names, by hash. Of one badge the first
-- look is kept, and the last one at which it held.
CREATE TABLE holding_sight (
    id PRIMARY_ID,
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    which TEXT NOT NULL,                 -- first, last
    seen_at BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    receipt TEXT NOT NULL,
    report TEXT NOT NULL,                -- JSON, whose hash the receipt has
    UNIQUE (holding_id, which)
) STRICT_TABLE;

CREATE TABLE sight_document (
    sight_id BIGINT NOT NULL REFERENCES holding_sight(id) ON DELETE CASCADE,
    hash TEXT NOT NULL,                  -- SHA-256, hex
    PRIMARY KEY (sight_id, hash)
) CLUSTERED_TABLE;
CREATE INDEX sight_document_hash ON sight_document (hash);

CREATE TABLE frozen_document (
    hash TEXT PRIMARY KEY,
    bytes BYTES NOT NULL,
    named_at BIGINT NOT NULL             -- by the newest look; what none names any more stays for a day
) STRICT_TABLE;

-- How a badge stands for its owner (backpack.h), the last time it held, and when it
-- is looked at again.
ALTER TABLE holding ADD COLUMN standing TEXT NOT NULL DEFAULT 'doubtful';
ALTER TABLE holding ADD COLUMN held_at BIGINT;           -- the last check that said so; NULL: none did
ALTER TABLE holding ADD COLUMN silent_since BIGINT;      -- NULL: the last check could tell
ALTER TABLE holding ADD COLUMN next_check_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE holding ADD COLUMN failed_checks BIGINT NOT NULL DEFAULT 0;
CREATE INDEX holding_next_check ON holding (next_check_at);
CREATE INDEX holding_ends ON holding (valid_until) WHERE standing = 'good';

UPDATE holding SET held_at = checked_at, standing = 'good' WHERE verdict = 'valid';
UPDATE holding SET standing = 'expired' WHERE verdict = 'invalid' AND report LIKE '%"code":"expired"%';
UPDATE holding SET standing = 'suspended' WHERE verdict = 'invalid' AND report LIKE '%"code":"suspended"%';
UPDATE holding SET standing = 'revoked' WHERE verdict = 'invalid' AND report LIKE '%"code":"revoked"%';
UPDATE holding SET standing = 'broken' WHERE verdict = 'invalid' AND standing = 'doubtful';

-- What became of somebody's badges, for the owner: told on a page and by mail.
CREATE TABLE holding_event (
    id PRIMARY_ID,
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- ends-soon, expired, revoked, suspended, broken, silent, good
    about BIGINT NOT NULL,               -- what keeps one from being told twice: the end, or when it began
    at BIGINT NOT NULL,
    mailed_at BIGINT,                    -- NULL: not yet; 0: none was wanted
    UNIQUE (holding_id, kind, about)
) STRICT_TABLE;
CREATE INDEX holding_event_unmailed ON holding_event (holding_id) WHERE mailed_at IS NULL;

-- How a person wants to hear of it; without a row: weekly, and 30 days before an end.
CREATE TABLE backpack_mail (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    how TEXT NOT NULL,                   -- daily, weekly, never
    days_before BIGINT NOT NULL,         -- 0: no reminder
    last_at BIGINT NOT NULL              -- of the last mail
) STRICT_TABLE;
