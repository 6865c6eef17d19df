-- Pathways: steps on the way to a qualification, in versions (src/app/pathway). Whether a
-- step is done follows from awards alone; what is kept here about people is how far they
-- were when it was last looked at, so that lists of thousands need not judge each one.
CREATE TABLE pathway (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    owner_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE SET NULL,     -- awarded at the end
    name TEXT NOT NULL,
    words TEXT NOT NULL,                 -- Markdown
    qualification TEXT NOT NULL,         -- what it leads to, by its name outside
    body TEXT NOT NULL,                  -- who awards that
    level TEXT NOT NULL,                 -- "SCQF 6"
    currency TEXT NOT NULL,
    is_open BIGINT NOT NULL,             -- people join by themselves
    lapses BIGINT NOT NULL,              -- what is complete reopens when a step is not done any more
    number BIGINT NOT NULL,              -- the newest version; 0: none was published
    is_edited BIGINT NOT NULL,           -- the working copy says something else
    created_at BIGINT NOT NULL,
    archived_at BIGINT
) STRICT_TABLE;
CREATE INDEX pathway_org ON pathway (org_id THEN_ID);
CREATE INDEX pathway_owner ON pathway (owner_id);
CREATE INDEX pathway_achievement ON pathway (achievement_id);

-- Who published which version, and when.
CREATE TABLE pathway_version (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    pathway_id BIGINT NOT NULL REFERENCES pathway(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    published_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX pathway_version_number ON pathway_version (pathway_id, number);
CREATE INDEX pathway_version_org ON pathway_version (org_id THEN_ID);
CREATE INDEX pathway_version_account ON pathway_version (account_id);

-- number 0: the working copy. `line` is the same step in all versions.
CREATE TABLE pathway_step (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    pathway_id BIGINT NOT NULL REFERENCES pathway(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    place BIGINT NOT NULL,
    parent BIGINT NOT NULL,              -- the line of its group; 0: of none
    kind TEXT NOT NULL,                  -- badge, group
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    needed BIGINT NOT NULL,              -- of a group: so many of its parts; 0: all that are not optional
    optional BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    cost BIGINT NOT NULL,                -- whole units of the currency
    unit TEXT NOT NULL,                  -- its code in the qualification
    credit BIGINT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX pathway_step_line ON pathway_step (pathway_id, number, line);
CREATE INDEX pathway_step_org ON pathway_step (org_id THEN_ID);

-- A step is done with any of its badges.
CREATE TABLE pathway_badge (
    pathway_id BIGINT NOT NULL REFERENCES pathway(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    PRIMARY KEY (pathway_id, number, line, achievement_id)
) CLUSTERED_TABLE;
CREATE INDEX pathway_badge_achievement ON pathway_badge (achievement_id);

-- A step opens when all of these are done.
CREATE TABLE pathway_after (
    pathway_id BIGINT NOT NULL REFERENCES pathway(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    after_line BIGINT NOT NULL,
    PRIMARY KEY (pathway_id, number, line, after_line)
) CLUSTERED_TABLE;

CREATE TABLE pathway_person (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    pathway_id BIGINT NOT NULL REFERENCES pathway(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,     -- who put them on it
    award_id BIGINT REFERENCES award(id) ON DELETE SET NULL,         -- made at the end by this
    source TEXT NOT NULL,                -- hand, self
    created_at BIGINT NOT NULL,
    left_at BIGINT,
    done_at BIGINT,
    lapsed_at BIGINT,                    -- it was complete, and is not any more
    look_at BIGINT,                      -- when what follows may be different
    steps BIGINT NOT NULL,
    steps_done BIGINT NOT NULL,
    minutes BIGINT NOT NULL,             -- still to do
    cost BIGINT NOT NULL,
    next_title TEXT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX pathway_person_once ON pathway_person (pathway_id, person_id);
CREATE INDEX pathway_person_pathway ON pathway_person (pathway_id THEN_ID);
CREATE INDEX pathway_person_org ON pathway_person (org_id THEN_ID);
CREATE INDEX pathway_person_person ON pathway_person (person_id THEN_ID);
CREATE INDEX pathway_person_account ON pathway_person (account_id);
CREATE INDEX pathway_person_award ON pathway_person (award_id);
CREATE INDEX pathway_person_look ON pathway_person (look_at) WHERE look_at IS NOT NULL;

-- Steps that count without one of today's badges: kept from an older version, while the
-- award that did it then is good; or learned before, as somebody by name says.
CREATE TABLE pathway_credit (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    enrol_id BIGINT NOT NULL REFERENCES pathway_person(id) ON DELETE CASCADE,
    line BIGINT NOT NULL,
    kind TEXT NOT NULL,                  -- version, prior
    award_id BIGINT REFERENCES award(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX pathway_credit_enrol ON pathway_credit (enrol_id, line);
CREATE INDEX pathway_credit_org ON pathway_credit (org_id THEN_ID);
CREATE INDEX pathway_credit_award ON pathway_credit (award_id);
CREATE INDEX pathway_credit_account ON pathway_credit (account_id);
