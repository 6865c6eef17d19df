-- Frameworks of skills, brought in once, so that whoever designs a badge finds
-- them while typing and no address has to be fetched.
CREATE TABLE framework (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    items BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX framework_org ON framework (org_id, id);

CREATE TABLE framework_item (
    id PRIMARY_ID,
    framework_id BIGINT NOT NULL REFERENCES framework(id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    about TEXT NOT NULL,
    type TEXT NOT NULL,                  -- OB 3.0 AlignmentTargetType
    folded TEXT NOT NULL                 -- code and name in small letters, to be searched
) STRICT_TABLE;
CREATE INDEX framework_item_framework ON framework_item (framework_id, id);
