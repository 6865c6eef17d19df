-- Samples that auditors drew (src/app/audit/sample.c), with all of what they were drawn from.
CREATE TABLE audit_sample (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    seed TEXT NOT NULL,
    day BIGINT NOT NULL,                 -- as at
    filters TEXT NOT NULL,               -- what the population was narrowed to, in words
    population TEXT NOT NULL,            -- a line each: number of the person, of the requirement, state; with colons
    n_population BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX audit_sample_org ON audit_sample (org_id THEN_ID);
CREATE INDEX audit_sample_account ON audit_sample (account_id);

CREATE TABLE audit_sample_line (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    sample_id BIGINT NOT NULL REFERENCES audit_sample(id) ON DELETE CASCADE,
    place BIGINT NOT NULL,               -- 1, 2, 3 …, as drawn
    person_id BIGINT REFERENCES person(id) ON DELETE SET NULL,
    requirement_id BIGINT REFERENCES requirement(id) ON DELETE SET NULL,
    state BIGINT NOT NULL,               -- on that day, requirement/standing.h
    draw TEXT NOT NULL,                  -- what it was drawn by: SHA-256 in hexadecimal digits
    result TEXT NOT NULL,                -- holds, finding, note; empty: not looked at yet
    note TEXT NOT NULL,
    noted_at BIGINT,
    UNIQUE (sample_id, place)
) STRICT_TABLE;
CREATE INDEX audit_sample_line_org ON audit_sample_line (org_id THEN_ID);
CREATE INDEX audit_sample_line_person ON audit_sample_line (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_sample_line_requirement ON audit_sample_line (requirement_id) WHERE requirement_id IS NOT NULL;
