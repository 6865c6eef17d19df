-- What job roles took before: kept with each change, so that a question as at a past day is
-- answered by what the role took then (src/app/jobrole/past.c). Never changed afterwards.
-- What roles that are there already took before is not known: it is known from this moment on.
-- NULL: since they were made.
ALTER TABLE jobrole ADD COLUMN known_from BIGINT;
UPDATE jobrole SET known_from = (SELECT max(applied_at) FROM schema_version);

CREATE TABLE jobrole_past (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    jobrole_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL             -- the moment of the change
) STRICT_TABLE;
CREATE INDEX jobrole_past_role ON jobrole_past (jobrole_id, until_at, id);
CREATE INDEX jobrole_past_org ON jobrole_past (org_id THEN_ID);

CREATE TABLE jobrole_past_ask (
    past_id BIGINT NOT NULL REFERENCES jobrole_past(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    mandatory BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (past_id, requirement_id)
) CLUSTERED_TABLE;
CREATE INDEX jobrole_past_ask_requirement ON jobrole_past_ask (requirement_id);

CREATE TABLE jobrole_past_skill (
    id PRIMARY_ID,
    past_id BIGINT NOT NULL REFERENCES jobrole_past(id) ON DELETE CASCADE,
    item_id BIGINT REFERENCES framework_item(id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    mandatory BIGINT NOT NULL,
    least BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    why TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX jobrole_past_skill_of ON jobrole_past_skill (past_id, id);
CREATE INDEX jobrole_past_skill_item ON jobrole_past_skill (item_id);
