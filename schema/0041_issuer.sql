-- Profiles under which an organisation issues beside its first one, each with an
-- address, keys and versions of its own. 0 stands for the first one everywhere:
-- its address and newest version are those of `org`.
CREATE TABLE issuer (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    slug TEXT NOT NULL UNIQUE,           -- permanent: /i/SLUG
    version_id BIGINT,                   -- the newest row of org_version
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX issuer_org ON issuer (org_id, id);

ALTER TABLE org_version ADD COLUMN issuer_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE org_key ADD COLUMN issuer_id BIGINT NOT NULL DEFAULT 0;
-- Whose badge it is: of a version, for awards of it name their issuer.
ALTER TABLE achievement_version ADD COLUMN issuer_id BIGINT NOT NULL DEFAULT 0;
