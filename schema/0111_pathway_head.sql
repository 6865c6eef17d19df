-- A version of a pathway keeps its head too, not only its steps: what it was called and led to on
-- the day on which it was published. What was published before has what is said of it today.
ALTER TABLE pathway_version ADD COLUMN achievement_id BIGINT REFERENCES achievement(id) ON DELETE SET NULL;
ALTER TABLE pathway_version ADD COLUMN badge_name TEXT NOT NULL DEFAULT '';
ALTER TABLE pathway_version ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE pathway_version ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE pathway_version ADD COLUMN qualification TEXT NOT NULL DEFAULT '';
ALTER TABLE pathway_version ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE pathway_version ADD COLUMN level TEXT NOT NULL DEFAULT '';
ALTER TABLE pathway_version ADD COLUMN currency TEXT NOT NULL DEFAULT '';
CREATE INDEX pathway_version_achievement ON pathway_version (achievement_id);
UPDATE pathway_version SET
    achievement_id = (SELECT p.achievement_id FROM pathway p WHERE p.id = pathway_version.pathway_id),
    badge_name = coalesce((SELECT v.name FROM pathway p JOIN achievement b ON b.id = p.achievement_id JOIN achievement_version v ON v.id = b.version_id WHERE p.id = pathway_version.pathway_id), ''),
    name = (SELECT p.name FROM pathway p WHERE p.id = pathway_version.pathway_id),
    words = (SELECT p.words FROM pathway p WHERE p.id = pathway_version.pathway_id),
    qualification = (SELECT p.qualification FROM pathway p WHERE p.id = pathway_version.pathway_id),
    body = (SELECT p.body FROM pathway p WHERE p.id = pathway_version.pathway_id),
    level = (SELECT p.level FROM pathway p WHERE p.id = pathway_version.pathway_id),
    currency = (SELECT p.currency FROM pathway p WHERE p.id = pathway_version.pathway_id);
