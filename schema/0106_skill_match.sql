-- What somebody decided of skills that badges name and no framework has (src/app/skill/match.c).
CREATE TABLE skill_match (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    url TEXT NOT NULL,                   -- as badges name it
    name TEXT NOT NULL,
    item_id BIGINT REFERENCES framework_item(id) ON DELETE CASCADE,      -- the same as this; NULL: it stays without a place
    decided_at BIGINT NOT NULL,
    UNIQUE (org_id, url)
) STRICT_TABLE;
CREATE INDEX skill_match_item ON skill_match (item_id) WHERE item_id IS NOT NULL;
