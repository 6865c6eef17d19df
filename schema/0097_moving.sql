-- Backpacks that are too large to be taken away while somebody waits: made in the
-- background; the file is in the data folder.
CREATE TABLE takeout (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    lang TEXT NOT NULL,                  -- of the pages in it
    state TEXT NOT NULL,                 -- running, done, failed, stopped, gone
    done BIGINT NOT NULL,                -- badges and entries of the learning log
    total BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    why TEXT NOT NULL,                   -- it failed
    asked_at BIGINT NOT NULL,
    ended_at BIGINT,
    until_at BIGINT                      -- then the file goes
) STRICT_TABLE;
CREATE INDEX takeout_account ON takeout (account_id THEN_ID);
CREATE UNIQUE INDEX takeout_once ON takeout (account_id) WHERE state = 'running';

-- What a folder that was moved in made beside badges, and how it stood then: undo takes
-- it out again where nobody changed it since.
CREATE TABLE moved_in (
    run_id BIGINT NOT NULL REFERENCES collect_run(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- collection, cv, goal, page, entry; place, deed (in a collection), tag (on a badge)
    subject BIGINT NOT NULL,             -- its number; the collection, the badge
    other BIGINT NOT NULL,               -- what is in the collection or on the badge; else 0
    seal TEXT NOT NULL,
    PRIMARY KEY (run_id, kind, subject, other)
) CLUSTERED_TABLE;
