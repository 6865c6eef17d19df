-- Frameworks of skills in full (src/app/catalog): brought in again from a newer file, names in
-- several languages, what is part of what; and which of their skills a version of a badge is for.
ALTER TABLE framework ADD COLUMN language TEXT NOT NULL DEFAULT '';      -- of the names in its items
ALTER TABLE framework ADD COLUMN format TEXT NOT NULL DEFAULT '';        -- sheet, esco, onet, case, ctdl
ALTER TABLE framework ADD COLUMN months BIGINT NOT NULL DEFAULT 0;       -- a proof counts in full for so long; 0: always
ALTER TABLE framework ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE framework_item ADD COLUMN retired_at BIGINT;                 -- the newest file does not have it any more
CREATE INDEX framework_item_url ON framework_item (url, framework_id);
CREATE INDEX framework_item_code ON framework_item (framework_id, code);

CREATE TABLE framework_label (
    item_id BIGINT NOT NULL REFERENCES framework_item(id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (item_id, language)
) CLUSTERED_TABLE;

-- Of what an item is a part: a tree in most frameworks, several parents in some.
CREATE TABLE framework_link (
    item_id BIGINT NOT NULL REFERENCES framework_item(id) ON DELETE CASCADE,
    broader_id BIGINT NOT NULL REFERENCES framework_item(id) ON DELETE CASCADE,
    PRIMARY KEY (item_id, broader_id)
) CLUSTERED_TABLE;
CREATE INDEX framework_link_broader ON framework_link (broader_id, item_id);

-- A file that was brought in: first only looked at, then done, then perhaps taken back.
CREATE TABLE framework_import (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    framework_id BIGINT REFERENCES framework(id) ON DELETE CASCADE,      -- NULL: a new one
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    state TEXT NOT NULL,                 -- planned, done, undone
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    language TEXT NOT NULL,
    n_new BIGINT NOT NULL,
    n_change BIGINT NOT NULL,
    n_same BIGINT NOT NULL,
    n_gone BIGINT NOT NULL,
    n_wrong BIGINT NOT NULL,
    problems TEXT NOT NULL,              -- one of a line
    shown TEXT NOT NULL,                 -- some of what is new, changed, gone
    content TEXT NOT NULL,               -- as read, one spelling for all formats; empty once it is done
    before TEXT NOT NULL,                -- what the framework said, for taking back
    created_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX framework_import_org ON framework_import (org_id, id);
CREATE INDEX framework_import_framework ON framework_import (framework_id THEN_ID);
