-- What a badge of others says of a skill is its own word alone: another that names the same
-- address may call it something else. And none of them counts before somebody who judged the
-- badge, or a rule that trusts its issuer, took it (src/app/skill/found.c).
DROP INDEX intake_skill_outside;
ALTER TABLE intake_skill RENAME TO intake_skill_before;
ALTER TABLE outside_skill RENAME TO outside_skill_before;

CREATE TABLE outside_skill (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    framework TEXT NOT NULL,
    UNIQUE (org_id, url, code, framework, name)
) STRICT_TABLE;
CREATE TABLE intake_skill (
    intake_id BIGINT NOT NULL REFERENCES intake(id) ON DELETE CASCADE,
    outside_id BIGINT NOT NULL REFERENCES outside_skill(id) ON DELETE CASCADE,
    taken BIGINT NOT NULL DEFAULT 0,     -- it counts, where the badge does
    PRIMARY KEY (intake_id, outside_id)
) CLUSTERED_TABLE;

INSERT INTO outside_skill (org_id, url, name, code, framework) SELECT org_id, url, name, code, framework FROM outside_skill_before;
INSERT INTO intake_skill (intake_id, outside_id, taken) SELECT x.intake_id, o.id, CASE WHEN w.rule_id IS NULL THEN 0 ELSE 1 END
    FROM intake_skill_before x JOIN intake w ON w.id = x.intake_id JOIN outside_skill_before b ON b.id = x.outside_id JOIN outside_skill o ON o.org_id = b.org_id AND o.url = b.url;
DROP TABLE intake_skill_before;
DROP TABLE outside_skill_before;
CREATE INDEX intake_skill_outside ON intake_skill (outside_id, intake_id);

-- Questions that were taken back are counted still, with the mails that went out for them.
ALTER TABLE skill_word ADD COLUMN mails BIGINT NOT NULL DEFAULT 0;
UPDATE skill_word SET mails = 1 WHERE asked_at IS NOT NULL;
