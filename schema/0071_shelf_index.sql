-- What the shelf asks of all badges of a person (how many, by whom, of which year) is
-- answered without reading the badges, whose rows are long. Not by removed_at first:
-- the first page goes by holding_owner.
CREATE INDEX holding_shelf ON holding (owner_id, issuer_name, awarded_year, removed_at THEN_ID);
