-- The matrix: who stands so, and how many of whom is filtered, without reading anything else.
CREATE INDEX requirement_standing_state ON requirement_standing (person_id, state, requirement_id);
CREATE INDEX requirement_standing_count ON requirement_standing (requirement_id, state, person_id);
