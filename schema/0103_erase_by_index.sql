-- What the log and webhooks said of whom is asked for each person who is erased, and so is what
-- they claimed and endorsed, and what a folder of evidence belongs to. Lines of the log may be of
-- any length, and no index of PostgreSQL takes such.
CREATE INDEX org_log_detail_key ON org_log (substr(lower(detail), 1, 200)) WHERE detail <> '';
CREATE INDEX org_log_subject_key ON org_log (substr(lower(subject), 1, 200));
CREATE INDEX hook_send_subject ON hook_send (org_id, subject);
CREATE INDEX claim_entry_folded ON claim_entry (folded) WHERE folded <> '';
CREATE INDEX endorsement_asked ON endorsement (folded);
CREATE INDEX requirement_audience_of ON requirement_audience (kind, ref_id);
CREATE INDEX application_folder ON application (folder_id);
