-- How an organisation looks: in pages for visitors, on posters, in mails and in
-- other sites. `issuer_id` 0: of the organisation, and of those of its profiles
-- that have no look of their own.
CREATE TABLE brand (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    issuer_id BIGINT NOT NULL,
    colour TEXT NOT NULL,                -- as chosen, '#rrggbb'; empty: that of Lapel
    band TEXT NOT NULL,                  -- behind logo and name; empty: none
    logo_hash TEXT REFERENCES blob(hash),        -- on light grounds
    dark_hash TEXT REFERENCES blob(hash),        -- on dark ones; NULL: the other
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, issuer_id)
) STRICT_TABLE;
