-- Recognition: schemes by which people name each other for a badge.
CREATE TABLE recognition_scheme (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    words TEXT NOT NULL,                 -- what people read before they nominate
    who TEXT NOT NULL,                   -- people (of the directory, and members), members, managers
    quota BIGINT NOT NULL,               -- nominations of one person in a calendar month; 0: any number
    apart_days BIGINT NOT NULL,          -- so long nobody nominates who nominated them; 0: never asked
    rest_days BIGINT NOT NULL,           -- so long who was recognised is not nominated; 0: never asked
    company_values TEXT NOT NULL,        -- one on a line; empty: none is asked for
    votes BIGINT NOT NULL,               -- of the deciders, so many must say yes
    nominated BIGINT NOT NULL,           -- counted, and the row that two nominations wait for each other at
    created_at BIGINT NOT NULL,
    stopped_at BIGINT
) STRICT_TABLE;
CREATE INDEX recognition_scheme_org ON recognition_scheme (org_id THEN_ID);
CREATE INDEX recognition_scheme_achievement ON recognition_scheme (achievement_id);
CREATE INDEX recognition_scheme_account ON recognition_scheme (account_id);

CREATE TABLE recognition_decider (
    scheme_id BIGINT NOT NULL REFERENCES recognition_scheme(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (scheme_id, account_id)
) CLUSTERED_TABLE;
CREATE INDEX recognition_decider_account ON recognition_decider (account_id);

-- state: waiting, accepted, declined, withdrawn. What was decided is told, and the
-- award made, once it can no longer be taken back.
CREATE TABLE nomination (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    scheme_id BIGINT NOT NULL REFERENCES recognition_scheme(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    company_value TEXT NOT NULL,
    citation TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,                -- why it was declined: the nominator reads it
    award_id BIGINT REFERENCES award(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    decided_at BIGINT,
    told_at BIGINT
) STRICT_TABLE;
CREATE INDEX nomination_scheme ON nomination (scheme_id, state, person_id);
CREATE INDEX nomination_org ON nomination (org_id THEN_ID);
CREATE INDEX nomination_account ON nomination (account_id, created_at);
CREATE INDEX nomination_person ON nomination (person_id);
CREATE INDEX nomination_award ON nomination (award_id);

CREATE TABLE nomination_vote (
    nomination_id BIGINT NOT NULL REFERENCES nomination(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    is_yes BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (nomination_id, account_id)
) CLUSTERED_TABLE;
CREATE INDEX nomination_vote_account ON nomination_vote (account_id);
