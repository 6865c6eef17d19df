-- How many stand how, by requirement, department and site, and what of it ends soon: of large
-- organisations counted every ten minutes (src/app/reports/counted.c), since a million standings
-- are not added up while somebody waits. 0: in none.
CREATE TABLE standing_count (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    department_id BIGINT NOT NULL,
    site_id BIGINT NOT NULL,
    state BIGINT NOT NULL,
    n BIGINT NOT NULL,
    near BIGINT NOT NULL,                -- held, and ends within 30 days
    soon BIGINT NOT NULL,                -- within 60, without those
    later BIGINT NOT NULL,               -- within 90
    PRIMARY KEY (requirement_id, department_id, site_id, state)
) CLUSTERED_TABLE;
CREATE INDEX standing_count_org ON standing_count (org_id);
CREATE TABLE standing_counted (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    day BIGINT NOT NULL,                 -- which was today
    at BIGINT NOT NULL
) CLUSTERED_TABLE;
