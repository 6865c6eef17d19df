-- Must those who hold an earlier version renew? NULL: it still counts.
ALTER TABLE achievement_version ADD COLUMN renew_by BIGINT;
