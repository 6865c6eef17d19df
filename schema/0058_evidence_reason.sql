-- Who opened evidence that only judges see, and why: for an hour. NULL: a judge.
ALTER TABLE evidence_reader ADD COLUMN until_at BIGINT;
ALTER TABLE evidence_reader ADD COLUMN reason TEXT NOT NULL DEFAULT '';
