-- Awards that their holders took into a Backpack, by the link of their mail or
-- from another of our Backpacks: for the report of what was claimed, nothing else.
CREATE TABLE award_claim (
    award_id BIGINT PRIMARY KEY REFERENCES award(id) ON DELETE CASCADE,
    at BIGINT NOT NULL
) CLUSTERED_TABLE;
