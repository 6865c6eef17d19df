-- Tokens by which a provider told that somebody signed out: each counts once.
CREATE TABLE provider_logout (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL,            -- SHA-256 of its name
    until BIGINT NOT NULL,               -- it is no good after this anyway
    PRIMARY KEY (org_id, token_hash)
) CLUSTERED_TABLE;

-- Groups as the company's directory keeps them (SCIM 2.0), and what each means
-- here: people together under a name, and perhaps a role.
CREATE TABLE scim_group (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,                  -- group, team, department; empty: nothing
    group_id BIGINT REFERENCES person_group(id) ON DELETE SET NULL,
    team_id BIGINT REFERENCES team(id) ON DELETE SET NULL,
    department_id BIGINT REFERENCES department(id) ON DELETE SET NULL,
    role TEXT NOT NULL,                  -- empty: none
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (org_id, folded)
) STRICT_TABLE;
CREATE INDEX scim_group_external ON scim_group (org_id, external_id);
CREATE TABLE scim_member (
    group_id BIGINT NOT NULL REFERENCES scim_group(id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES scim_user(id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
) CLUSTERED_TABLE;
CREATE INDEX scim_member_user ON scim_member (user_id);

-- What becomes of a group that comes for the first time.
ALTER TABLE org ADD COLUMN scim_new_groups TEXT NOT NULL DEFAULT 'group';
-- Why a call was refused, for who looks into it.
ALTER TABLE token_call ADD COLUMN detail TEXT NOT NULL DEFAULT '';

-- Until when a webhook was told of awards that ended.
ALTER TABLE hook ADD COLUMN expired_until BIGINT;
