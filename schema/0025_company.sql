-- Signing in with a company's provider (OpenID Connect): one per organisation.
CREATE TABLE provider (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- entra, google, okta, keycloak, other: whose hints are shown
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed BYTES,                        -- the client's secret, under the master key
    claim TEXT NOT NULL,                 -- where groups or roles stand; empty: they are not looked at
    scopes TEXT NOT NULL,                -- asked for beyond openid, email and profile
    new_role TEXT NOT NULL,              -- of who is in no group of provider_role; empty: none
    trusts_unmarked BIGINT NOT NULL,     -- addresses count where the provider does not say whether they are verified
    adds_people BIGINT NOT NULL,         -- who comes is entered in the directory
    is_on BIGINT NOT NULL,
    tested_at BIGINT NOT NULL,           -- went well with these very settings; 0: not yet
    description TEXT NOT NULL,           -- what the provider says of itself, as fetched
    described_at BIGINT NOT NULL,
    keys TEXT NOT NULL,
    keys_at BIGINT NOT NULL,
    seen TEXT NOT NULL,                  -- what the last test showed, line by line
    failure TEXT NOT NULL,               -- why the last sign-in went wrong
    failed_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;

-- Which role a group or role of the provider means here.
CREATE TABLE provider_role (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (org_id, value)
) CLUSTERED_TABLE;

-- Mail domains for which an organisation's provider may speak, once it was proved
-- that the domain is theirs; of one organisation each.
CREATE TABLE provider_domain (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    domain TEXT NOT NULL,
    code TEXT NOT NULL,                  -- to be published under that domain
    proved_at BIGINT,
    PRIMARY KEY (org_id, domain)
) CLUSTERED_TABLE;
CREATE UNIQUE INDEX provider_domain_owner ON provider_domain (domain) WHERE proved_at IS NOT NULL;

-- As whom a provider knows an account. The name a provider gives is for ever;
-- addresses change hands.
CREATE TABLE identity (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, issuer, subject)
) CLUSTERED_TABLE;
CREATE INDEX identity_account ON identity (account_id);

-- Its members come by the company's sign-in alone, all but this account, which
-- can still get in when the provider is down; 0: each as they like.
ALTER TABLE org ADD COLUMN company_only BIGINT NOT NULL DEFAULT 0;
