-- Whose mails and lines of imports are whose is asked for each person who is erased. The mail
-- of an award keeps no address (0003), so a long list costs nothing here.
CREATE INDEX mail_to ON mail (org_id, lower(to_address)) WHERE to_address <> '';
CREATE INDEX people_import_line_person ON people_import_line (person_id) WHERE person_id IS NOT NULL;

-- A saved view that is deleted comes back for some minutes.
ALTER TABLE list_view ADD COLUMN removed_at BIGINT;
