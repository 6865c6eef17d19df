-- Awards that say where their newest edition is (OB 3.0 1EdTechCredentialRefresh): those
-- whose place is in a list of from now on, since it is part of what is signed.
ALTER TABLE status_list ADD COLUMN refreshes BIGINT NOT NULL DEFAULT 0;

-- Awards that say something else than before, stand otherwise or have a successor, until
-- the Backpacks of this server were told.
CREATE TABLE award_change (
    award_id BIGINT PRIMARY KEY REFERENCES award(id) ON DELETE CASCADE,
    at BIGINT NOT NULL
) STRICT_TABLE;

CREATE INDEX holding_credential ON holding (credential_key);
ALTER TABLE holding ADD COLUMN refreshed_at BIGINT;      -- a newer edition took the place of what was received
