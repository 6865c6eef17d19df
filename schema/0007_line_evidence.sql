-- A line of a list may bring its own sentence and its own link to evidence.
ALTER TABLE award_batch_line ADD COLUMN narrative TEXT NOT NULL DEFAULT '';
ALTER TABLE award_batch_line ADD COLUMN evidence_url TEXT NOT NULL DEFAULT '';
