-- What a member may do: roles (src/app/org/role.c), how far each goes and how long.
CREATE TABLE member_role (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    people TEXT NOT NULL,                -- all, below (whom the member leads), departments
    badges TEXT NOT NULL,                -- all, some
    from_at BIGINT,                      -- NULL: from the beginning
    until_at BIGINT,                     -- NULL: without an end; else the first moment without it
    created_at BIGINT NOT NULL,
    UNIQUE (org_id, account_id, role),
    FOREIGN KEY (org_id, account_id) REFERENCES member(org_id, account_id) ON DELETE CASCADE
) STRICT_TABLE;
CREATE INDEX member_role_account ON member_role (account_id);

-- The departments (with those in them) and the badges that a role is for.
CREATE TABLE member_role_part (
    grant_id BIGINT NOT NULL REFERENCES member_role(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- department, badge
    ref_id BIGINT NOT NULL,
    PRIMARY KEY (grant_id, kind, ref_id)
) CLUSTERED_TABLE;

-- Who was a member, so that a removal can be taken back.
CREATE TABLE member_past (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    roles TEXT NOT NULL,                 -- as role_grants_write has them
    removed_by BIGINT,
    removed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX member_past_org ON member_past (org_id, removed_at);
CREATE INDEX member_past_account ON member_past (account_id);

-- The one role of before becomes those that together may do all that it could.
CREATE TABLE role_of_before (was TEXT NOT NULL, role TEXT NOT NULL);
INSERT INTO role_of_before (was, role) VALUES
    ('admin', 'admin'), ('admin', 'assessor'), ('admin', 'checker'),
    ('designer', 'designer'), ('designer', 'viewer'),
    ('awarder', 'awarder'), ('awarder', 'registrar'), ('awarder', 'viewer'),
    ('reviewer', 'assessor'), ('reviewer', 'checker'), ('reviewer', 'viewer'),
    ('viewer', 'viewer');
INSERT INTO member_role (org_id, account_id, role, people, badges, created_at)
    SELECT m.org_id, m.account_id, b.role, 'all', 'all', m.created_at FROM member m JOIN role_of_before b ON b.was = m.role;
DROP TABLE role_of_before;
ALTER TABLE member DROP COLUMN role;

-- What a group of the company's provider means, and whoever comes without one.
UPDATE provider_role SET role = CASE role WHEN 'admin' THEN 'admin;assessor;checker' WHEN 'designer' THEN 'designer;viewer'
    WHEN 'awarder' THEN 'awarder;registrar;viewer' WHEN 'reviewer' THEN 'assessor;checker;viewer' ELSE role END;
UPDATE provider SET new_role = CASE new_role WHEN 'admin' THEN 'admin;assessor;checker' WHEN 'designer' THEN 'designer;viewer'
    WHEN 'awarder' THEN 'awarder;registrar;viewer' WHEN 'reviewer' THEN 'assessor;checker;viewer' ELSE new_role END;
UPDATE scim_group SET role = CASE role WHEN 'admin' THEN 'admin;assessor;checker' WHEN 'designer' THEN 'designer;viewer'
    WHEN 'awarder' THEN 'awarder;registrar;viewer' WHEN 'reviewer' THEN 'assessor;checker;viewer' ELSE role END;

-- Invitations on their way, and leavers that can still be taken back.
UPDATE one_time_link SET payload = replace(replace(replace(replace(payload, ' admin ', ' admin;assessor;checker '), ' designer ', ' designer;viewer '),
    ' awarder ', ' awarder;registrar;viewer '), ' reviewer ', ' assessor;checker;viewer ') WHERE purpose = 'invite';
UPDATE list_act_row SET before = replace(replace(replace(replace(before || ';', ' admin;', ' admin;assessor;checker'), ' designer;', ' designer;viewer'),
    ' awarder;', ' awarder;registrar;viewer'), ' reviewer;', ' assessor;checker;viewer') WHERE before LIKE '%|% admin' OR before LIKE '%|% designer'
    OR before LIKE '%|% awarder' OR before LIKE '%|% reviewer';
