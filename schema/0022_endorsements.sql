-- What others say of a badge, an award or an issuer. An endorser is somebody
-- whose address was proved by a mailed link; each endorsement was signed with a
-- key of its own, of which the public half alone is kept.
CREATE TABLE endorser (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    base TEXT NOT NULL,                  -- address of the server when it signed first
    email TEXT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    url TEXT NOT NULL,
    shows_email BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (org_id, folded)
) STRICT_TABLE;

CREATE TABLE endorsement (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,               -- badge, award, issuer
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE CASCADE,
    award_id BIGINT REFERENCES award(id) ON DELETE CASCADE,
    email TEXT NOT NULL,                 -- who was asked
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    message TEXT NOT NULL,
    by_earner BIGINT NOT NULL,           -- the award's holder asked, not the organisation
    token_hash TEXT NOT NULL UNIQUE,
    asked_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,             -- of the link, while nobody answered
    state TEXT NOT NULL,                 -- asked, refused, signed, shown, declined, withdrawn
    endorser_id BIGINT REFERENCES endorser(id) ON DELETE CASCADE,
    version_id BIGINT,                   -- of the badge that was endorsed
    about TEXT NOT NULL DEFAULT '',
    about_v2 TEXT NOT NULL DEFAULT '',
    comment TEXT NOT NULL DEFAULT '',
    signed_at BIGINT,
    valid_until BIGINT,
    key TEXT NOT NULL DEFAULT '',        -- Multikey; empty: it was signed elsewhere
    document TEXT NOT NULL DEFAULT '',   -- as it was signed
    decided_at BIGINT
) STRICT_TABLE;
CREATE INDEX endorsement_org ON endorsement (org_id, id);
CREATE INDEX endorsement_achievement ON endorsement (achievement_id) WHERE achievement_id IS NOT NULL;
CREATE INDEX endorsement_award ON endorsement (award_id) WHERE award_id IS NOT NULL;
CREATE INDEX endorsement_endorser ON endorsement (endorser_id) WHERE endorser_id IS NOT NULL;
