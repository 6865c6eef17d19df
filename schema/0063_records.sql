-- Learner records: awards of one person under one signature (CLR 2.0).
CREATE TABLE learner_record (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    public_id TEXT NOT NULL UNIQUE,      -- /records/ID
    name TEXT NOT NULL,
    awards BIGINT NOT NULL,              -- how many are in it
    document TEXT NOT NULL,              -- as it was signed: JSON with its proof, or a token
    created_at BIGINT NOT NULL,
    removed_at BIGINT                    -- not given out any more
) STRICT_TABLE;
CREATE INDEX learner_record_person ON learner_record (person_id THEN_ID);
CREATE INDEX learner_record_org ON learner_record (org_id THEN_ID);
