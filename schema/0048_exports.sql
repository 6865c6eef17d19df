-- Exports of everything, made in the background; the file is in the data folder.
CREATE TABLE org_export (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    state TEXT NOT NULL,                 -- running, done, failed, stopped, gone
    locked_keys TEXT NOT NULL,           -- under the passphrase, until the file is written: JSON
    with_keys BIGINT NOT NULL,
    with_files BIGINT NOT NULL,          -- each award as files
    done BIGINT NOT NULL,                -- awards
    total BIGINT NOT NULL,               -- 0: not known yet
    bytes BIGINT NOT NULL,
    why TEXT NOT NULL,                   -- it failed
    asked_at BIGINT NOT NULL,
    ended_at BIGINT,
    until_at BIGINT                      -- then the file goes
) STRICT_TABLE;
CREATE INDEX org_export_org ON org_export (org_id THEN_ID);
CREATE UNIQUE INDEX org_export_once ON org_export (org_id) WHERE state = 'running';
