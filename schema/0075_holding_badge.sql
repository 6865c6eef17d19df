-- Does somebody hold this badge? Asked for each goal and each of its parts.
CREATE INDEX holding_badge ON holding (owner_id, achievement_id);
