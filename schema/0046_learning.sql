-- What learning platforms and courses tell (xAPI), and the rules by which that
-- awards badges.
CREATE TABLE learn_rule (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    verb TEXT NOT NULL,                  -- its IRI
    activity TEXT NOT NULL,              -- an IRI, or how it begins
    is_start BIGINT NOT NULL,            -- all activities that begin so
    percent BIGINT NOT NULL,             -- at least so much of 100; -1: however much
    needs_success BIGINT NOT NULL,
    needs_completion BIGINT NOT NULL,
    gives_evidence BIGINT NOT NULL,      -- the activity stands in the award
    is_on BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX learn_rule_org ON learn_rule (org_id);
CREATE INDEX learn_rule_badge ON learn_rule (achievement_id);

CREATE TABLE learn_statement (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    statement_id TEXT NOT NULL,
    digest TEXT NOT NULL,                -- of what it says: the same id again must say the same
    token_id BIGINT REFERENCES token(id) ON DELETE SET NULL,
    version BIGINT NOT NULL,             -- 1: xAPI 1.0.3; 2: 2.0
    actor TEXT NOT NULL,                 -- "mbox ann@example.org"; empty: a group without a name
    actor_name TEXT NOT NULL,
    verb TEXT NOT NULL,
    verb_name TEXT NOT NULL,
    object TEXT NOT NULL,
    object_name TEXT NOT NULL,
    body TEXT NOT NULL,                  -- as it came
    state TEXT NOT NULL,                 -- new, none (no rule), met, voids
    at BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    voided_at BIGINT,
    UNIQUE (org_id, statement_id)
) STRICT_TABLE;
CREATE INDEX learn_statement_state ON learn_statement (org_id, state, id);
CREATE INDEX learn_statement_org ON learn_statement (org_id, id);
CREATE INDEX learn_statement_object ON learn_statement (org_id, object);
CREATE INDEX learn_statement_actor ON learn_statement (org_id, actor);
CREATE INDEX learn_statement_token ON learn_statement (token_id);

-- Who somebody in statements is: found, or decided by a person.
CREATE TABLE learn_actor (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,                 -- waiting, known, out
    person_id BIGINT REFERENCES person(id) ON DELETE CASCADE,
    seen_at BIGINT NOT NULL,
    UNIQUE (org_id, actor)
) STRICT_TABLE;
CREATE INDEX learn_actor_state ON learn_actor (org_id, state, id);
CREATE INDEX learn_actor_person ON learn_actor (person_id);

-- What came of a statement by a rule.
CREATE TABLE learn_outcome (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    statement BIGINT NOT NULL REFERENCES learn_statement(id) ON DELETE CASCADE,
    rule_id BIGINT REFERENCES learn_rule(id) ON DELETE SET NULL,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES learn_actor(id) ON DELETE CASCADE,
    state TEXT NOT NULL,                 -- unknown, held, awarded, holds, out, undone, voided, off, failed
    why TEXT NOT NULL,
    award_id BIGINT REFERENCES award(id) ON DELETE SET NULL,
    due_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (statement, rule_id)
) STRICT_TABLE;
CREATE INDEX learn_outcome_org ON learn_outcome (org_id, state, id);
CREATE INDEX learn_outcome_actor ON learn_outcome (actor_id);
CREATE INDEX learn_outcome_rule ON learn_outcome (rule_id);
CREATE INDEX learn_outcome_badge ON learn_outcome (achievement_id);
CREATE INDEX learn_outcome_award ON learn_outcome (award_id);
