-- What auditors opened (src/app/audit): an address an hour a row, so that a machine cannot fill the table.
CREATE TABLE audit_view (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    hour BIGINT NOT NULL,
    address TEXT NOT NULL,               -- the path, and of its query the day and the kind of file: "/org/1/matrix?at=2026-03-01"
    kind TEXT NOT NULL,                  -- which page, src/app/audit/audit_view.c
    requirement_id BIGINT REFERENCES requirement(id) ON DELETE SET NULL,
    person_id BIGINT REFERENCES person(id) ON DELETE SET NULL,
    first_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    UNIQUE (org_id, account_id, hour, address)
) STRICT_TABLE;
CREATE INDEX audit_view_org ON audit_view (org_id THEN_ID);
CREATE INDEX audit_view_account ON audit_view (account_id);
CREATE INDEX audit_view_person ON audit_view (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_view_requirement ON audit_view (requirement_id) WHERE requirement_id IS NOT NULL;
