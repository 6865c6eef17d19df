-- How often our awards are checked here (src/app/verify/traffic.h): per day, badge and outcome, and nothing of who asked.
CREATE TABLE verify_traffic (
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    day BIGINT NOT NULL,                 -- 00:00 UTC
    outcome TEXT NOT NULL,               -- valid, forged, revoked, suspended, expired, other, open
    n BIGINT NOT NULL,
    PRIMARY KEY (org_id, day, achievement_id, outcome)
) CLUSTERED_TABLE;
CREATE INDEX verify_traffic_badge ON verify_traffic (achievement_id);
