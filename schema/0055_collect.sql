-- What somebody handed in for their Backpack at once, badge by badge, with what became
-- of each; for a week, so that what failed can be tried again without a new upload.
CREATE TABLE collect_run (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    lang TEXT NOT NULL,                  -- of the page, for what is written later
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX collect_run_owner ON collect_run (owner_id, id);
CREATE INDEX collect_run_old ON collect_run (created_at);

CREATE TABLE collect_item (
    id PRIMARY_ID,
    run_id BIGINT NOT NULL REFERENCES collect_run(id) ON DELETE CASCADE,
    name TEXT NOT NULL,                  -- of the file; an address
    link TEXT NOT NULL,                  -- where it is; empty: it was handed in
    bytes BYTES,                         -- NULL: it is in the Backpack now, or comes by link
    outcome TEXT NOT NULL,               -- waiting, or one of src/app/backpack/collect.h
    title TEXT NOT NULL,
    issuer TEXT NOT NULL,
    why TEXT NOT NULL,
    todo TEXT NOT NULL,
    made_out_to TEXT NOT NULL,           -- another's, which it is made out to
    holding_id BIGINT REFERENCES holding(id) ON DELETE SET NULL
) STRICT_TABLE;
CREATE INDEX collect_item_run ON collect_item (run_id, id);
CREATE INDEX collect_item_holding ON collect_item (holding_id) WHERE holding_id IS NOT NULL;
