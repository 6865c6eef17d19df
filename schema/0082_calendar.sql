-- The address at which somebody's calendar reads what falls due.
CREATE TABLE calendar_feed (
    account_id BIGINT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE,
    asked BIGINT NOT NULL,                       -- 1: what is asked of them
    ends BIGINT NOT NULL,                        -- 1: badges that end
    team BIGINT NOT NULL,                        -- 1: what is asked of people they lead
    created_at BIGINT NOT NULL,
    read_at BIGINT                               -- the last time, to the hour; NULL: never
) STRICT_TABLE;
