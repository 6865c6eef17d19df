-- Skills that job roles take, beside requirements (src/app/jobrole/skills.c).
CREATE TABLE jobrole_skill (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    jobrole_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    item_id BIGINT REFERENCES framework_item(id) ON DELETE SET NULL,     -- NULL: its framework is gone; nobody has it
    name TEXT NOT NULL,                  -- as it was called when it was put in
    mandatory BIGINT NOT NULL,
    least BIGINT NOT NULL,               -- how well it must be proved: skill.h
    weight BIGINT NOT NULL,              -- of a vacancy that is made of the role
    why TEXT NOT NULL,
    UNIQUE (jobrole_id, item_id)
) STRICT_TABLE;
CREATE INDEX jobrole_skill_item ON jobrole_skill (item_id);
CREATE INDEX jobrole_skill_org ON jobrole_skill (org_id THEN_ID);
