-- Learning platforms that open badges of an organisation in their courses (LTI 1.3).
CREATE TABLE lti_platform (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- in the addresses that the platform is given
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,                -- empty: not registered yet
    client TEXT NOT NULL,
    authorize TEXT NOT NULL,
    token TEXT NOT NULL,
    keys_url TEXT NOT NULL,
    keys TEXT NOT NULL,                  -- its keys, as last fetched
    keys_at BIGINT NOT NULL,
    sealed BYTES NOT NULL,               -- our key for it (PEM)
    kid TEXT NOT NULL,
    register_until BIGINT NOT NULL,      -- it may register itself until then
    is_on BIGINT NOT NULL,
    failure TEXT NOT NULL,
    failed_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX lti_platform_org ON lti_platform (org_id);

CREATE TABLE lti_deployment (
    id PRIMARY_ID,
    platform_id BIGINT NOT NULL REFERENCES lti_platform(id) ON DELETE CASCADE,
    deployment TEXT NOT NULL,
    is_allowed BIGINT NOT NULL,          -- 0: it came, and waits to be allowed
    seen_at BIGINT NOT NULL,
    UNIQUE (platform_id, deployment)
) STRICT_TABLE;

-- On their way to the platform and back: good once.
CREATE TABLE lti_login (
    hash TEXT NOT NULL PRIMARY KEY,      -- of the state
    platform_id BIGINT NOT NULL REFERENCES lti_platform(id) ON DELETE CASCADE,
    nonce TEXT NOT NULL,
    proof TEXT NOT NULL,                 -- hash of what the browser was given
    storage TEXT NOT NULL,               -- the frame that keeps it for us (lti_storage_target); empty: none
    hint TEXT NOT NULL,
    message_hint TEXT NOT NULL,
    target TEXT NOT NULL,
    expires_at BIGINT NOT NULL
) CLUSTERED_TABLE;
CREATE INDEX lti_login_expires ON lti_login (expires_at);
CREATE INDEX lti_login_platform ON lti_login (platform_id);

CREATE TABLE lti_visit (
    hash TEXT NOT NULL PRIMARY KEY,      -- of the secret in its address
    platform_id BIGINT NOT NULL REFERENCES lti_platform(id) ON DELETE CASCADE,
    proof TEXT NOT NULL,                 -- to be shown by the browser first; empty: it was
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    claims TEXT NOT NULL,
    expires_at BIGINT NOT NULL
) CLUSTERED_TABLE;
CREATE INDEX lti_visit_expires ON lti_visit (expires_at);
CREATE INDEX lti_visit_platform ON lti_visit (platform_id);
