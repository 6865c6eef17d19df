-- The shelf of a Backpack: tags that its owner gives, skills that badges name, and
-- what was done with many at once.
CREATE TABLE shelf_word (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- tag: the owner's; skill: the badge's
    name TEXT NOT NULL,
    UNIQUE (owner_id, kind, name)
) STRICT_TABLE;

CREATE TABLE holding_word (
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    word_id BIGINT NOT NULL REFERENCES shelf_word(id) ON DELETE CASCADE,
    PRIMARY KEY (holding_id, word_id)
) CLUSTERED_TABLE;
CREATE INDEX holding_word_word ON holding_word (word_id, holding_id);

-- What its report says, where lists look for it.
ALTER TABLE holding ADD COLUMN achievement_id TEXT NOT NULL DEFAULT '';
ALTER TABLE holding ADD COLUMN awarded_year BIGINT NOT NULL DEFAULT 0;
ALTER TABLE holding ADD COLUMN noted_at BIGINT NOT NULL DEFAULT 0;       -- 0: not yet
CREATE INDEX holding_unnoted ON holding (id) WHERE noted_at = 0;

CREATE TABLE shelf_act (
    id PRIMARY_ID,
    owner_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    what TEXT NOT NULL,                  -- show, hide, remove, restore, tag, untag, collect, uncollect
    subject BIGINT NOT NULL,             -- the tag or collection; 0: none
    n BIGINT NOT NULL,                   -- how many it changed
    created_at BIGINT NOT NULL,
    undone_at BIGINT
) STRICT_TABLE;
CREATE INDEX shelf_act_owner ON shelf_act (owner_id, id);

CREATE TABLE shelf_act_row (
    act_id BIGINT NOT NULL REFERENCES shelf_act(id) ON DELETE CASCADE,
    holding_id BIGINT NOT NULL REFERENCES holding(id) ON DELETE CASCADE,
    was_public BIGINT NOT NULL,
    PRIMARY KEY (act_id, holding_id)
) CLUSTERED_TABLE;
CREATE INDEX shelf_act_row_holding ON shelf_act_row (holding_id);
