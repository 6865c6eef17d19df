-- Partners: issuers whose awards count here by agreement, what they issue, how they are
-- judged, and by which tokens they send (src/app/partner); and what we endorse of others
-- (src/app/endorse).
CREATE TABLE partner (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    owner_id BIGINT REFERENCES account(id) ON DELETE SET NULL,       -- who answers for it
    name TEXT NOT NULL,
    folded TEXT NOT NULL,                -- the name, in lower case
    profile_url TEXT NOT NULL,           -- by which of these its badges are told; empty: not by that
    did TEXT NOT NULL,
    host TEXT NOT NULL,                  -- all that is proved to be of it is theirs
    trust TEXT NOT NULL,                 -- proposed, trusted, suspended, ended
    trust_why TEXT NOT NULL,
    trust_at BIGINT NOT NULL,
    contact TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    scope TEXT NOT NULL,                 -- what the agreement is about
    agreed_from BIGINT,                  -- its first and last day
    agreed_until BIGINT,
    review_on BIGINT,
    review_told BIGINT,                  -- the day that its owner was mailed about, and by which mail
    review_mail BIGINT REFERENCES mail(id) ON DELETE SET NULL,
    folder_id BIGINT REFERENCES evidence_folder(id) ON DELETE SET NULL,      -- the agreement
    found_state TEXT NOT NULL,           -- of the profile, as looked at last: empty, good, other, silent
    found_name TEXT NOT NULL,
    found_why TEXT NOT NULL,
    found_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX partner_org ON partner (org_id, folded, id);
CREATE INDEX partner_profile ON partner (org_id, profile_url);
CREATE INDEX partner_did ON partner (org_id, did);
CREATE INDEX partner_host ON partner (org_id, host);
CREATE INDEX partner_owner ON partner (owner_id);
CREATE INDEX partner_folder ON partner (folder_id);
CREATE INDEX partner_review_mail ON partner (review_mail) WHERE review_mail IS NOT NULL;
CREATE INDEX partner_review ON partner (review_on) WHERE review_on IS NOT NULL;

-- What they issue, as it was listed here by hand or read from its address.
CREATE TABLE partner_badge (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    partner_id BIGINT NOT NULL REFERENCES partner(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    ref TEXT NOT NULL,                   -- address of the achievement; empty: only its name is known
    link TEXT NOT NULL,                  -- where one gets it; empty: not said
    words TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX partner_badge_org ON partner_badge (org_id THEN_ID);
CREATE INDEX partner_badge_of ON partner_badge (partner_id THEN_ID);
CREATE INDEX partner_badge_account ON partner_badge (account_id);

-- kind: proposed, changed, trusted, suspended, ended, agreement, profile, note.
CREATE TABLE partner_event (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    partner_id BIGINT NOT NULL REFERENCES partner(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    was TEXT NOT NULL,                   -- of a decision: what it was till then, and why, to be put back
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX partner_event_org ON partner_event (org_id THEN_ID);
CREATE INDEX partner_event_of ON partner_event (partner_id THEN_ID);
CREATE INDEX partner_event_account ON partner_event (account_id);

-- By which of our tokens which partner sends.
CREATE TABLE partner_token (
    token_id BIGINT PRIMARY KEY REFERENCES token(id) ON DELETE CASCADE,
    partner_id BIGINT NOT NULL REFERENCES partner(id) ON DELETE CASCADE
) STRICT_TABLE;
CREATE INDEX partner_token_of ON partner_token (partner_id);

-- Endorsements that an organisation gives: of an achievement or profile of others, signed
-- by its own key, at an address that stays.
CREATE TABLE given_endorsement (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    issuer_id BIGINT NOT NULL,           -- which profile of ours; 0: the first
    public_id TEXT NOT NULL UNIQUE,
    base TEXT NOT NULL,                  -- under which it was signed
    about TEXT NOT NULL,                 -- the id of what is endorsed
    title TEXT NOT NULL,                 -- as it calls itself
    comment TEXT NOT NULL,
    document TEXT NOT NULL,              -- as it was signed; empty: taken back
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    signed_at BIGINT NOT NULL,
    valid_until BIGINT,
    revoked_at BIGINT
) STRICT_TABLE;
CREATE INDEX given_endorsement_org ON given_endorsement (org_id, about);
CREATE INDEX given_endorsement_account ON given_endorsement (account_id);

-- Whose badges were handed in.
CREATE INDEX intake_issuer ON intake (org_id, issuer_ref);
CREATE INDEX intake_anchor ON intake (org_id, anchor);
