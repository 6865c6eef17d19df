-- A list may have two looks, a table and cards: which one somebody chose. Empty: as the list has it.
ALTER TABLE list_look ADD COLUMN shape TEXT NOT NULL DEFAULT '';
