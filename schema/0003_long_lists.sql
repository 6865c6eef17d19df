-- Long lists: what is counted is kept counted, what was awarded leaves its list,
-- and every index ends with the id that pages go by.

-- Mails by state: of an organisation (batch_id 0; org_id 0: about accounts) and
-- of each list. Kept in the transactions that write and send them.
CREATE TABLE mail_tally (
    org_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (org_id, batch_id, state)
) CLUSTERED_TABLE;

-- The mail of an award keeps no address: '' stands for the award's.
ALTER TABLE mail ADD COLUMN batch_id BIGINT;
UPDATE mail SET batch_id = (SELECT w.batch_id FROM award w WHERE w.id = mail.award_id) WHERE award_id IS NOT NULL;
INSERT INTO mail_tally (org_id, batch_id, state, n)
    SELECT coalesce(org_id, 0), 0, state, count(*) FROM mail GROUP BY coalesce(org_id, 0), state;
INSERT INTO mail_tally (org_id, batch_id, state, n)
    SELECT org_id, batch_id, state, count(*) FROM mail WHERE org_id IS NOT NULL AND batch_id IS NOT NULL
    GROUP BY org_id, batch_id, state;
DROP INDEX mail_org;
CREATE INDEX mail_state ON mail (org_id, state THEN_ID);

-- An award says which line of which list it was; that line is then gone from
-- award_batch_row. An empty recipient is the address of its person, which never
-- changes; an empty salt is the public_id, as random and as unique; valid_from 0
-- is awarded_at.
ALTER TABLE award ADD COLUMN batch_line BIGINT;
ALTER TABLE award ADD COLUMN achievement_id BIGINT NOT NULL DEFAULT 0;
UPDATE award SET achievement_id = (SELECT v.achievement_id FROM achievement_version v WHERE v.id = award.version_id);
CREATE INDEX award_batch_row_award ON award_batch_row (award_id);
UPDATE award SET batch_line = (SELECT max(x.number) FROM award_batch_row x WHERE x.award_id = award.id)
    WHERE batch_id IS NOT NULL;

-- How many lines have which plan, and which state: kept, not counted.
ALTER TABLE award_batch ADD COLUMN n_award BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN n_holds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN n_double BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN n_wrong BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN n_waiting BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN n_failed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN n_skipped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE award_batch ADD COLUMN next_line BIGINT NOT NULL DEFAULT 0;
UPDATE award_batch SET
    n_award = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.plan = 'award'),
    n_holds = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.plan = 'skip-holds'),
    n_double = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.plan = 'skip-double'),
    n_wrong = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.plan = 'wrong'),
    n_waiting = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.state = 'waiting'),
    n_failed = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.state = 'failed'),
    n_skipped = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.state = 'skipped'),
    rows_done = (SELECT count(*) FROM award_batch_row x WHERE x.batch_id = award_batch.id AND x.state = 'done');
ALTER TABLE award_batch DROP COLUMN rows_failed;
ALTER TABLE award_batch DROP COLUMN source;

-- The lines that are not awarded: still to be, left out, or wrong.
CREATE TABLE award_batch_line (
    batch_id BIGINT NOT NULL REFERENCES award_batch(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,              -- line in the source
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded TEXT NOT NULL,
    plan TEXT NOT NULL,                  -- award, skip-holds, skip-double, skip-user, wrong
    state TEXT NOT NULL,                 -- waiting, failed, skipped
    message TEXT NOT NULL,
    PRIMARY KEY (batch_id, number)
) CLUSTERED_TABLE;
INSERT INTO award_batch_line (batch_id, number, name, email, folded, plan, state, message)
    SELECT batch_id, number, name, email, folded, plan, state, message FROM award_batch_row WHERE state <> 'done';
DROP TABLE award_batch_row;

DROP INDEX award_org;
DROP INDEX award_version;
DROP INDEX award_person;
DROP INDEX award_revoked;
CREATE INDEX award_org ON award (org_id THEN_ID);
CREATE INDEX award_badge ON award (achievement_id THEN_ID);
CREATE INDEX award_person ON award (person_id THEN_ID);
CREATE INDEX award_line ON award (batch_id, batch_line) WHERE batch_id IS NOT NULL;
CREATE INDEX award_revoked ON award (org_id THEN_ID) WHERE revoked_at IS NOT NULL;
CREATE INDEX award_revoked_list ON award (status_list_id) WHERE revoked_at IS NOT NULL;
DROP INDEX person_name;
CREATE INDEX person_name ON person (org_id, name THEN_ID);
