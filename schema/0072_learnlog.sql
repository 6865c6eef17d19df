-- The learning log: what somebody did and learned, in their own words, and who saw it.
CREATE TABLE log_entry (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    mark TEXT NOT NULL,                  -- random, from the form: sent twice it is one entry; CVs name it by this
    what TEXT NOT NULL,
    day BIGINT NOT NULL,                 -- 00:00 UTC of it
    month BIGINT NOT NULL,               -- 202611
    minutes BIGINT NOT NULL,             -- 0: not said
    words TEXT NOT NULL,
    link TEXT NOT NULL,
    seen_by TEXT NOT NULL,               -- in the owner's words
    edition BIGINT NOT NULL,             -- raised when something changes that a witness is shown
    search_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    removed_at BIGINT,                   -- undo for 30 days
    UNIQUE (owner_id, mark)
) STRICT_TABLE;
CREATE INDEX log_entry_day ON log_entry (owner_id, day, id);

-- What an entry said before it was changed.
CREATE TABLE log_past (
    id PRIMARY_ID,
    entry_id BIGINT NOT NULL REFERENCES log_entry(id) ON DELETE CASCADE,
    edition BIGINT NOT NULL,
    what TEXT NOT NULL,
    day BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    words TEXT NOT NULL,
    link TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX log_past_entry ON log_past (entry_id THEN_ID);

CREATE TABLE log_file (
    id PRIMARY_ID,
    entry_id BIGINT NOT NULL REFERENCES log_entry(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    type TEXT NOT NULL,                  -- by what is in it
    hash TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    bytes BYTES NOT NULL
) STRICT_TABLE;
CREATE INDEX log_file_entry ON log_file (entry_id THEN_ID);

-- Who was asked whether they saw it. state: asked, said, refused, withdrawn (by the
-- witness), stopped (by the owner).
CREATE TABLE log_witness (
    id PRIMARY_ID,
    entry_id BIGINT NOT NULL REFERENCES log_entry(id) ON DELETE CASCADE,
    edition BIGINT NOT NULL,             -- of the entry, when they answered
    address TEXT NOT NULL,
    folded TEXT NOT NULL,
    asked_name TEXT NOT NULL,
    message TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    mails BIGINT NOT NULL,               -- how many went out
    asked_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    answered_at BIGINT,
    saw TEXT NOT NULL,                   -- work: they were there; result: what came of it
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    relation TEXT NOT NULL,
    statement TEXT NOT NULL,
    is_hidden BIGINT NOT NULL            -- by the owner
) STRICT_TABLE;
CREATE INDEX log_witness_entry ON log_witness (entry_id THEN_ID);
CREATE INDEX log_witness_folded ON log_witness (folded, asked_at);

-- Entries in collections of badges.
CREATE TABLE collection_entry (
    collection_id BIGINT NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
    entry_id BIGINT NOT NULL REFERENCES log_entry(id) ON DELETE CASCADE,
    PRIMARY KEY (collection_id, entry_id)
) CLUSTERED_TABLE;
CREATE INDEX collection_entry_entry ON collection_entry (entry_id);

-- What is new for somebody, besides what becomes of badges. Each kind once about each thing.
CREATE TABLE backpack_note (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    title TEXT NOT NULL,
    who TEXT NOT NULL,
    path TEXT NOT NULL,
    times BIGINT NOT NULL,
    at BIGINT NOT NULL,
    mailed_at BIGINT,                    -- 0: in no mail
    UNIQUE (account_id, kind, about)
) STRICT_TABLE;
CREATE INDEX backpack_note_account ON backpack_note (account_id, at);
