-- Who must show a second step to work in an organisation: nobody, admins, everybody.
ALTER TABLE org ADD COLUMN second_step TEXT NOT NULL DEFAULT 'nobody';
