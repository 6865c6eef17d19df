-- Standards of the workplace: what is asked of whom, what proves it, and how everybody
-- stands (src/app/requirement). Days are 00:00 of them written as if it were UTC, as the
-- calendar at the person's site has them; moments are moments.
ALTER TABLE site ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';      -- empty: as the organisation

CREATE TABLE requirement (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    folded TEXT NOT NULL,
    owner_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    archived_at BIGINT,
    UNIQUE (org_id, folded)
) STRICT_TABLE;
CREATE INDEX requirement_owner ON requirement (owner_id) WHERE owner_id IS NOT NULL;

-- What it says. Number 0 is the working copy; any other never changes.
CREATE TABLE requirement_version (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,                 -- Markdown
    basis TEXT NOT NULL,                 -- law, standard, contract, policy
    basis_ref TEXT NOT NULL,
    basis_url TEXT NOT NULL,
    basis_version TEXT NOT NULL,
    criticality TEXT NOT NULL,           -- blocks, mandatory, recommended
    rule TEXT NOT NULL,                  -- JSON, requirement/rule.h
    sign_off TEXT NOT NULL,              -- who may record: any, not-manager
    retain_years BIGINT NOT NULL,        -- 0: as the organisation keeps things
    grace_by BIGINT REFERENCES account(id) ON DELETE SET NULL,       -- who answers for grace where work is blocked
    changed_by BIGINT REFERENCES account(id) ON DELETE SET NULL,
    changed_at BIGINT NOT NULL,
    published_at BIGINT,
    published_on BIGINT,                 -- the day
    carry TEXT NOT NULL,                 -- what becomes of proof of before: counts, renew
    renew_by BIGINT,                     -- the last day on which it holds
    UNIQUE (requirement_id, number)
) STRICT_TABLE;
CREATE INDEX requirement_version_org ON requirement_version (org_id THEN_ID);

-- Whom a version is for: who is in one of its rules and in none that leaves people out.
CREATE TABLE requirement_audience (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    version_id BIGINT NOT NULL REFERENCES requirement_version(id) ON DELETE CASCADE,
    leaves_out BIGINT NOT NULL,
    kind TEXT NOT NULL,                  -- everybody, department, site, team, group, employment, title, person
    ref_id BIGINT NOT NULL,              -- of department (with those in it), site, team, group, person; else 0
    words TEXT NOT NULL                  -- of employment, title (folded)
) STRICT_TABLE;
CREATE INDEX requirement_audience_version ON requirement_audience (version_id THEN_ID);
CREATE INDEX requirement_audience_org ON requirement_audience (org_id THEN_ID);

-- What the rule of a version names, so that a change of it is known to concern it.
CREATE TABLE requirement_part (
    version_id BIGINT NOT NULL REFERENCES requirement_version(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- badge, requirement, due (the requirement that days are counted from)
    ref_id BIGINT NOT NULL,
    PRIMARY KEY (version_id, kind, ref_id)
) CLUSTERED_TABLE;
CREATE INDEX requirement_part_ref ON requirement_part (kind, ref_id);

-- Who is asked, since when and until when. One that ended stays; who is asked again gets another.
CREATE TABLE requirement_assignment (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    from_on BIGINT NOT NULL,
    until_on BIGINT,                     -- the last day; NULL: it goes on
    until_why TEXT NOT NULL,             -- moved, left, archived, ended
    source TEXT NOT NULL,                -- audience, or person: somebody chose them
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX requirement_assignment_open ON requirement_assignment (requirement_id, person_id) WHERE until_on IS NULL;
CREATE INDEX requirement_assignment_person ON requirement_assignment (person_id, requirement_id, until_on);
CREATE INDEX requirement_assignment_org ON requirement_assignment (org_id THEN_ID);

-- What proves it besides awards, which stand in their own table. Never changed: what was
-- wrong is corrected by a row of its own, which takes its place or says that it was none.
CREATE TABLE requirement_record (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- record, evidence, external: as in the rule
    source TEXT NOT NULL,                -- attendance, evidence, external, imported, member
    ref_id BIGINT NOT NULL,              -- the rule of equivalence; else 0
    what TEXT NOT NULL,                  -- which record; empty: the requirement as a whole
    completed_on BIGINT NOT NULL,
    ends_on BIGINT,                      -- the last day of its own
    back_dated BIGINT NOT NULL,          -- completed before the day on which it was recorded
    note TEXT NOT NULL,
    folder_id BIGINT REFERENCES evidence_folder(id) ON DELETE SET NULL,
    corrects_id BIGINT REFERENCES requirement_record(id) ON DELETE CASCADE,
    voids BIGINT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    recorded_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX requirement_record_of ON requirement_record (requirement_id, person_id THEN_ID);
CREATE INDEX requirement_record_person ON requirement_record (person_id THEN_ID);
CREATE INDEX requirement_record_org ON requirement_record (org_id THEN_ID);
CREATE UNIQUE INDEX requirement_record_corrects ON requirement_record (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX requirement_record_folder ON requirement_record (folder_id) WHERE folder_id IS NOT NULL;

-- Waived, extended or suspended for one person, by whom and why.
CREATE TABLE requirement_exception (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- waive, extend, suspend
    from_on BIGINT NOT NULL,
    until_on BIGINT,                     -- the last day, or the new one; NULL: for good
    reason TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    recorded_at BIGINT NOT NULL,
    ended_at BIGINT,                     -- taken back
    ended_by BIGINT REFERENCES account(id) ON DELETE SET NULL,
    ended_why TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX requirement_exception_of ON requirement_exception (requirement_id, person_id THEN_ID);
CREATE INDEX requirement_exception_person ON requirement_exception (person_id THEN_ID);
CREATE INDEX requirement_exception_org ON requirement_exception (org_id THEN_ID);

-- Leave of absence, and days of a person that due dates are counted from.
CREATE TABLE person_leave (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    from_on BIGINT NOT NULL,
    until_on BIGINT,                     -- the last day; NULL: not known yet
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX person_leave_person ON person_leave (person_id, from_on);
CREATE INDEX person_leave_org ON person_leave (org_id THEN_ID);
CREATE TABLE person_day (
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    name TEXT NOT NULL,                  -- role: of the job they have now; any other as a rule names it
    day BIGINT NOT NULL,
    PRIMARY KEY (person_id, name)
) CLUSTERED_TABLE;

-- How everybody stands, worked out from the rest; who is not asked has no row.
CREATE TABLE requirement_standing (
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    version_id BIGINT NOT NULL REFERENCES requirement_version(id) ON DELETE CASCADE,
    state BIGINT NOT NULL,               -- requirement/standing.h
    due_on BIGINT,
    expires_on BIGINT,
    completed_on BIGINT,
    next_at BIGINT,                      -- the moment, a midnight there, at which it may change by itself
    computed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, requirement_id)
) CLUSTERED_TABLE;
CREATE INDEX requirement_standing_of ON requirement_standing (requirement_id, person_id, state);
CREATE INDEX requirement_standing_next ON requirement_standing (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX requirement_standing_org ON requirement_standing (org_id);
CREATE INDEX requirement_standing_version ON requirement_standing (version_id);

-- How many stand how, counted in the transaction that changes it.
CREATE TABLE requirement_tally (
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    state BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (requirement_id, state)
) CLUSTERED_TABLE;

-- What has to be worked out again. 0: every requirement, everybody.
CREATE TABLE requirement_touched (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, requirement_id, person_id)
) CLUSTERED_TABLE;
