-- External training: badges and certificates of others that people hand in, the rules by
-- which some count at once, and what became of each (src/app/intake).

-- From which issuer what counts for which requirement. A row never changes but for its end:
-- what is changed is a new row with the same root, so that it is known what accepted something.
CREATE TABLE intake_rule (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    root_id BIGINT NOT NULL,             -- the first row of this rule; 0: this is it
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,                -- a host or DID that was proved, or the address of one issuer
    pattern TEXT NOT NULL,               -- of the achievement: its address or name, * for anything
    max_months BIGINT NOT NULL,          -- not awarded longer ago; 0: any time ago
    until_on BIGINT,                     -- the last day on which it takes something in; NULL: no end
    words TEXT NOT NULL,                 -- why it is equivalent
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX intake_rule_org ON intake_rule (org_id THEN_ID);
CREATE INDEX intake_rule_requirement ON intake_rule (requirement_id);
CREATE INDEX intake_rule_account ON intake_rule (account_id);

-- state: draft (a file, nothing said of it yet), waiting, asked (for more), accepted, refused,
-- reopened (it counted, and its issuer took it back), withdrawn.
CREATE TABLE intake (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,     -- who handed it in
    kind TEXT NOT NULL,                  -- badge, paper
    state TEXT NOT NULL,
    requirement_id BIGINT REFERENCES requirement(id) ON DELETE SET NULL,
    rule_id BIGINT REFERENCES intake_rule(id) ON DELETE SET NULL,    -- which accepted it; NULL: somebody did, or nobody yet
    holding_id BIGINT REFERENCES holding(id) ON DELETE SET NULL,     -- where it is looked at again
    record_id BIGINT REFERENCES requirement_record(id) ON DELETE SET NULL,   -- what it counts by
    folder_id BIGINT REFERENCES evidence_folder(id) ON DELETE SET NULL,      -- the file
    hash TEXT NOT NULL,                  -- of issuer and id of the badge, or of the file: the same again
    title TEXT NOT NULL,
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,                -- of the certificate
    note TEXT NOT NULL,                  -- of who handed it in
    issued_on BIGINT,
    ends_on BIGINT,                      -- the last day
    is_theirs BIGINT NOT NULL,           -- it names a proved address of theirs
    standing TEXT NOT NULL,              -- of a badge, the last time it was looked at: backpack.h
    checked_at BIGINT,                   -- and when
    anchor TEXT NOT NULL,                -- what was proved of who issued it
    issuer_ref TEXT NOT NULL,            -- its address
    achievement_ref TEXT NOT NULL,       -- that of the achievement
    original BYTES,                      -- the badge as it was handed in, and what it was judged by
    receipt TEXT NOT NULL,
    report TEXT NOT NULL,
    judged TEXT NOT NULL,                -- valid authentic current sufficient: what the judge says it is
    reason TEXT NOT NULL,                -- what the person is told
    decided_by BIGINT REFERENCES account(id) ON DELETE SET NULL,     -- NULL: a rule, or nobody
    decided_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX intake_org ON intake (org_id THEN_ID);
CREATE INDEX intake_state ON intake (org_id, state, id);
CREATE INDEX intake_person ON intake (person_id, id);
CREATE INDEX intake_same ON intake (org_id, hash);
CREATE INDEX intake_holding ON intake (holding_id) WHERE holding_id IS NOT NULL;
CREATE INDEX intake_requirement ON intake (requirement_id);
CREATE INDEX intake_rule_of ON intake (rule_id);
CREATE INDEX intake_record ON intake (record_id);
CREATE INDEX intake_folder ON intake (folder_id);
CREATE INDEX intake_account ON intake (account_id);
CREATE INDEX intake_decided_by ON intake (decided_by);

-- Documents by which a badge was judged; their bytes are kept once (frozen_document).
CREATE TABLE intake_document (
    intake_id BIGINT NOT NULL REFERENCES intake(id) ON DELETE CASCADE,
    hash TEXT NOT NULL,                  -- SHA-256, hex
    PRIMARY KEY (intake_id, hash)
) CLUSTERED_TABLE;
CREATE INDEX intake_document_hash ON intake_document (hash);

-- What became of it, one after the other.
CREATE TABLE intake_event (
    id PRIMARY_ID,
    intake_id BIGINT NOT NULL REFERENCES intake(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- handed-in, accepted, asked, answered, refused, reopened, silent, good, withdrawn, undone
    words TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,     -- NULL: nobody, or no longer here
    at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX intake_event_of ON intake_event (intake_id, id);
CREATE INDEX intake_event_account ON intake_event (account_id);

-- An organisation counts on it: it is looked at each night, and stays to be looked at when
-- its owner takes it out of the Backpack.
ALTER TABLE holding ADD COLUMN relied_on BIGINT NOT NULL DEFAULT 0;
