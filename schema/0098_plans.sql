-- Personal development plans: what somebody wants to reach at work, and the steps to it
-- (src/app/plan). A plan is its person's own; who leads them reads it once it was sent.
CREATE TABLE plan (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    jobrole_id BIGINT REFERENCES jobrole(id) ON DELETE SET NULL,
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE SET NULL,
    title TEXT NOT NULL,                 -- the goal: the name of either, or words
    why TEXT NOT NULL,
    state TEXT NOT NULL,                 -- draft, sent, back (to be changed), agreed
    review_on BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,          -- goal or steps; what was done is no change
    sent_at BIGINT,
    answered_at BIGINT,                  -- agreed, or sent back
    answered_by BIGINT REFERENCES account(id) ON DELETE SET NULL,
    closed_at BIGINT,
    reached BIGINT NOT NULL,             -- 1: closed as reached; 0: given up, or open
    removed_at BIGINT                    -- deleted thirty days later
) STRICT_TABLE;
CREATE INDEX plan_org ON plan (org_id THEN_ID);
CREATE INDEX plan_person ON plan (person_id THEN_ID);
CREATE INDEX plan_jobrole ON plan (jobrole_id);
CREATE INDEX plan_achievement ON plan (achievement_id);
CREATE INDEX plan_answered_by ON plan (answered_by);

-- A step that names a requirement or a badge is done when that is held; others are ticked.
CREATE TABLE plan_step (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    plan_id BIGINT NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
    requirement_id BIGINT REFERENCES requirement(id) ON DELETE SET NULL,
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE SET NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    cost BIGINT NOT NULL,                -- hundredths of the money of the organisation
    due_on BIGINT,
    done_at BIGINT,                      -- ticked by hand
    removed_at BIGINT
) STRICT_TABLE;
CREATE INDEX plan_step_org ON plan_step (org_id THEN_ID);
CREATE INDEX plan_step_plan ON plan_step (plan_id THEN_ID);
CREATE INDEX plan_step_requirement ON plan_step (requirement_id);
CREATE INDEX plan_step_achievement ON plan_step (achievement_id);

-- What became of it, one after the other, comments among it.
CREATE TABLE plan_event (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    plan_id BIGINT NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX plan_event_org ON plan_event (org_id THEN_ID);
CREATE INDEX plan_event_plan ON plan_event (plan_id THEN_ID);
CREATE INDEX plan_event_account ON plan_event (account_id);

-- Of what was mailed, for each kind the last moment that was told of, and to whom.
CREATE TABLE plan_told (
    plan_id BIGINT NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
    what BIGINT NOT NULL,                -- 0 its review, 1 an answer; to who leads them: 2 its review, 3 that it was sent
    moment BIGINT NOT NULL,
    told_to BIGINT NOT NULL,             -- the person
    mail_id BIGINT,                      -- NULL: they have no address, or want no such mail
    PRIMARY KEY (plan_id, what)
) CLUSTERED_TABLE;
CREATE INDEX plan_told_mail ON plan_told (mail_id) WHERE mail_id IS NOT NULL;
