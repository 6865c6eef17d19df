-- Who has which skill that a job role takes, as well proved and at the level that it asks:
-- worked out anew whenever what proves it changes (src/app/jobrole/met.c), so that lists can
-- filter and sort by it. From `ends_at` on it is not proved so well any more; 0: always.
CREATE TABLE jobrole_met (
    skill_id BIGINT NOT NULL REFERENCES jobrole_skill(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (skill_id, person_id)
) CLUSTERED_TABLE;
CREATE INDEX jobrole_met_person ON jobrole_met (person_id);

-- What is to be worked out again; person 0: everybody.
CREATE TABLE jobrole_touched (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id)
) CLUSTERED_TABLE;

-- Who is ready is one list, whatever a role takes.
UPDATE list_view SET list = 'ready', query = replace(replace(replace(query, 'requirements=met', 'state=ready'), 'requirements=missing', 'state=not-ready'), 'requirements=', 'state=')
    WHERE list = 'ready-skills';
DELETE FROM list_look WHERE list = 'ready-skills';
