-- Training from elsewhere does a step of a pathway too (src/app/pathway, src/app/intake): by what
-- the step itself takes, or as somebody judged it.
CREATE TABLE pathway_outside (
    id PRIMARY_ID,
    pathway_id BIGINT NOT NULL REFERENCES pathway(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    issuer TEXT NOT NULL,                -- as rules of external training have it: a host, a DID, an address
    pattern TEXT NOT NULL                -- of the achievement: its address or name, * for anything
) STRICT_TABLE;
CREATE UNIQUE INDEX pathway_outside_once ON pathway_outside (pathway_id, number, line, issuer, pattern);

-- It counts while what was handed in does. kind: outside too.
ALTER TABLE pathway_credit ADD COLUMN intake_id BIGINT REFERENCES intake(id) ON DELETE CASCADE;
ALTER TABLE pathway_credit ADD COLUMN ends_on BIGINT;                    -- the last day; NULL: no end of its own
CREATE INDEX pathway_credit_intake ON pathway_credit (intake_id);

-- For which pathway it was accepted, by what the pathway takes or by whoever judged it.
ALTER TABLE intake ADD COLUMN pathway_id BIGINT REFERENCES pathway(id) ON DELETE SET NULL;
CREATE INDEX intake_pathway ON intake (pathway_id);
