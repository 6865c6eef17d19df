-- Parts of a badge (ecdsa-sd-2023) that its owner shows to one reader: a credential
-- of its own, which proves itself. It never changes; the link to it ends.
CREATE TABLE holding_part (
    id PRIMARY_ID,
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL UNIQUE,      -- what the link holds; random
    reader TEXT NOT NULL,                -- for whom, in the owner's words
    credential TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    views BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX holding_part_holding ON holding_part (holding_id, id);
