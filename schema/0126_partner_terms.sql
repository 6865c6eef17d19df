-- What was agreed with a partner and how far it was trusted, as of each time: a row never
-- changes. What counts of theirs says which of these was true when it was taken.
CREATE TABLE partner_terms (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    partner_id BIGINT NOT NULL REFERENCES partner(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    trust TEXT NOT NULL,
    trust_at BIGINT NOT NULL,
    scope TEXT NOT NULL,
    agreed_from BIGINT,
    agreed_until BIGINT,
    at BIGINT NOT NULL                   -- from when on
) STRICT_TABLE;
CREATE INDEX partner_terms_org ON partner_terms (org_id THEN_ID);
CREATE INDEX partner_terms_of ON partner_terms (partner_id THEN_ID);
INSERT INTO partner_terms (org_id, partner_id, name, trust, trust_at, scope, agreed_from, agreed_until, at)
    SELECT org_id, id, name, trust, trust_at, scope, agreed_from, agreed_until, changed_at FROM partner ORDER BY id;

-- Of whom something that counts is, and by which terms; NULL: of no partner, or taken before this was kept.
ALTER TABLE intake ADD COLUMN partner_id BIGINT REFERENCES partner(id) ON DELETE SET NULL;
ALTER TABLE intake ADD COLUMN terms_id BIGINT REFERENCES partner_terms(id) ON DELETE SET NULL;
CREATE INDEX intake_partner ON intake (partner_id THEN_ID) WHERE partner_id IS NOT NULL;
CREATE INDEX intake_terms ON intake (terms_id) WHERE terms_id IS NOT NULL;
