-- Programs at the Backpack (OAuth 2): those that registered, what each person lets
-- them do, and their tokens, of which only the hash is kept.
CREATE TABLE app_client (
    id PRIMARY_ID,
    public_id TEXT NOT NULL UNIQUE,      -- client_id
    secret_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    uri TEXT NOT NULL,
    terms TEXT NOT NULL,
    policy TEXT NOT NULL,
    software TEXT NOT NULL,
    version TEXT NOT NULL,
    redirects TEXT NOT NULL,             -- a line each
    scope TEXT NOT NULL,                 -- what it may ask for, with spaces between
    refreshes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    allowed_at BIGINT                    -- somebody let it in; else it is forgotten after a while
) STRICT_TABLE;

CREATE TABLE app_grant (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    client_id BIGINT NOT NULL REFERENCES app_client(id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    reads_all BIGINT NOT NULL,           -- else the badges of app_grant_collection alone
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (account_id, client_id)
) STRICT_TABLE;

CREATE TABLE app_grant_collection (
    grant_id BIGINT NOT NULL REFERENCES app_grant(id) ON DELETE CASCADE,
    collection_id BIGINT NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
    PRIMARY KEY (grant_id, collection_id)
) CLUSTERED_TABLE;

CREATE TABLE app_token (
    hash TEXT PRIMARY KEY,               -- SHA-256, hex
    grant_id BIGINT NOT NULL REFERENCES app_grant(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- code, access, refresh
    scope TEXT NOT NULL,
    redirect TEXT NOT NULL,              -- of a code: where it was sent
    challenge TEXT NOT NULL,             -- of a code: PKCE
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT                       -- codes and refresh tokens are good once
) STRICT_TABLE;
CREATE INDEX app_token_grant ON app_token (grant_id);

-- What programs wrote into somebody's profile besides name and addresses.
CREATE TABLE account_profile (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    body TEXT NOT NULL,                  -- JSON object
    changed_at BIGINT NOT NULL
) STRICT_TABLE;

-- When a badge came or a newer edition of it did, and from when that one holds.
ALTER TABLE holding ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE holding ADD COLUMN valid_from BIGINT;
UPDATE holding SET changed_at = created_at;
CREATE INDEX holding_changed ON holding (owner_id, changed_at);
