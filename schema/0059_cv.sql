-- A person's CVs, each for another reader: what is in one is JSON of ours (app/cv),
-- since nothing in it is asked for by itself; `before` is what undo brings back.
CREATE TABLE cv (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,                 -- for its owner alone
    is_public BIGINT NOT NULL,           -- whoever knows the address may read it
    content TEXT NOT NULL,
    before TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    removed_at BIGINT                    -- undo for 30 days
) STRICT_TABLE;
CREATE INDEX cv_owner ON cv (owner_id, id);

-- Links to one, each for one reader, until a day.
CREATE TABLE cv_reader (
    id PRIMARY_ID,
    cv_id BIGINT NOT NULL REFERENCES cv(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- what the link holds; random
    reader TEXT NOT NULL,                -- for whom, in the owner's words
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    views BIGINT NOT NULL,
    seen_at BIGINT                       -- last
) STRICT_TABLE;
CREATE INDEX cv_reader_cv ON cv_reader (cv_id, id);
