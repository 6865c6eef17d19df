-- What changed anybody's standing, one entry behind the other (src/app/ledger, docs/ledger.md).
CREATE TABLE ledger_head (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,                 -- of the newest entry
    hash BYTES NOT NULL,                 -- its hash
    things TEXT NOT NULL,                -- what is covered since when the entries say
    pepper BYTES NOT NULL,               -- what sealed columns are hashed under
    mac BYTES NOT NULL
) STRICT_TABLE;

CREATE TABLE ledger_entry (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,                 -- 1, 2, 3 …
    at BIGINT NOT NULL,
    act TEXT NOT NULL,                   -- begun, added, changed, removed, erased, broken
    thing TEXT NOT NULL,                 -- which of ledger_tables; empty: no rows
    first_id BIGINT NOT NULL,            -- of the rows it is about
    last_id BIGINT NOT NULL,
    lines BYTES NOT NULL,                -- a row each: its id (8 bytes), the hash of it (16)
    salts BYTES NOT NULL,                -- a row each: 16 bytes; zeros: erased
    row_text TEXT,                       -- one row as it is now; NULL: many, none, or erased
    was_text TEXT,                       -- what was different before
    person_id BIGINT,
    account_id BIGINT,                   -- who did it
    via TEXT NOT NULL,                   -- what did it, if nobody: the kind of a job
    said BYTES NOT NULL,                 -- hash of was_text, which goes when somebody is erased
    hash BYTES NOT NULL,
    mac BYTES NOT NULL,
    PRIMARY KEY (org_id, seq)
) STRICT_TABLE;
-- What stands of one row, of whichever organisation; and blocks, few as they are, by what they may hold.
CREATE INDEX ledger_entry_row ON ledger_entry (thing, first_id, org_id);
CREATE INDEX ledger_entry_block ON ledger_entry (thing, first_id, last_id) WHERE last_id > first_id;
CREATE INDEX ledger_entry_person ON ledger_entry (org_id, person_id, seq);
CREATE INDEX ledger_entry_at ON ledger_entry (org_id, at);

-- What the organisation's key signed of it, so that it can be kept elsewhere.
CREATE TABLE ledger_checkpoint (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (org_id, seq)
) STRICT_TABLE;

-- Each time that everything was held against it.
CREATE TABLE ledger_check (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    state TEXT NOT NULL,                 -- running, done
    account_id BIGINT,                   -- who asked; NULL: the night
    entries BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    flaws BIGINT NOT NULL,
    found TEXT NOT NULL,                 -- the first of them, a line each
    begun_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX ledger_check_org ON ledger_check (org_id, id);
