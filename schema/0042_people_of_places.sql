-- Who works where is counted and filtered from the index alone.
DROP INDEX person_department;
CREATE INDEX person_department ON person (department_id, org_id, removed_at, leaves_at) WHERE department_id IS NOT NULL;
DROP INDEX person_site;
CREATE INDEX person_site ON person (site_id, org_id, removed_at, leaves_at) WHERE site_id IS NOT NULL;
-- So is who holds a badge, and who has none; the order of before stays.
DROP INDEX award_person;
CREATE INDEX award_person ON award (person_id, id, achievement_id, revoked_at, valid_until);
