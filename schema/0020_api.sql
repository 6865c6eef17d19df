-- What was answered to requests with an Idempotency-Key, for a day.
CREATE TABLE api_once (
    token_id BIGINT NOT NULL REFERENCES token(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    hash TEXT NOT NULL,                  -- of method, address and body
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    location TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (token_id, key)
) CLUSTERED_TABLE;
CREATE INDEX api_once_at ON api_once (at);
