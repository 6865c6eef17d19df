-- Cards whose code says whether somebody is cleared for a job role, and not who they are
-- (src/app/ready/card.c). What it answers is worked out when it is read.
CREATE TABLE clearance_card (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    jobrole_id BIGINT NOT NULL REFERENCES jobrole(id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,                     -- it answers no more
    UNIQUE (person_id, jobrole_id)
) STRICT_TABLE;
CREATE INDEX clearance_card_org ON clearance_card (org_id THEN_ID);
CREATE INDEX clearance_card_jobrole ON clearance_card (jobrole_id);
