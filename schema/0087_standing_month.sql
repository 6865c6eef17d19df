-- How much of what was asked was held at the end of each month, by where people work now:
-- worked out once, when the month is over (src/app/reports/months.c).
CREATE TABLE standing_month (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    department_id BIGINT REFERENCES department(id) ON DELETE SET NULL,
    site_id BIGINT REFERENCES site(id) ON DELETE SET NULL,
    last_day BIGINT NOT NULL,            -- of the month
    asked BIGINT NOT NULL,               -- people; a requirement that nobody was asked for has one row with 0
    held BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX standing_month_org ON standing_month (org_id, last_day THEN_ID);
CREATE INDEX standing_month_requirement ON standing_month (requirement_id, last_day);
CREATE INDEX standing_month_department ON standing_month (department_id) WHERE department_id IS NOT NULL;
CREATE INDEX standing_month_site ON standing_month (site_id) WHERE site_id IS NOT NULL;
