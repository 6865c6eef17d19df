-- A line may name a staff number (key) and an address (address_key) of one person.
ALTER TABLE people_import_line ADD COLUMN address_key TEXT NOT NULL DEFAULT '';
CREATE INDEX people_import_line_address ON people_import_line (import_id, address_key, number);
