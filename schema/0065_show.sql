-- What readers see of badges, and who the readers are. `shows`: a bit for each kind of
-- thing that a page tells (app/show/show.h); 50: dates, skills, how it was checked.
ALTER TABLE holding ADD COLUMN shows BIGINT NOT NULL DEFAULT 50;
ALTER TABLE collection ADD COLUMN shows BIGINT NOT NULL DEFAULT 50;
ALTER TABLE collection ADD COLUMN cover_hash TEXT REFERENCES blob(hash);
ALTER TABLE collection_holding ADD COLUMN story TEXT NOT NULL DEFAULT '';

-- A person's own public page.
CREATE TABLE showcase (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    is_public BIGINT NOT NULL,
    name TEXT NOT NULL,
    headline TEXT NOT NULL,
    about TEXT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;

-- A link for one reader: the only way to what is otherwise seen by nobody.
CREATE TABLE reader_link (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE,
    holding_id BIGINT REFERENCES holding(id) ON DELETE CASCADE,          -- one of these two, or neither:
    collection_id BIGINT REFERENCES collection(id) ON DELETE CASCADE,    -- the public page of the person
    reader TEXT NOT NULL,                -- "Jo at Acme"
    shows BIGINT NOT NULL,
    expires_at BIGINT,                   -- NULL: stays until it is ended
    ended_at BIGINT,
    views BIGINT NOT NULL,
    viewed_at BIGINT,                    -- the last time
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX reader_link_owner ON reader_link (owner_id, id);
CREATE INDEX reader_link_holding ON reader_link (holding_id);
CREATE INDEX reader_link_collection ON reader_link (collection_id);

-- What a person signs with when somebody asks whether badges are theirs.
CREATE TABLE holder_key (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- of the holder's document
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;

-- A reader's question, and the signed answer.
CREATE TABLE ownership_request (
    id PRIMARY_ID,
    public_id TEXT NOT NULL UNIQUE,      -- the reader's page
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    path TEXT NOT NULL,                  -- of the page that it is about
    title TEXT NOT NULL,
    asker TEXT NOT NULL,
    question TEXT NOT NULL,
    challenge TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    answered_at BIGINT,
    is_confirmed BIGINT NOT NULL,
    presentation TEXT NOT NULL           -- signed; empty: not confirmed
) STRICT_TABLE;
CREATE INDEX ownership_request_owner ON ownership_request (owner_id, id);
