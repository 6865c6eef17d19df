-- People of an organisation in the order of their rows, for counting them up to
-- where a list is long: by name, each would lie somewhere else on the disk.
CREATE INDEX person_org ON person (org_id THEN_ID);
