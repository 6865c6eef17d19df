-- The table that a list of awards was read from, while the list is a draft: so that
-- somebody can say which of its columns is what, and have it read anew.
CREATE TABLE award_batch_source (
    batch_id BIGINT PRIMARY KEY REFERENCES award_batch(id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    top TEXT NOT NULL,                   -- its first lines, for looking at
    mapping TEXT NOT NULL                -- which column is what, as somebody said; empty: as it was guessed
) STRICT_TABLE;

-- What was said of a table with these headings, for the next one.
CREATE TABLE award_columns (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    heads TEXT NOT NULL,                 -- hash of the headings
    mapping TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, heads)
) STRICT_TABLE;
