-- What the first page of an organisation counts (src/app/home): each is found without a look at what is done.
CREATE INDEX application_open_of ON application (org_id) WHERE state IN ('waiting', 'second', 'third');
CREATE INDEX endorsement_signed ON endorsement (org_id) WHERE state = 'signed';
CREATE INDEX claim_entry_open ON claim_entry (org_id) WHERE state = 'waiting';
CREATE INDEX hook_send_failed ON hook_send (org_id) WHERE state = 'failed';
