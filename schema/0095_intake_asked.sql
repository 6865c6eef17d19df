-- What it was handed in for: undoing what was decided puts it back (src/app/intake).
ALTER TABLE intake ADD COLUMN asked_id BIGINT REFERENCES requirement(id) ON DELETE SET NULL;
UPDATE intake SET asked_id = requirement_id;
CREATE INDEX intake_asked ON intake (asked_id);
