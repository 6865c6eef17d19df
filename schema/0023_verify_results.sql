-- Results of checks that somebody chose to share: the badge as text or address, and
-- the report as of then without anybody's address. Tokens are kept as hashes.
CREATE TABLE verify_result (
    token_hash TEXT PRIMARY KEY,
    delete_hash TEXT NOT NULL,           -- whoever made it has a second token, which deletes
    created_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,            -- and then it goes
    size BIGINT NOT NULL,
    badge TEXT NOT NULL,                 -- to check it again; empty: that needs the file
    report TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX verify_result_until ON verify_result (until_at);
