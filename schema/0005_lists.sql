-- Lists: how somebody looks at one, views that were saved, and what is done with
-- many rows at once. Organisation 0: lists of the server.
CREATE TABLE list_look (
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    org_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    columns TEXT NOT NULL,               -- names with commas; empty: as the list has them
    is_dense BIGINT NOT NULL,
    per_page BIGINT NOT NULL,
    PRIMARY KEY (account_id, org_id, list)
) CLUSTERED_TABLE;

CREATE TABLE list_view (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,                 -- as in the address
    is_shared BIGINT NOT NULL,           -- with all members
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX list_view_list ON list_view (org_id, list);

-- Its rows are fixed when it is asked for: what is confirmed is what was seen.
CREATE TABLE list_act (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    act TEXT NOT NULL,
    scope_id BIGINT NOT NULL,            -- what else the list was about
    input TEXT NOT NULL,
    back TEXT NOT NULL,                  -- the page it was begun on
    state TEXT NOT NULL,                 -- asked, running, done, undoing, undone, stopped
    why TEXT NOT NULL,                   -- the first reason why a row was left as it is
    n_total BIGINT NOT NULL,
    n_done BIGINT NOT NULL,
    n_skipped BIGINT NOT NULL,
    next_row BIGINT NOT NULL,            -- the next step goes on behind it
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    undo_until BIGINT
) STRICT_TABLE;
CREATE INDEX list_act_org ON list_act (org_id, account_id, list);

CREATE TABLE list_act_row (
    act_id BIGINT NOT NULL REFERENCES list_act(id) ON DELETE CASCADE,
    row_id BIGINT NOT NULL,
    state BIGINT NOT NULL DEFAULT 0,     -- 0 waits, 1 done, 2 left as it is, 3 taken back
    before TEXT,                         -- what undoing needs
    PRIMARY KEY (act_id, row_id)
) CLUSTERED_TABLE;
