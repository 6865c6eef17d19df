-- The directory: where people work, who leads them, when they come and go,
-- further addresses, notes, saved groups, and lists that were brought in.
CREATE TABLE department (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    parent_id BIGINT REFERENCES department(id),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    path TEXT NOT NULL,                  -- ids from the top to itself: /3/17/
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX department_name ON department (org_id, coalesce(parent_id, 0), folded);

CREATE TABLE team (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (org_id, folded)
) STRICT_TABLE;

CREATE TABLE site (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (org_id, folded)
) STRICT_TABLE;

ALTER TABLE person ADD COLUMN department_id BIGINT REFERENCES department(id);
ALTER TABLE person ADD COLUMN site_id BIGINT REFERENCES site(id);
ALTER TABLE person ADD COLUMN manager_id BIGINT REFERENCES person(id);
ALTER TABLE person ADD COLUMN staff_number TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN employment TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN starts_at BIGINT;
ALTER TABLE person ADD COLUMN leaves_at BIGINT;          -- the first day that is not worked any more
ALTER TABLE person ADD COLUMN ended_at BIGINT;           -- membership and links ended because of it

INSERT INTO department (org_id, parent_id, name, folded, path, created_at)
    SELECT org_id, NULL, min(trim(department)), lower(trim(department)), '', min(created_at) FROM person
    WHERE trim(department) <> '' GROUP BY org_id, lower(trim(department));
UPDATE department SET path = '/' || CAST(id AS TEXT) || '/';
UPDATE person SET department_id = (SELECT d.id FROM department d WHERE d.org_id = person.org_id
    AND d.folded = lower(trim(person.department))) WHERE trim(department) <> '';
ALTER TABLE person DROP COLUMN department;

CREATE INDEX person_department ON person (department_id THEN_ID) WHERE department_id IS NOT NULL;
CREATE INDEX person_site ON person (site_id THEN_ID) WHERE site_id IS NOT NULL;
CREATE INDEX person_manager ON person (manager_id THEN_ID) WHERE manager_id IS NOT NULL;
CREATE INDEX person_leaves ON person (leaves_at THEN_ID) WHERE leaves_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX person_staff_number ON person (org_id, staff_number) WHERE staff_number <> '';

CREATE TABLE person_team (
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    team_id BIGINT NOT NULL REFERENCES team(id) ON DELETE CASCADE,
    PRIMARY KEY (person_id, team_id)
) CLUSTERED_TABLE;
CREATE INDEX person_team_team ON person_team (team_id);

-- Other addresses of a person; who is awarded at one of them is that person.
CREATE TABLE person_address (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    address TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    PRIMARY KEY (org_id, folded)
) CLUSTERED_TABLE;
CREATE INDEX person_address_person ON person_address (person_id);

CREATE TABLE person_note (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX person_note_person ON person_note (person_id THEN_ID);

-- People put together: by hand (group_member), or by the filters of the directory.
CREATE TABLE person_group (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    query TEXT,                          -- as in the directory's address; NULL: by hand
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    UNIQUE (org_id, folded)
) STRICT_TABLE;
CREATE TABLE group_member (
    group_id BIGINT NOT NULL REFERENCES person_group(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, person_id)
) CLUSTERED_TABLE;
CREATE INDEX group_member_person ON group_member (person_id);

-- A list that is brought in: its lines as they came, what will become of each,
-- and what was there before.
CREATE TABLE people_import (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,                  -- of the file
    state TEXT NOT NULL,                 -- columns, planning, planned, running, managers, done, undoing, undone, stopped
    mapping TEXT NOT NULL,               -- field names by column, with commas
    why TEXT NOT NULL,
    n_lines BIGINT NOT NULL,
    n_new BIGINT NOT NULL,
    n_change BIGINT NOT NULL,
    n_same BIGINT NOT NULL,
    n_wrong BIGINT NOT NULL,
    n_done BIGINT NOT NULL,
    next_line BIGINT NOT NULL,           -- the next step goes on behind it
    created_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX people_import_org ON people_import (org_id THEN_ID);
CREATE TABLE people_import_line (
    id PRIMARY_ID,
    import_id BIGINT NOT NULL REFERENCES people_import(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,              -- line of the file; 0: the heads
    cells TEXT NOT NULL,                 -- JSON
    key TEXT NOT NULL,                   -- who it is about: staff number or address
    plan TEXT NOT NULL,                  -- '', new, change, same, wrong
    message TEXT NOT NULL,               -- what will change, or what is wrong
    state TEXT NOT NULL,                 -- waiting, done, left, undone
    person_id BIGINT,
    before TEXT NOT NULL                 -- JSON, what undoing needs
) STRICT_TABLE;
CREATE UNIQUE INDEX people_import_line_number ON people_import_line (import_id, number);
CREATE INDEX people_import_line_key ON people_import_line (import_id, key, number);
CREATE INDEX people_import_line_plan ON people_import_line (import_id, plan, number);
