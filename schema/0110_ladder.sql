-- The ladder of job roles: from which one can go on to which (src/app/ladder).
CREATE TABLE jobrole_step (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    from_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    to_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    UNIQUE (from_id, to_id)
) STRICT_TABLE;
CREATE INDEX jobrole_step_org ON jobrole_step (org_id THEN_ID);
CREATE INDEX jobrole_step_to ON jobrole_step (to_id, from_id);
