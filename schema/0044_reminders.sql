-- Reminders before awards end, and the day after.
CREATE TABLE reminder_rule (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    days TEXT NOT NULL,                          -- before the end: "90 30 7 -1"; empty: no reminders
    to_managers BIGINT NOT NULL,
    from_hour BIGINT NOT NULL,                   -- sent from then on, by the clocks of the organisation
    until_hour BIGINT NOT NULL,                  -- and not after
    weekends BIGINT NOT NULL,                    -- on Saturdays and Sundays too
    looked_day BIGINT,                           -- the day whose reminders are all queued
    last_count BIGINT NOT NULL DEFAULT 0         -- how many mails those were
);

-- A badge with days of its own.
CREATE TABLE badge_reminder (
    achievement_id BIGINT PRIMARY KEY REFERENCES achievement(id) ON DELETE CASCADE,
    days TEXT NOT NULL                           -- empty: no reminders
);

-- Which step an award has come to, so that nobody is told twice: `days` only
-- ever falls. The mail names those that it is about by `mail_id`.
CREATE TABLE reminder (
    award_id BIGINT NOT NULL REFERENCES award(id) ON DELETE CASCADE,
    to_manager BIGINT NOT NULL,
    days BIGINT NOT NULL,
    mail_id BIGINT,
    PRIMARY KEY (award_id, to_manager)
) STRICT_TABLE;
CREATE INDEX reminder_mail ON reminder (mail_id) WHERE mail_id IS NOT NULL;
