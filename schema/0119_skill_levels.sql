-- Levels on skills: a framework may have a scale, and what speaks of its skills, or asks for
-- them, names a level of it by its number from the lowest; 0: none.
ALTER TABLE framework ADD COLUMN levels TEXT NOT NULL DEFAULT '';        -- names, the lowest first, one of a line
ALTER TABLE skill_claim ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
ALTER TABLE skill_word ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
-- What the person had written of it, and at which level, when the word was said: a word is for that alone.
ALTER TABLE skill_word ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE skill_word ADD COLUMN about_level BIGINT NOT NULL DEFAULT 0;
UPDATE skill_word SET about = (SELECT c.note FROM skill_claim c WHERE c.id = skill_word.claim_id) WHERE said_at IS NOT NULL;
ALTER TABLE jobrole_skill ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobrole_past_skill ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
ALTER TABLE intake_skill ADD COLUMN level TEXT NOT NULL DEFAULT '';      -- as the badge calls it
