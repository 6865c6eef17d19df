-- Words of a badge in other languages. A translation belongs to the text that it
-- translates (its hash), so it serves every version that says the same, and is
-- missing as soon as the original changes.
CREATE TABLE achievement_words (
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    original TEXT NOT NULL,
    words TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (achievement_id, language, original)
) STRICT_TABLE;
