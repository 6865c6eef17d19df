-- What somebody wants to reach: a badge of a catalogue here, one of a page elsewhere, or
-- words of their own.
CREATE TABLE goal (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    issuer TEXT NOT NULL,
    achievement TEXT NOT NULL,           -- the badge's id, as badges name it; empty: words alone
    badge_id BIGINT,                     -- one of this server
    link TEXT NOT NULL,                  -- its page
    picture TEXT NOT NULL,               -- a path here; empty: none
    needs TEXT NOT NULL,                 -- what it asks for, Markdown
    note TEXT NOT NULL,
    until_day BIGINT,                    -- 00:00 UTC
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    removed_at BIGINT                    -- undo for 30 days
) STRICT_TABLE;
CREATE INDEX goal_owner ON goal (owner_id, id);
