-- Awards that are held back for a while. Lists from now on have a second one for
-- it beside, with the same places; awards of older lists name none, so they can
-- only be revoked. What is reinstated leaves no row here; the log tells of it.
ALTER TABLE status_list ADD COLUMN suspends BIGINT NOT NULL DEFAULT 0;

CREATE TABLE award_suspension (
    award_id BIGINT PRIMARY KEY REFERENCES award(id) ON DELETE CASCADE,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    status_list_id BIGINT NOT NULL REFERENCES status_list(id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX award_suspension_list ON award_suspension (status_list_id);
CREATE INDEX award_suspension_org ON award_suspension (org_id, award_id);
