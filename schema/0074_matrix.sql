-- Who has most to do, without looking at what is in order: overdue, in grace, expired.
CREATE INDEX requirement_standing_open ON requirement_standing (person_id) WHERE state IN (5, 8, 9);
