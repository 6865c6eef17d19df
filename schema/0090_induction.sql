-- Induction: checklists for who is new (src/app/induct). What a checklist asks is kept in
-- versions; a running one stays with the version that it began with.
CREATE TABLE induct_template (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    owner_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,                 -- what the newcomer reads first, Markdown
    starts TEXT NOT NULL,                -- hand, hire (first day), audience (whoever comes into it)
    refresh_months BIGINT NOT NULL,      -- begun again so long after it was complete; 0: never
    number BIGINT NOT NULL,              -- the newest version; 0: none was published
    is_edited BIGINT NOT NULL,           -- the working copy says something else
    auto_from BIGINT,                    -- it starts by itself for who comes from then on
    created_at BIGINT NOT NULL,
    archived_at BIGINT
) STRICT_TABLE;
CREATE INDEX induct_template_org ON induct_template (org_id THEN_ID);
CREATE INDEX induct_template_owner ON induct_template (owner_id);
CREATE INDEX induct_template_achievement ON induct_template (achievement_id);

-- Whom it is for: rules as those of requirement_audience.
CREATE TABLE induct_audience (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    template_id BIGINT NOT NULL REFERENCES induct_template(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    ref_id BIGINT NOT NULL,
    words TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX induct_audience_template ON induct_audience (template_id THEN_ID);
CREATE INDEX induct_audience_org ON induct_audience (org_id THEN_ID);

-- Who was looked at already: nobody's checklist starts by itself twice.
CREATE TABLE induct_known (
    template_id BIGINT NOT NULL REFERENCES induct_template(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    PRIMARY KEY (template_id, person_id)
) CLUSTERED_TABLE;
CREATE INDEX induct_known_person ON induct_known (person_id);

-- number 0: the working copy. `line` is the same item in all versions.
CREATE TABLE induct_item (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    template_id BIGINT NOT NULL REFERENCES induct_template(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    place BIGINT NOT NULL,
    phase BIGINT NOT NULL,               -- 0 before the first day, 1 that day, 2 week, 3 month, 4 probation
    days BIGINT,                         -- from the first day; NULL: the end of the phase
    kind TEXT NOT NULL,                  -- read, do, meet, upload, quiz, badge
    doer TEXT NOT NULL,                  -- newcomer, manager, named, owner
    signer TEXT NOT NULL,                -- none, manager, named, owner
    person_id BIGINT REFERENCES person(id) ON DELETE SET NULL,
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE SET NULL,
    text TEXT NOT NULL,
    document TEXT NOT NULL,              -- Markdown
    edition TEXT NOT NULL,
    hash TEXT NOT NULL,                  -- SHA-256 of what is read; '' of what is not
    pass_mark BIGINT NOT NULL,
    mandatory BIGINT NOT NULL,
    must BIGINT NOT NULL                 -- before work starts
) STRICT_TABLE;
CREATE INDEX induct_item_template ON induct_item (template_id, number, phase, place);
CREATE INDEX induct_item_person ON induct_item (person_id);
CREATE INDEX induct_item_achievement ON induct_item (achievement_id);
CREATE INDEX induct_item_org ON induct_item (org_id THEN_ID);

CREATE TABLE induct (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    template_id BIGINT NOT NULL REFERENCES induct_template(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,     -- who started it
    award_id BIGINT REFERENCES award(id) ON DELETE SET NULL,
    source TEXT NOT NULL,                -- hand, hire, audience, refresh
    starts_on BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    done_at BIGINT,
    refreshed_at BIGINT                  -- the next one was begun
) STRICT_TABLE;
CREATE UNIQUE INDEX induct_running ON induct (template_id, person_id) WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX induct_org ON induct (org_id THEN_ID);
CREATE INDEX induct_person ON induct (person_id THEN_ID);
CREATE INDEX induct_account ON induct (account_id);
CREATE INDEX induct_award ON induct (award_id);
CREATE INDEX induct_done ON induct (template_id, done_at) WHERE done_at IS NOT NULL AND refreshed_at IS NULL;

-- One item of a running checklist. dropped: a newer version took its place; what was done is kept.
CREATE TABLE induct_step (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    induct_id BIGINT NOT NULL REFERENCES induct(id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES induct_item(id) ON DELETE CASCADE,
    due_on BIGINT NOT NULL,
    score BIGINT,
    hash TEXT NOT NULL,                  -- of what was acknowledged
    note TEXT NOT NULL,
    done_at BIGINT,
    done_by BIGINT REFERENCES account(id) ON DELETE SET NULL,
    signed_at BIGINT,
    signed_by BIGINT REFERENCES account(id) ON DELETE SET NULL,
    folder_id BIGINT REFERENCES evidence_folder(id) ON DELETE SET NULL,
    told_at BIGINT,                      -- whoever it waits for had a mail
    dropped_at BIGINT
) STRICT_TABLE;
CREATE INDEX induct_step_induct ON induct_step (induct_id);
CREATE INDEX induct_step_item ON induct_step (item_id);
CREATE INDEX induct_step_org ON induct_step (org_id, due_on THEN_ID);
CREATE INDEX induct_step_done_by ON induct_step (done_by);
CREATE INDEX induct_step_signed_by ON induct_step (signed_by);
CREATE INDEX induct_step_folder ON induct_step (folder_id);

-- Who only visits: a poster by the door, for one site, with what is read of a template.
CREATE TABLE induct_lane (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    template_id BIGINT NOT NULL REFERENCES induct_template(id) ON DELETE CASCADE,
    site_id BIGINT REFERENCES site(id) ON DELETE SET NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    valid_days BIGINT NOT NULL,          -- 1: the day itself
    keep_days BIGINT NOT NULL,           -- a pass is deleted so long after its end
    created_at BIGINT NOT NULL,
    stopped_at BIGINT
) STRICT_TABLE;
CREATE INDEX induct_lane_org ON induct_lane (org_id THEN_ID);
CREATE INDEX induct_lane_template ON induct_lane (template_id);
CREATE INDEX induct_lane_site ON induct_lane (site_id);
CREATE INDEX induct_lane_account ON induct_lane (account_id);

-- token_hash: of the secret in its bearer's address; check_id: in the code that anybody may ask.
CREATE TABLE induct_pass (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    lane_id BIGINT NOT NULL REFERENCES induct_lane(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,              -- the version of the template that was read
    token_hash TEXT NOT NULL UNIQUE,
    check_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    hashes TEXT NOT NULL,                -- of what was acknowledged, one on a line
    created_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,            -- the moment it ends
    ended_at BIGINT                      -- taken away before
) STRICT_TABLE;
CREATE INDEX induct_pass_org ON induct_pass (org_id THEN_ID);
CREATE INDEX induct_pass_lane ON induct_pass (lane_id);
CREATE INDEX induct_pass_until ON induct_pass (until_at);
