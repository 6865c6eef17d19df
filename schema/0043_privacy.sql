-- How long what is kept, by kind; no row: the rule that Lapel proposes.
CREATE TABLE retention_rule (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    months BIGINT NOT NULL,              -- 0: kept
    PRIMARY KEY (org_id, kind)
) CLUSTERED_TABLE;
-- Nothing is deleted by a rule before somebody switched that on.
ALTER TABLE org ADD COLUMN retention_since BIGINT;
-- What the nights deleted.
CREATE TABLE retention_night (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    day BIGINT NOT NULL,                 -- since 1970
    kind TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (org_id, day, kind)
) CLUSTERED_TABLE;
-- Nothing about this person, or of this badge, is deleted meanwhile.
CREATE TABLE legal_hold (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT REFERENCES person(id) ON DELETE CASCADE,
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX legal_hold_org ON legal_hold (org_id);
CREATE INDEX legal_hold_person ON legal_hold (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX legal_hold_achievement ON legal_hold (achievement_id) WHERE achievement_id IS NOT NULL;
-- A person is erased: asked for, done, taken back. `receipt`: counts by part, JSON.
CREATE TABLE erasure (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    state TEXT NOT NULL,                 -- waiting, done, undone, stopped
    reference TEXT NOT NULL,             -- of the request: a number, no name
    why TEXT NOT NULL,                   -- it was stopped
    receipt TEXT NOT NULL,
    was_removed BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    ended_at BIGINT
) STRICT_TABLE;
CREATE INDEX erasure_org ON erasure (org_id THEN_ID);
CREATE UNIQUE INDEX erasure_once ON erasure (person_id) WHERE state = 'waiting';
ALTER TABLE person ADD COLUMN erased_at BIGINT;
