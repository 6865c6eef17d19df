-- Badges that people apply for, with evidence for each criterion, and who judged.
CREATE TABLE apply_form (
    achievement_id BIGINT PRIMARY KEY REFERENCES achievement(id) ON DELETE CASCADE,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- /apply/ID
    words TEXT NOT NULL,                 -- what applicants read first
    audience TEXT NOT NULL,              -- of what they hand in, unless they choose another
    opens_at BIGINT,
    closes_at BIGINT,
    stopped_at BIGINT,
    most BIGINT NOT NULL,                -- 0: any number
    taken BIGINT NOT NULL,               -- handed in and not withdrawn or declined
    days BIGINT NOT NULL,                -- in which an answer is promised; 0: none is
    sample BIGINT NOT NULL,              -- of 100 applications so many are judged twice
    seed TEXT NOT NULL,                  -- which ones
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL
) CLUSTERED_TABLE;
CREATE INDEX apply_form_org ON apply_form (org_id);

-- state: draft, waiting, second, third, more, passed, declined, withdrawn.
CREATE TABLE application (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    version_id BIGINT NOT NULL REFERENCES achievement_version(id),
    folder_id BIGINT NOT NULL REFERENCES evidence_folder(id),
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded TEXT NOT NULL,
    state TEXT NOT NULL,
    statement TEXT NOT NULL,             -- what is said beside the evidence
    round BIGINT NOT NULL,               -- how often it was handed in
    is_sampled BIGINT NOT NULL,
    assigned_to BIGINT,
    reason TEXT NOT NULL,                -- of the decision, for the applicant
    award_id BIGINT REFERENCES award(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    submitted_at BIGINT,
    due_at BIGINT,
    decided_at BIGINT,
    told_at BIGINT                       -- the decision left: it stands
) STRICT_TABLE;
CREATE INDEX application_org ON application (org_id THEN_ID);
CREATE INDEX application_person ON application (folded);
CREATE INDEX application_badge ON application (achievement_id);
CREATE INDEX application_award ON application (award_id);
CREATE UNIQUE INDEX application_open ON application (achievement_id, folded) WHERE state IN ('draft', 'waiting', 'second', 'third', 'more');

-- One judgement. stage: 1 the first judge, 2 the second, 3 the one who settles it.
CREATE TABLE judgement (
    id PRIMARY_ID,
    application_id BIGINT NOT NULL REFERENCES application(id) ON DELETE CASCADE,
    round BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    verdict TEXT NOT NULL,               -- pass, more, decline
    reason TEXT NOT NULL,                -- for the applicant
    note TEXT NOT NULL,                  -- for the colleagues alone
    created_at BIGINT NOT NULL,
    UNIQUE (application_id, round, stage)
) STRICT_TABLE;

-- What both sides write to each other, and what happened. account_id NULL: the applicant.
CREATE TABLE application_message (
    id PRIMARY_ID,
    application_id BIGINT NOT NULL REFERENCES application(id) ON DELETE CASCADE,
    account_id BIGINT,
    from_applicant BIGINT NOT NULL,
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX application_message_in ON application_message (application_id THEN_ID);

-- What the applicant says to each criterion, and what a judge says of it. ticks:
-- the four questions, a bit each: 1 valid, 2 authentic, 4 current, 8 sufficient.
CREATE TABLE application_answer (
    application_id BIGINT NOT NULL REFERENCES application(id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (application_id, item)
) CLUSTERED_TABLE;
CREATE TABLE judgement_item (
    judgement_id BIGINT NOT NULL REFERENCES judgement(id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    ticks BIGINT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (judgement_id, item)
) CLUSTERED_TABLE;
