-- Tokens by which a provider told that somebody signed out: each counts once.
CREATE TABLE provider_logout (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL,            -- SHA-256 of its name
    until BIGINT NOT NULL,               -- it is no good after this anyway
    PRIMARY KEY (org_id, token_hash)
) CLUSTERED_TABLE;
