-- How people sign in: passkeys, a second step, devices, and how each session began.

-- method: password, link, passkey, company; NULL: not known. proved_at: when the
-- person last showed by means of its own who it is; 0: only a company's provider
-- (that of org_id) said so. is_strong: by two factors.
ALTER TABLE session ADD COLUMN method TEXT;
ALTER TABLE session ADD COLUMN proved_at BIGINT;
ALTER TABLE session ADD COLUMN is_strong BIGINT;
ALTER TABLE session ADD COLUMN org_id BIGINT REFERENCES org(id) ON DELETE CASCADE;
ALTER TABLE session ADD COLUMN provider_session TEXT;
ALTER TABLE session ADD COLUMN provider_token BYTES;
UPDATE session SET proved_at = created_at, is_strong = 0;
CREATE INDEX session_provider ON session (org_id, provider_session) WHERE org_id IS NOT NULL;

-- After a password or a link a second step is asked for.
ALTER TABLE account ADD COLUMN two_step BIGINT NOT NULL DEFAULT 0;

CREATE TABLE passkey (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,  -- base64url
    rp_id TEXT NOT NULL,                 -- the host it was made for
    user_handle TEXT NOT NULL,           -- by which it knows the person; says nothing
    public_key BYTES NOT NULL,           -- COSE
    counter BIGINT NOT NULL,
    transports TEXT NOT NULL,            -- as the browser named them, with commas
    model TEXT NOT NULL,                 -- AAGUID
    attestation BYTES NOT NULL,          -- the attestation object as given, not judged
    is_synced BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
) STRICT_TABLE;
CREATE INDEX passkey_account ON passkey (account_id);

-- The app that shows one-time codes. Not confirmed: being set up.
CREATE TABLE totp (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    sealed BYTES NOT NULL,               -- the secret, under the master key
    last_step BIGINT NOT NULL,           -- of the last code that was taken: none twice
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT
) STRICT_TABLE;

CREATE TABLE recovery_code (
    code_hash TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at BIGINT
) STRICT_TABLE;
CREATE INDEX recovery_code_account ON recovery_code (account_id);

-- Browsers that a person signed in with before. Until trusted_until the second
-- step is not asked for there.
CREATE TABLE account_device (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    trusted_until BIGINT,
    UNIQUE (account_id, token_hash)
) STRICT_TABLE;

-- What happened to an account, for its owner to read.
CREATE TABLE account_log (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,                  -- sign-in, passkey.new, …
    detail TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX account_log_account ON account_log (account_id, id);
