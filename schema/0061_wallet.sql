-- Badges on their way into somebody's wallet (OpenID4VCI): an offer for some minutes,
-- taken once. Its code is made of `ref` and a secret of the server, and is kept nowhere.
CREATE TABLE wallet_offer (
    id PRIMARY_ID,
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    ref TEXT NOT NULL UNIQUE,
    pin TEXT NOT NULL,                   -- the transaction code, as its owner sees it
    tries BIGINT NOT NULL,               -- wrong ones
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT,                      -- a token was given for it
    token_hash TEXT UNIQUE,
    token_ends_at BIGINT,
    taken_at BIGINT                      -- the badge was handed over
) STRICT_TABLE;
CREATE INDEX wallet_offer_holding ON wallet_offer (holding_id, id);
