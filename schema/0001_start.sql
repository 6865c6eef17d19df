-- What stands from the first day. Times are Unix milliseconds UTC, booleans
-- 0/1, JSON is opaque text. PRIMARY_ID, BYTES and STRICT_TABLE are replaced
-- per engine (store/migrate.h).

-- Settings of the whole installation: public address, mail server, secrets' check value.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;

-- Files and pictures by hash of their content.
CREATE TABLE blob (
    hash TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    bytes BYTES NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;

-- A person who can sign in: for the Backpack, for an organisation, or both.
CREATE TABLE account (
    id PRIMARY_ID,
    name TEXT NOT NULL,
    password TEXT,                       -- Argon2id; NULL: only links by mail
    lang TEXT NOT NULL,
    is_operator BIGINT NOT NULL,         -- may change the installation's settings
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT
) STRICT_TABLE;

-- Addresses, each proved by a link; one owner per proved address.
CREATE TABLE account_email (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    folded TEXT NOT NULL,
    is_primary BIGINT NOT NULL,
    verified_at BIGINT
) STRICT_TABLE;
CREATE UNIQUE INDEX account_email_owner ON account_email (folded) WHERE verified_at IS NOT NULL;
CREATE INDEX account_email_account ON account_email (account_id);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account_id BIGINT REFERENCES account(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT
) STRICT_TABLE;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

-- One-time links: prove an address, sign in, set a new password, invitation.
CREATE TABLE one_time_link (
    token_hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE CASCADE,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
) STRICT_TABLE;

-- Failed tries, for slowing down: by account address and by network.
CREATE TABLE throttle (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
) STRICT_TABLE;

-- An organisation that issues. `slug` is its permanent public address /i/SLUG.
CREATE TABLE org (
    id PRIMARY_ID,
    slug TEXT NOT NULL UNIQUE,
    version_id BIGINT,                   -- the newest row of org_version
    created_at BIGINT NOT NULL
) STRICT_TABLE;

-- The profile as awards name it. Never changed: an edit adds a row, so that the
-- signed bytes of older awards can be rebuilt.
CREATE TABLE org_version (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    base TEXT NOT NULL,                  -- the public address of that time
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    email TEXT NOT NULL,
    logo_hash TEXT REFERENCES blob(hash),
    id_form TEXT NOT NULL,               -- 'https' or 'did:web': what awards name as issuer
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX org_version_org ON org_version (org_id);

-- Who works for an organisation, with which role: admin, designer, awarder, viewer.
CREATE TABLE member (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, account_id)
) STRICT_TABLE;
CREATE INDEX member_account ON member (account_id);

-- Signing keys; secrets sealed under the master key. One is 'active' per
-- organisation; 'retired' ones still verify; 'compromised' ones no more.
CREATE TABLE org_key (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    kid TEXT NOT NULL,                   -- public name, part of its address
    alg TEXT NOT NULL,                   -- EdDSA, ES256, RS256
    state TEXT NOT NULL,
    sealed BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (org_id, kid)
) STRICT_TABLE;

-- A badge (Achievement). What is printed in awards lives in its versions.
CREATE TABLE achievement (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- /badges/ID
    state TEXT NOT NULL,                 -- draft, published, archived
    version_id BIGINT,                   -- the newest version
    award_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX achievement_org ON achievement (org_id, id);

-- `frozen_at` is set by the first award; an edit then makes the next version.
CREATE TABLE achievement_version (
    id PRIMARY_ID,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    criteria TEXT NOT NULL,              -- Markdown
    type TEXT NOT NULL,                  -- OB 3.0 achievementType
    validity_months BIGINT NOT NULL,     -- 0: for ever
    tags TEXT NOT NULL,                  -- comma separated
    alignments TEXT NOT NULL,            -- JSON array of OB 3.0 Alignment
    png_hash TEXT REFERENCES blob(hash),
    svg_hash TEXT REFERENCES blob(hash), -- NULL: the picture came as PNG
    studio TEXT,                         -- parameters of the picture studio; NULL: uploaded
    created_at BIGINT NOT NULL,
    frozen_at BIGINT,
    UNIQUE (achievement_id, number)
) STRICT_TABLE;

-- Somebody an organisation awards to; found again by the folded address.
CREATE TABLE person (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded TEXT NOT NULL,
    department TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    UNIQUE (org_id, folded)
) STRICT_TABLE;
CREATE INDEX person_name ON person (org_id, name, id);

-- Bitstring Status Lists. Places are given out by counting `next_place` and
-- permuting it under `shuffle`, so that neighbours say nothing (privacy).
CREATE TABLE status_list (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- /status/ID
    purpose TEXT NOT NULL,
    size BIGINT NOT NULL,
    next_place BIGINT NOT NULL,
    shuffle BIGINT NOT NULL,
    generation BIGINT NOT NULL,          -- grows with each change
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX status_list_org ON status_list (org_id, id);

-- A list being awarded: from the pasted text to the last mail.
CREATE TABLE award_batch (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id),
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    state TEXT NOT NULL,                 -- draft, running, done, cancelled
    source TEXT NOT NULL,                -- as typed or uploaded
    awarded_on BIGINT NOT NULL,
    narrative TEXT NOT NULL,
    evidence_url TEXT NOT NULL,
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL,
    rows_failed BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX award_batch_org ON award_batch (org_id, id);

CREATE TABLE award_batch_row (
    batch_id BIGINT NOT NULL REFERENCES award_batch(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,              -- line in the source
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded TEXT NOT NULL,
    plan TEXT NOT NULL,                  -- award, skip-holds, skip-double, skip-user, wrong
    state TEXT NOT NULL,                 -- waiting, done, failed, skipped
    message TEXT NOT NULL,
    award_id BIGINT,
    PRIMARY KEY (batch_id, number)
) STRICT_TABLE;
CREATE INDEX award_batch_row_state ON award_batch_row (batch_id, state, number);

-- An award (OpenBadgeCredential). Fields and signature: the exact signed bytes
-- are rebuilt from them and the frozen version. `form` names the writer's form.
CREATE TABLE award (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- /b/ID, 128 random bits
    version_id BIGINT NOT NULL REFERENCES achievement_version(id),
    org_version_id BIGINT NOT NULL REFERENCES org_version(id),
    person_id BIGINT NOT NULL REFERENCES person(id),
    batch_id BIGINT,
    form BIGINT NOT NULL,
    recipient TEXT NOT NULL,             -- the address as it was awarded
    salt TEXT NOT NULL,
    awarded_at BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    narrative TEXT,
    evidence_url TEXT,
    status_list_id BIGINT NOT NULL REFERENCES status_list(id),
    status_index BIGINT NOT NULL,
    key_id BIGINT NOT NULL REFERENCES org_key(id),
    signature BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoke_reason TEXT
) STRICT_TABLE;
CREATE INDEX award_org ON award (org_id, id);
CREATE INDEX award_version ON award (version_id, person_id);
CREATE INDEX award_person ON award (person_id, id);
CREATE INDEX award_expiry ON award (org_id, valid_until) WHERE valid_until IS NOT NULL AND revoked_at IS NULL;
CREATE INDEX award_revoked ON award (status_list_id) WHERE revoked_at IS NOT NULL;

-- What was done to badges, awards, keys and members; never changed.
CREATE TABLE org_log (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,                  -- award.revoke, badge.publish, …
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX org_log_org ON org_log (org_id, id);

-- Every mail, sent or to be sent. With no mail server it stays in 'outbox'.
-- The body of an award's mail is written when it is sent or read: a list of
-- 100,000 keeps only who and which award.
CREATE TABLE mail (
    id PRIMARY_ID,
    org_id BIGINT REFERENCES org(id) ON DELETE CASCADE,
    award_id BIGINT,
    kind TEXT NOT NULL,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    subject TEXT,
    body_text TEXT,
    body_html TEXT,
    state TEXT NOT NULL,                 -- outbox, queued, sent, failed
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
) STRICT_TABLE;
CREATE INDEX mail_org ON mail (org_id, id);
CREATE INDEX mail_due ON mail (due_at, id) WHERE state = 'queued';
CREATE INDEX mail_award ON mail (award_id) WHERE award_id IS NOT NULL;

CREATE TABLE job (
    id PRIMARY_ID,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    job_key TEXT,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    state BIGINT NOT NULL,               -- 0 waiting, 1 running, 2 dead
    lease_until BIGINT,
    lease_by TEXT,
    last_error TEXT,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX job_once ON job (job_key) WHERE job_key IS NOT NULL AND state <> 2;
CREATE INDEX job_due ON job (state, run_at, id);

-- The Backpack: a credential of any issuer, its bytes as received.
CREATE TABLE holding (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    credential_key TEXT NOT NULL,        -- hash of issuer and id: the same badge again
    original BYTES NOT NULL,             -- as uploaded: picture, JSON or token
    source TEXT NOT NULL,                -- file name or address it came from
    title TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    issuer_anchor TEXT NOT NULL,
    description TEXT NOT NULL,
    image_hash TEXT REFERENCES blob(hash),
    version TEXT NOT NULL,
    awarded_at BIGINT,
    valid_until BIGINT,
    verdict TEXT NOT NULL,               -- valid, invalid, unverified
    report TEXT NOT NULL,                -- JSON of the last check
    checked_at BIGINT NOT NULL,
    is_public BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,                   -- undo for 30 days
    UNIQUE (owner_id, credential_key)
) STRICT_TABLE;
CREATE INDEX holding_owner ON holding (owner_id, id);

CREATE TABLE collection (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    story TEXT NOT NULL,
    is_public BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX collection_owner ON collection (owner_id, id);

CREATE TABLE collection_holding (
    collection_id BIGINT NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    PRIMARY KEY (collection_id, holding_id)
) STRICT_TABLE;
