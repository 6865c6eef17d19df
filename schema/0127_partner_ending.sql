-- Who answers for a partner is mailed before its agreement ends and when it has, once for its
-- last day each (src/app/partner/ending.c). What looking at a profile came to is a code from here
-- on, said in the language of who reads it: sentences of before are looked at anew.
ALTER TABLE partner ADD COLUMN ending_told BIGINT;       -- the last day that was told of beforehand
ALTER TABLE partner ADD COLUMN ended_told BIGINT;        -- and that was told of when it was over
ALTER TABLE partner ADD COLUMN ending_mail BIGINT REFERENCES mail(id) ON DELETE SET NULL;
CREATE INDEX partner_ending_mail ON partner (ending_mail) WHERE ending_mail IS NOT NULL;
CREATE INDEX partner_ending ON partner (agreed_until) WHERE agreed_until IS NOT NULL;
UPDATE partner SET found_why = '';

-- Whose achievement it is, as a number: of many that were handed in those of one are counted from
-- the index alone. The addresses themselves are too long for one. Each of before stands by itself.
ALTER TABLE intake ADD COLUMN issue BIGINT NOT NULL DEFAULT 0;
UPDATE intake SET issue = -id;
DROP INDEX intake_anchor;
CREATE INDEX intake_anchor ON intake (org_id, anchor, issue, standing, kind, state THEN_ID);
