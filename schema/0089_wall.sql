-- The wall: recognitions that everybody of the organisation sees for a while, and the
-- screen that shows them (src/app/recognise/wall.h).
ALTER TABLE recognition_scheme ADD COLUMN wall_days BIGINT NOT NULL DEFAULT 0;   -- so long on the wall; 0: never there
ALTER TABLE recognition_scheme ADD COLUMN says_who BIGINT NOT NULL DEFAULT 0;    -- 1: who nominated may be named there
ALTER TABLE nomination ADD COLUMN is_named BIGINT NOT NULL DEFAULT 0;            -- 1: who nominated agreed to that
ALTER TABLE nomination ADD COLUMN taken_at BIGINT;                               -- taken down from the wall
ALTER TABLE nomination ADD COLUMN taken_why TEXT NOT NULL DEFAULT '';
CREATE INDEX nomination_wall ON nomination (org_id, told_at, id);

-- Who does not want to be shown, neither there nor on the screen.
CREATE TABLE wall_off (
    person_id BIGINT PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
) STRICT_TABLE;

-- The address at which a screen reads the wall.
CREATE TABLE wall_screen (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    read_at BIGINT                       -- the last time, to the hour; NULL: never
) STRICT_TABLE;
