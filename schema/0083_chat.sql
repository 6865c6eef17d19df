-- Who listens at a webhook's address: program (signed messages), slack or teams (words for a channel).
ALTER TABLE hook ADD COLUMN listener TEXT NOT NULL DEFAULT 'program';
