-- The public catalogue of an organisation: which of its badges strangers find there,
-- in which order, and what is said of them beside what is signed. Without a row all
-- is as the columns' words for 0 and '' have it.
CREATE TABLE shop (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    is_closed BIGINT NOT NULL,           -- badges have their own pages alone
    is_unlisted BIGINT NOT NULL,         -- search engines and the list of organisations pass it over
    tells_awards BIGINT NOT NULL,        -- how often each badge was awarded
    welcome TEXT NOT NULL                -- above the badges, Markdown
) CLUSTERED_TABLE;

CREATE TABLE shop_section (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    about TEXT NOT NULL
) STRICT_TABLE;
CREATE INDEX shop_section_org ON shop_section (org_id, place);

CREATE TABLE shop_badge (
    achievement_id BIGINT PRIMARY KEY REFERENCES achievement(id) ON DELETE CASCADE,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    section_id BIGINT REFERENCES shop_section(id) ON DELETE SET NULL,
    place BIGINT NOT NULL,               -- within its section
    is_hidden BIGINT NOT NULL,
    level TEXT NOT NULL,                 -- foundation, intermediate, advanced, expert
    takes TEXT NOT NULL,                 -- how long, in words
    way TEXT NOT NULL                    -- how one gets it, beside what is offered here; Markdown
) CLUSTERED_TABLE;
CREATE INDEX shop_badge_org ON shop_badge (org_id);
CREATE INDEX shop_badge_section ON shop_badge (section_id);

-- May the badge's public page lead to it?
ALTER TABLE claim_link ADD COLUMN is_shown BIGINT NOT NULL DEFAULT 0;

-- Which profile of the organisation is endorsed; 0: its first one, and other things.
ALTER TABLE endorsement ADD COLUMN issuer_id BIGINT NOT NULL DEFAULT 0;
