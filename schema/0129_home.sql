-- What the first page of an organisation counts (src/app/home): each is found without a look at what is done.
CREATE INDEX application_open_of ON application (org_id) WHERE state IN ('waiting', 'second', 'third');
CREATE INDEX endorsement_signed ON endorsement (org_id) WHERE state = 'signed';
CREATE INDEX claim_entry_open ON claim_entry (org_id) WHERE state = 'waiting';
CREATE INDEX hook_send_failed ON hook_send (org_id) WHERE state = 'failed';

-- How much of what is asked at work is held, of large organisations: counted in the background.
CREATE TABLE compliance_kept (
    org_id BIGINT PRIMARY KEY REFERENCES org(id) ON DELETE CASCADE,
    counted_at BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    held BIGINT NOT NULL,
    late BIGINT NOT NULL,
    near BIGINT NOT NULL,                -- held, and ends within 30 days; then 60, 90
    soon BIGINT NOT NULL,
    later BIGINT NOT NULL
) STRICT_TABLE;
