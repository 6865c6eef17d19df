-- Every award in every form of the standard. What an organisation's awards are
-- secured with from now on, as part of its frozen profile: 'proof' (Data
-- Integrity) or 'jwt'. Awards that stand keep their own form.
ALTER TABLE org_version ADD COLUMN award_form TEXT NOT NULL DEFAULT 'proof';

-- The other forms of an award are signed when first asked for. Where the same
-- key makes the same signature again (EdDSA, RSA), none is kept; ECDSA's are.
CREATE TABLE award_signature (
    award_id BIGINT NOT NULL REFERENCES award(id) ON DELETE CASCADE,
    form BIGINT NOT NULL,                -- as award.form; 3: signed badge of OB 2.0
    signature BYTES NOT NULL,
    PRIMARY KEY (award_id, form)
) CLUSTERED_TABLE;
