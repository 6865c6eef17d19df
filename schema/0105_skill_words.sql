-- What people say of skills (src/app/skill): they of themselves, and others who confirm it.

-- A skill of a framework, of a person: said by themselves, or by others alone.
CREATE TABLE skill_claim (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES framework_item(id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    said_at BIGINT,                      -- by themselves; NULL: others did
    ended_at BIGINT,                     -- they took it back; what others said stays
    created_at BIGINT NOT NULL,
    UNIQUE (person_id, item_id)
) STRICT_TABLE;
CREATE INDEX skill_claim_org ON skill_claim (org_id, item_id);
CREATE INDEX skill_claim_item ON skill_claim (item_id);
CREATE INDEX skill_claim_ended ON skill_claim (ended_at) WHERE ended_at IS NOT NULL;

-- What somebody else says of it. state: asked, said, no, back (taken back).
CREATE TABLE skill_word (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    claim_id BIGINT NOT NULL REFERENCES skill_claim(id) ON DELETE CASCADE,
    by_id BIGINT REFERENCES person(id) ON DELETE SET NULL,   -- NULL: somebody who was erased
    state TEXT NOT NULL,
    is_manager BIGINT NOT NULL,          -- they led the person when they said it
    note TEXT NOT NULL,
    asked_at BIGINT,                     -- NULL: said without being asked
    said_at BIGINT,
    ended_at BIGINT,                     -- it was taken back, or the answer was no
    UNIQUE (claim_id, by_id)
) STRICT_TABLE;
CREATE INDEX skill_word_org ON skill_word (org_id THEN_ID);
CREATE INDEX skill_word_by ON skill_word (by_id, state);
CREATE INDEX skill_word_ended ON skill_word (ended_at) WHERE ended_at IS NOT NULL;

-- Skills that badges of others name, each once; and which of what was handed in names them.
CREATE TABLE outside_skill (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    framework TEXT NOT NULL,
    UNIQUE (org_id, url)
) STRICT_TABLE;
CREATE TABLE intake_skill (
    intake_id BIGINT NOT NULL REFERENCES intake(id) ON DELETE CASCADE,
    outside_id BIGINT NOT NULL REFERENCES outside_skill(id) ON DELETE CASCADE,
    PRIMARY KEY (intake_id, outside_id)
) CLUSTERED_TABLE;
CREATE INDEX intake_skill_outside ON intake_skill (outside_id, intake_id);
