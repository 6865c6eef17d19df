-- Letters: in the language of who gets them, in an organisation's own words, seen
-- at the person, and refused by who does not want them.
ALTER TABLE mail ADD COLUMN person_id BIGINT;    -- whom it goes to, where the directory knows them and no award names them
ALTER TABLE mail ADD COLUMN lang TEXT;           -- in which it was written
ALTER TABLE mail ADD COLUMN words_id BIGINT;     -- letter_words it was written with; NULL: the standard ones
ALTER TABLE mail ADD COLUMN detail TEXT;         -- the reason, of a letter that is written when it is sent
ALTER TABLE mail ADD COLUMN bounced_at BIGINT;   -- it was sent, and came back
CREATE INDEX mail_person ON mail (person_id THEN_ID) WHERE person_id IS NOT NULL;

-- Never changed: an edit adds a row, so that undoing finds the one before, and
-- what was sent is shown as it was. Words NULL: the standard ones again.
CREATE TABLE letter_words (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    lang TEXT NOT NULL,
    subject TEXT,
    opening TEXT,
    created_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX letter_words_now ON letter_words (org_id, kind, lang, id);

CREATE TABLE letter_rule (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    lang TEXT NOT NULL,                          -- for who has chosen none
    postal TEXT NOT NULL,                        -- at the foot of each mail
    off TEXT NOT NULL                            -- kinds that are not sent: " revoked suspended "
);

-- What a person wants of an organisation's mails, by the link at their foot.
CREATE TABLE letter_choice (
    person_id BIGINT PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
    lang TEXT NOT NULL,                          -- empty: as the account, or the organisation
    refused TEXT NOT NULL,                       -- topics: " reminders team "
    changed_at BIGINT NOT NULL
);
