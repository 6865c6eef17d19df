-- What is being changed at a badge that is out already. Its words are the row of
-- achievement_version with the number 0; nobody sees them until it is published.
CREATE TABLE achievement_working (
    achievement_id BIGINT NOT NULL PRIMARY KEY REFERENCES achievement(id) ON DELETE CASCADE,
    version_id BIGINT NOT NULL REFERENCES achievement_version(id) ON DELETE CASCADE,
    based_on BIGINT NOT NULL,            -- number of the version it was begun from
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,   -- who changed it last
    changed_at BIGINT NOT NULL,
    thrown_away_at BIGINT                -- NULL: it counts; else it can be taken back
) STRICT_TABLE;
CREATE INDEX achievement_working_account ON achievement_working (account_id);
