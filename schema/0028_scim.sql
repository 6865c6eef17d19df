-- Users as the company's directory keeps them (SCIM 2.0); each is a person.
CREATE TABLE scim_user (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    folded TEXT NOT NULL,                -- userName, for comparing
    external_id TEXT NOT NULL,
    is_active BIGINT NOT NULL,
    body TEXT NOT NULL,                  -- JSON, as the client said it
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (org_id, folded)
) STRICT_TABLE;
CREATE UNIQUE INDEX scim_user_person ON scim_user (person_id);
CREATE INDEX scim_user_external ON scim_user (org_id, external_id);
