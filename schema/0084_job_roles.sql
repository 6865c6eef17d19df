-- Job roles: what people work as, and what each of them takes (src/app/jobrole). Who works
-- as one is told by the job title in the directory, or by name.
CREATE TABLE jobrole (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,                 -- Markdown
    created_at BIGINT NOT NULL,
    archived_at BIGINT,
    UNIQUE (org_id, folded)
) STRICT_TABLE;

-- Titles as they stand in the directory.
CREATE TABLE jobrole_title (
    jobrole_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    PRIMARY KEY (jobrole_id, title)
) CLUSTERED_TABLE;
CREATE INDEX person_title ON person (org_id, title);

-- By name, whatever their title.
CREATE TABLE jobrole_person (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    jobrole_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    UNIQUE (jobrole_id, person_id)
) STRICT_TABLE;
CREATE INDEX jobrole_person_person ON jobrole_person (person_id THEN_ID);
CREATE INDEX jobrole_person_org ON jobrole_person (org_id THEN_ID);

-- What it takes: without the mandatory ones nobody is ready for it.
CREATE TABLE jobrole_ask (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    jobrole_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    mandatory BIGINT NOT NULL,
    why TEXT NOT NULL,
    UNIQUE (jobrole_id, requirement_id)
) STRICT_TABLE;
CREATE INDEX jobrole_ask_requirement ON jobrole_ask (requirement_id THEN_ID);
CREATE INDEX jobrole_ask_org ON jobrole_ask (org_id THEN_ID);
