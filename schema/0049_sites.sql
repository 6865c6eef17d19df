-- Sites that push badges and that show them, by the interfaces of Mozilla's Backpack.

-- Backpack Connect: a site that may put badges in without asking each time. A row
-- per answer; of its tokens only the hash is kept.
CREATE TABLE site_grant (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    origin TEXT NOT NULL,                -- of the address that the tokens were sent to
    access_hash TEXT NOT NULL UNIQUE,
    refresh_hash TEXT NOT NULL UNIQUE,
    spent_hash TEXT,                     -- the refresh token before this one
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,          -- of the access token
    used_at BIGINT
) STRICT_TABLE;
CREATE INDEX site_grant_account ON site_grant (account_id, origin);
CREATE INDEX site_grant_spent ON site_grant (spent_hash);

-- Badges that a site pushed, until somebody has said what becomes of them.
CREATE TABLE push (
    id PRIMARY_ID,
    token_hash TEXT NOT NULL UNIQUE,     -- of the address of its page
    channel_hash TEXT UNIQUE,            -- of what the site asks for the outcome with; NULL: it does not ask
    origin TEXT NOT NULL,                -- of the site, as its visitor's browser said; empty: it did not
    badges TEXT NOT NULL,                -- JSON array: addresses and signed badges
    account_id BIGINT REFERENCES account(id) ON DELETE CASCADE,   -- who opened it first; nobody else may
    outcome TEXT,                        -- JSON, once decided
    left_at BIGINT,                      -- its window was closed, or is being loaded again
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX push_created ON push (created_at);

-- Collections that other sites may show, and the number they know a person by.
CREATE TABLE displayed_collection (
    collection_id BIGINT PRIMARY KEY REFERENCES collection(id) ON DELETE CASCADE
) STRICT_TABLE;
CREATE TABLE displayer_user (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    number BIGINT NOT NULL UNIQUE        -- at random: numbers in a row would say how many people are here
) STRICT_TABLE;
