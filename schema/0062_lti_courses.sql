-- Courses of learning platforms, as far as badges stand in them (LTI Advantage).
ALTER TABLE lti_platform ADD COLUMN awards_by BIGINT REFERENCES account(id) ON DELETE SET NULL;  -- who let its teachers award; NULL: they may not
CREATE INDEX lti_platform_awards_by ON lti_platform (awards_by);

CREATE TABLE lti_course (
    id PRIMARY_ID,
    platform_id BIGINT NOT NULL REFERENCES lti_platform(id) ON DELETE CASCADE,
    deployment TEXT NOT NULL,
    context TEXT NOT NULL,               -- as the platform calls it
    title TEXT NOT NULL,
    roster_url TEXT NOT NULL,            -- empty: the platform does not say who is in it
    seen_at BIGINT NOT NULL,
    roster_at BIGINT NOT NULL,           -- 0: never read
    failure TEXT NOT NULL,
    UNIQUE (platform_id, deployment, context)
) STRICT_TABLE;

-- A badge placed in a course; a column of its grades may belong to it.
CREATE TABLE lti_place (
    id PRIMARY_ID,
    course_id BIGINT NOT NULL REFERENCES lti_course(id) ON DELETE CASCADE,
    resource TEXT NOT NULL,              -- the link, as the platform calls it
    achievement_id BIGINT NOT NULL REFERENCES achievement(id) ON DELETE CASCADE,
    column_url TEXT NOT NULL,            -- empty: it has none
    may_score BIGINT NOT NULL,
    may_read BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,             -- its results; 0: never
    UNIQUE (course_id, resource)
) STRICT_TABLE;
CREATE INDEX lti_place_badge ON lti_place (achievement_id);

CREATE TABLE lti_member (
    course_id BIGINT NOT NULL REFERENCES lti_course(id) ON DELETE CASCADE,
    subject TEXT NOT NULL,               -- as the platform calls them
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded TEXT NOT NULL,                -- empty: the platform tells no address
    learns BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (course_id, subject)
) CLUSTERED_TABLE;
CREATE INDEX lti_member_folded ON lti_member (folded);

-- What the platform was told last.
CREATE TABLE lti_score (
    place_id BIGINT NOT NULL REFERENCES lti_place(id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    has BIGINT NOT NULL,                 -- 1: the badge is theirs
    failure TEXT NOT NULL,               -- empty: it took it
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (place_id, subject)
) CLUSTERED_TABLE;
