-- Where an organisation wants to be told of what happens, and what was told.
CREATE TABLE hook (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,                -- " award.issued award.revoked ": each between spaces
    secret BYTES NOT NULL,               -- sealed; 32 bytes that sign
    secret_before BYTES,                 -- sealed; signs too until before_until
    before_until BIGINT,
    state TEXT NOT NULL,                 -- on, off, stopped (failed for too long)
    failing_since BIGINT,
    retry_at BIGINT,                     -- not asked before
    answered_at BIGINT,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX hook_org ON hook (org_id THEN_ID);

-- Written with what it tells of. state: waiting, done, failed.
CREATE TABLE hook_send (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    hook_id BIGINT NOT NULL REFERENCES hook(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL,             -- webhook-id: the same when it is sent again
    event TEXT NOT NULL,
    subject BIGINT NOT NULL,
    body TEXT,                           -- as it was first sent
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    status BIGINT NOT NULL,              -- of the last answer; 0: none
    answer TEXT NOT NULL,                -- its beginning, or why there is none
    created_at BIGINT NOT NULL,
    sent_at BIGINT
) STRICT_TABLE;
CREATE INDEX hook_send_hook ON hook_send (hook_id THEN_ID);
