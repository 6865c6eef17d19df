-- How badges of one organisation stand to each other. Said of badges, not of their
-- versions: it is no part of an award.
CREATE TABLE achievement_relation (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- related, needs, replaces, part
    other_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    UNIQUE (achievement_id, kind, other_id)
) STRICT_TABLE;
CREATE INDEX achievement_relation_other ON achievement_relation (other_id);
CREATE INDEX achievement_relation_org ON achievement_relation (org_id);
