-- Evidence: what shows that somebody can do what a badge says. A folder belongs
-- to one person (or to a list of awards, then `folded` is empty); its page is
-- /evidence/ID, and that address stands in the awards it is for.
CREATE TABLE evidence_folder (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,                 -- "Forklift operator"
    folded TEXT NOT NULL,                -- whose: the address, as it is compared
    bytes BIGINT NOT NULL,               -- of the files that are there
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX evidence_folder_owner ON evidence_folder (org_id, folded);

-- kind: file, link, text. audience: public, link, org, named. What is removed
-- keeps its hash, so that it can still be said what had been handed in.
CREATE TABLE evidence (
    id PRIMARY_ID,
    folder_id BIGINT NOT NULL REFERENCES evidence_folder(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    item TEXT NOT NULL,                  -- the criterion it is for; empty: for all
    kind TEXT NOT NULL,
    audience TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    url TEXT NOT NULL,
    type TEXT NOT NULL,                  -- of a file, by what is in it
    hash TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,   -- who added it; NULL: whose it is
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    removed_by BIGINT
) STRICT_TABLE;
CREATE INDEX evidence_in ON evidence (folder_id THEN_ID);
CREATE INDEX evidence_hash ON evidence (hash);

-- Bytes, once each: apart from pictures, whose hash is an address for everybody.
CREATE TABLE evidence_bytes (
    hash TEXT PRIMARY KEY,
    bytes BYTES NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;

-- Who may see what is only for named readers.
CREATE TABLE evidence_reader (
    folder_id BIGINT NOT NULL REFERENCES evidence_folder(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (folder_id, account_id)
) CLUSTERED_TABLE;

-- Who saw what, an hour a row. account_id 0: somebody who is not signed in.
CREATE TABLE evidence_view (
    evidence_id BIGINT NOT NULL REFERENCES evidence(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (evidence_id, account_id, hour)
) CLUSTERED_TABLE;

-- Which awards a folder is for.
CREATE TABLE evidence_award (
    award_id BIGINT PRIMARY KEY REFERENCES award(id) ON DELETE CASCADE,
    folder_id BIGINT NOT NULL REFERENCES evidence_folder(id) ON DELETE CASCADE
) CLUSTERED_TABLE;
CREATE INDEX evidence_award_folder ON evidence_award (folder_id);
