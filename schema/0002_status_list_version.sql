-- A status list is signed by one issuer under one address for ever: that of the
-- profile's version it was begun with. After a move, awards get places in a new one.
ALTER TABLE status_list ADD COLUMN org_version_id BIGINT REFERENCES org_version(id);
UPDATE status_list SET org_version_id =
    (SELECT min(w.org_version_id) FROM award w WHERE w.status_list_id = status_list.id);
UPDATE status_list SET org_version_id = (SELECT o.version_id FROM org o WHERE o.id = status_list.org_id)
    WHERE org_version_id IS NULL;
