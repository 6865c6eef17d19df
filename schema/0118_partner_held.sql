-- What we endorse of a partner is known by the partner, whatever becomes of its address and of
-- the badges that are listed; and one badge is of one partner.
ALTER TABLE given_endorsement ADD COLUMN partner_id BIGINT REFERENCES partner(id) ON DELETE SET NULL;
UPDATE given_endorsement SET partner_id = (SELECT min(p.id) FROM partner p WHERE p.org_id = given_endorsement.org_id AND ((p.profile_url <> '' AND p.profile_url = given_endorsement.about)
    OR (p.did <> '' AND p.did = given_endorsement.about) OR EXISTS (SELECT 1 FROM partner_badge b WHERE b.partner_id = p.id AND b.ref <> '' AND b.ref = given_endorsement.about)));
CREATE INDEX given_endorsement_partner ON given_endorsement (partner_id, id);

DROP INDEX partner_profile;
DROP INDEX partner_did;
DROP INDEX partner_host;
CREATE UNIQUE INDEX partner_profile ON partner (org_id, profile_url) WHERE profile_url <> '';
CREATE UNIQUE INDEX partner_did ON partner (org_id, did) WHERE did <> '';
CREATE UNIQUE INDEX partner_host ON partner (org_id, host) WHERE host <> '';
