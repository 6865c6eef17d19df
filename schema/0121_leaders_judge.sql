-- Whoever leads people may judge what these hand in, as the first of two (src/app/apply, src/app/intake).
ALTER TABLE org ADD COLUMN leaders_applications BIGINT NOT NULL DEFAULT 0;
ALTER TABLE org ADD COLUMN leaders_training BIGINT NOT NULL DEFAULT 0;

-- What somebody who leads the person said of external training, before somebody who does not looked at it.
CREATE TABLE intake_judgement (
    id PRIMARY_ID,
    intake_id BIGINT NOT NULL REFERENCES intake(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    verdict TEXT NOT NULL,               -- accept, refuse
    requirement_id BIGINT REFERENCES requirement(id) ON DELETE SET NULL,     -- for what
    method TEXT NOT NULL,
    seen TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT                      -- it is judged anew: taken back, or more was asked for
) STRICT_TABLE;
CREATE INDEX intake_judgement_of ON intake_judgement (intake_id, id);
CREATE INDEX intake_judgement_account ON intake_judgement (account_id);
CREATE INDEX intake_judgement_requirement ON intake_judgement (requirement_id);
