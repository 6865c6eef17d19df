-- Backpacks elsewhere that people connected with theirs here, and what moved.
CREATE TABLE elsewhere (
    id PRIMARY_ID,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- in the address to which that host sends people back
    name TEXT NOT NULL,
    base21 TEXT NOT NULL,                -- of Badge Connect; empty: that host has none
    base30 TEXT NOT NULL,                -- of the API of OB 3.0; empty: none
    authorize TEXT NOT NULL,
    token TEXT NOT NULL,
    revoke TEXT NOT NULL,
    issuer TEXT NOT NULL,                -- as its server of tokens calls itself; empty: it does not
    names_itself BIGINT NOT NULL,        -- its answers must bring that name (RFC 9207)
    terms TEXT NOT NULL,
    privacy TEXT NOT NULL,
    client TEXT NOT NULL,                -- as what we are registered there
    scope TEXT NOT NULL,                 -- asked for, then granted
    sealed BYTES NOT NULL,               -- the client's secret, access and refresh token, a line each
    expires_at BIGINT NOT NULL,          -- of the access token; 0: not known
    state TEXT NOT NULL,                 -- new (not allowed yet), on, lost (no longer let in)
    who TEXT NOT NULL,                   -- whom its profile names
    pushes_since BIGINT,                 -- new awards go there; NULL: not
    next_page TEXT NOT NULL,             -- where taking in goes on; empty: it is not under way
    run BIGINT NOT NULL,                 -- of taking in: counts up
    pages BIGINT NOT NULL,               -- of this run
    busy_until BIGINT NOT NULL,          -- a job speaks with that host
    failure TEXT NOT NULL,
    failed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX elsewhere_account ON elsewhere (account_id);
CREATE INDEX elsewhere_pushing ON elsewhere (pushes_since) WHERE pushes_since IS NOT NULL;

CREATE TABLE elsewhere_move (
    id PRIMARY_ID,
    elsewhere_id BIGINT NOT NULL REFERENCES elsewhere(id) ON DELETE CASCADE,
    direction TEXT NOT NULL,             -- in, out
    subject TEXT NOT NULL,               -- out: "holding 7", "award ID"; in: hash of what came
    title TEXT NOT NULL,
    state TEXT NOT NULL,                 -- waiting, done, same (was there already), failed
    reason TEXT NOT NULL,
    run BIGINT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (elsewhere_id, direction, subject)
) STRICT_TABLE;
CREATE INDEX elsewhere_move_list ON elsewhere_move (elsewhere_id, at);
CREATE INDEX elsewhere_move_waiting ON elsewhere_move (elsewhere_id) WHERE state = 'waiting';

-- Whose awards are somebody's, in whatever organisation.
CREATE INDEX person_folded ON person (folded);
