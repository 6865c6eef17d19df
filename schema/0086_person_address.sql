-- Whose a proved address is, in every organisation: calendars ask it again and again.
CREATE INDEX person_address_folded ON person_address (folded);
