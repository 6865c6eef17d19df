-- A badge that is awarded by itself as soon as somebody holds a set of others.
CREATE TABLE award_set (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL UNIQUE REFERENCES achievement(id) ON DELETE CASCADE,
    account_id BIGINT REFERENCES account(id) ON DELETE SET NULL,
    needed BIGINT NOT NULL,              -- so many of the parts; 0: all
    lapses BIGINT NOT NULL,              -- revoked when a part is missing again
    is_on BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX award_set_org ON award_set (org_id);

CREATE TABLE award_set_part (
    set_id BIGINT NOT NULL REFERENCES award_set(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    PRIMARY KEY (set_id, achievement_id)
) CLUSTERED_TABLE;
CREATE INDEX award_set_part_badge ON award_set_part (achievement_id);

-- What was awarded so, and when it lapsed: what somebody revoked by hand is not awarded again.
CREATE TABLE award_set_award (
    set_id BIGINT NOT NULL REFERENCES award_set(id) ON DELETE CASCADE,
    award_id BIGINT NOT NULL REFERENCES award(id) ON DELETE CASCADE,
    lapsed_at BIGINT,
    PRIMARY KEY (set_id, award_id)
) CLUSTERED_TABLE;
CREATE INDEX award_set_award_award ON award_set_award (award_id);
