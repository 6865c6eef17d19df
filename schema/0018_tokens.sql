-- Secrets by which programs act for a member; of the secret its hash alone.
CREATE TABLE token (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,           -- SHA-256 of the secret, hex
    hint TEXT NOT NULL,                  -- how the secret begins
    scopes TEXT NOT NULL,                -- with spaces between
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    used_from TEXT NOT NULL,
    revoked_at BIGINT
) STRICT_TABLE;
CREATE INDEX token_org ON token (org_id THEN_ID);

-- What was done with them: calls that changed something or were refused.
CREATE TABLE token_call (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    token_id BIGINT NOT NULL REFERENCES token(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status BIGINT NOT NULL,
    client TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX token_call_token ON token_call (token_id THEN_ID);
