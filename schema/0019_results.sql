-- How well: what results a badge may come with (JSON array of descriptions with
-- their levels), and in which language its words are; the results of an award,
-- of a list for everybody, and of one line of it.
ALTER TABLE achievement_version ADD COLUMN results TEXT NOT NULL DEFAULT '[]';
ALTER TABLE achievement_version ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE award ADD COLUMN results TEXT;
ALTER TABLE award_batch ADD COLUMN results TEXT NOT NULL DEFAULT '';
ALTER TABLE award_batch_line ADD COLUMN results TEXT NOT NULL DEFAULT '';
