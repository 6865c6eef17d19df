-- A list that was told to go waits first: 'held' for the minutes in which it can
-- be taken back, 'planned' until the time that was chosen. Nothing is signed
-- before `starts_at`; the job of a start knows it by that moment.
ALTER TABLE award_batch ADD COLUMN starts_at BIGINT;

-- Where its clocks are, and how long a list is held.
ALTER TABLE org ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE org ADD COLUMN hold_minutes BIGINT NOT NULL DEFAULT 10;
