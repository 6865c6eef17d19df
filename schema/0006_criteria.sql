-- What has to be shown for a badge, one by one: JSON array of {id, text,
-- required, proof, note}; `criteria` is what is said beside them.
ALTER TABLE achievement_version ADD COLUMN criteria_items TEXT NOT NULL DEFAULT '[]';
