-- Audit packs, made in the background (src/app/audit/pack.c); the file is in the data folder.
CREATE TABLE audit_pack (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    sample_id BIGINT NOT NULL REFERENCES audit_sample(id) ON DELETE CASCADE,
    state TEXT NOT NULL,                 -- running, done, failed, stopped, gone
    done BIGINT NOT NULL,                -- lines
    total BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    manifest TEXT NOT NULL,              -- the hash of its manifest, which is what was signed
    why TEXT NOT NULL,                   -- it failed
    asked_at BIGINT NOT NULL,
    ended_at BIGINT,
    until_at BIGINT                      -- then the file goes
) STRICT_TABLE;
CREATE INDEX audit_pack_org ON audit_pack (org_id THEN_ID);
CREATE INDEX audit_pack_account ON audit_pack (account_id);
CREATE INDEX audit_pack_sample ON audit_pack (sample_id);
CREATE UNIQUE INDEX audit_pack_once ON audit_pack (org_id) WHERE state = 'running';
