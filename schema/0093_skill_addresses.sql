-- Skills keep the addresses they had: badges know a skill by its address alone, and a newer
-- file may give it another one (src/app/catalog). Labels are searched as names are.
CREATE TABLE framework_address (
    item_id BIGINT NOT NULL REFERENCES framework_item(id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    PRIMARY KEY (item_id, url)
) CLUSTERED_TABLE;

ALTER TABLE framework_label ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE framework_label SET folded = lower(name);
