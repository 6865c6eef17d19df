-- Badges that people come and get: links and codes, and who came.
CREATE TABLE claim_link (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    public_id TEXT NOT NULL UNIQUE,      -- /claim/ID
    name TEXT NOT NULL,                  -- for its makers: "Open day, hall 2"
    by_code BIGINT NOT NULL,             -- only with a one-time code
    needs_approval BIGINT NOT NULL,
    with_file BIGINT NOT NULL,           -- also without an e-mail address
    opens_at BIGINT,
    closes_at BIGINT,
    most BIGINT NOT NULL,                -- 0: any number
    taken BIGINT NOT NULL,               -- awarded or waiting
    stopped_at BIGINT,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX claim_link_org ON claim_link (org_id THEN_ID);
CREATE INDEX claim_link_badge ON claim_link (achievement_id);

CREATE TABLE claim_code (
    link_id BIGINT NOT NULL REFERENCES claim_link(id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (link_id, code)
) CLUSTERED_TABLE;

-- Who came: with a proved address, or with none. state: waiting, done, refused.
CREATE TABLE claim_entry (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    link_id BIGINT NOT NULL REFERENCES claim_link(id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,                 -- empty: took the file
    folded TEXT NOT NULL,
    code TEXT NOT NULL,
    award_id BIGINT REFERENCES award(id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    told_at BIGINT                       -- the mail of a refusal
) STRICT_TABLE;
CREATE INDEX claim_entry_link ON claim_entry (link_id THEN_ID);
CREATE INDEX claim_entry_award ON claim_entry (award_id);
CREATE UNIQUE INDEX claim_entry_waiting ON claim_entry (link_id, folded) WHERE state = 'waiting' AND folded <> '';
