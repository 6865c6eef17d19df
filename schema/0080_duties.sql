-- Reminders of what is asked of people at work, beside those of awards that end.

-- Without a row: the usual days (src/app/remind/duty.c).
CREATE TABLE duty_rule (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    days TEXT NOT NULL,                          -- before and after the day: "90 30 7 0 -1"; empty: no reminders
    team_day BIGINT NOT NULL,                    -- weekly, to who leads people: 1 Monday to 5 Friday; 0: not
    to_owner BIGINT NOT NULL                     -- who answers for a requirement hears of who is overdue or expired
);
-- Where requirements are in force already nobody expects mails that come with a newer version.
INSERT INTO duty_rule (org_id, days, team_day, to_owner)
    SELECT DISTINCT org_id, '', 0, 0 FROM requirement_version WHERE number > 0;

-- A requirement with days of its own.
CREATE TABLE requirement_reminder (
    requirement_id BIGINT PRIMARY KEY REFERENCES requirement(id) ON DELETE CASCADE,
    days TEXT NOT NULL                           -- empty: no reminders
);

-- Which day was told, so that nobody is told twice: of a due day `days` only ever falls.
-- The mail names what it is about by `mail_id`.
CREATE TABLE duty_told (
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    requirement_id BIGINT NOT NULL REFERENCES requirement(id) ON DELETE CASCADE,
    to_owner BIGINT NOT NULL,                    -- 1: who answers for it was told; 0: who it is asked of
    due_on BIGINT NOT NULL,                      -- 0: it has no day
    days BIGINT NOT NULL,
    mail_id BIGINT,                              -- NULL: they have no address
    PRIMARY KEY (person_id, requirement_id, to_owner, due_on)
) CLUSTERED_TABLE;
CREATE INDEX duty_told_requirement ON duty_told (requirement_id);
CREATE INDEX duty_told_mail ON duty_told (mail_id) WHERE mail_id IS NOT NULL;

-- The last weekly mail to who leads people.
CREATE TABLE duty_team (
    person_id BIGINT PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
    told_on BIGINT NOT NULL,                     -- the day there
    mail_id BIGINT
);
CREATE INDEX duty_team_mail ON duty_team (mail_id) WHERE mail_id IS NOT NULL;

-- The day whose reminders are all queued, by the clocks of each zone in which people work.
CREATE TABLE reminder_looked (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    time_zone TEXT NOT NULL,
    day BIGINT NOT NULL,
    mails BIGINT NOT NULL,                       -- how many those were
    PRIMARY KEY (org_id, time_zone)
) CLUSTERED_TABLE;
INSERT INTO reminder_looked (org_id, time_zone, day, mails)
    SELECT r.org_id, o.time_zone, r.looked_day, r.last_count FROM reminder_rule r JOIN org o ON o.id = r.org_id WHERE r.looked_day IS NOT NULL;
ALTER TABLE reminder_rule DROP COLUMN looked_day;
ALTER TABLE reminder_rule DROP COLUMN last_count;
