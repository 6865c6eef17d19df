-- A token that is narrowed: to people of some departments, to some badges.
ALTER TABLE token ADD COLUMN people TEXT NOT NULL DEFAULT 'all';     -- all, departments
ALTER TABLE token ADD COLUMN badges TEXT NOT NULL DEFAULT 'all';     -- all, some

-- Its departments (with those in them) and badges.
CREATE TABLE token_part (
    token_id BIGINT NOT NULL REFERENCES token(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- department, badge
    ref_id BIGINT NOT NULL,
    PRIMARY KEY (token_id, kind, ref_id)
) CLUSTERED_TABLE;
