-- What an award said before it was corrected, moved to another address or given
-- back. It keeps its address; what was signed before is withdrawn in the place of
-- the status list that it names, and what is signed now has another place.
CREATE TABLE award_past (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    award_id BIGINT NOT NULL REFERENCES award(id) ON DELETE CASCADE,
    edition BIGINT NOT NULL,             -- 0: as it was awarded
    recipient TEXT NOT NULL,             -- the address that it was made out to
    awarded_at BIGINT NOT NULL,
    valid_until BIGINT,
    narrative TEXT NOT NULL,
    evidence_url TEXT NOT NULL,
    status_list_id BIGINT NOT NULL REFERENCES status_list(id),
    status_index BIGINT NOT NULL,
    what TEXT NOT NULL,                  -- correct, move, restore, return
    why TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE UNIQUE INDEX award_past_award ON award_past (award_id, edition);
CREATE INDEX award_past_list ON award_past (status_list_id);
CREATE INDEX award_past_org ON award_past (org_id);
ALTER TABLE award ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;
