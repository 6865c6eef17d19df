-- Who stands in for the owner of a checklist, where the owner did it already, is who is new, or is
-- not here any more; and what was handed in is opened by whoever signs it off at that time.
ALTER TABLE induct_template ADD COLUMN substitute_id BIGINT REFERENCES account(id) ON DELETE SET NULL;
CREATE INDEX induct_template_substitute ON induct_template (substitute_id);
DELETE FROM evidence_reader WHERE until_at IS NULL AND folder_id IN (SELECT s.folder_id FROM induct_step s WHERE s.folder_id IS NOT NULL);
