-- Vacancies: what one asks for, and who sent badges for it (src/app/vacancy).

CREATE TABLE vacancy (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    public_id TEXT NOT NULL,             -- in the address of its page; nobody guesses it
    title TEXT NOT NULL,
    words TEXT NOT NULL,                 -- Markdown
    place TEXT NOT NULL,
    jobrole_id BIGINT REFERENCES jobrole(id) ON DELETE SET NULL,     -- what it was made from
    state TEXT NOT NULL,                 -- draft, open, closed
    opens_on BIGINT,                     -- the first day; NULL: from when it is opened
    closes_on BIGINT NOT NULL,           -- the last day
    days_kept BIGINT NOT NULL,           -- candidates go so many days after it closed
    is_blind BIGINT NOT NULL,            -- who they are is told one by one, and noted
    last_number BIGINT NOT NULL,         -- of a candidate
    created_at BIGINT NOT NULL,
    opened_at BIGINT,                    -- for the first time: from then on its lines stay
    closed_at BIGINT
) STRICT_TABLE;
CREATE UNIQUE INDEX vacancy_public ON vacancy (public_id);
CREATE INDEX vacancy_org ON vacancy (org_id THEN_ID);
CREATE INDEX vacancy_jobrole ON vacancy (jobrole_id);

CREATE TABLE vacancy_line (
    id PRIMARY_ID,
    vacancy_id BIGINT NOT NULL REFERENCES vacancy(id) ON DELETE CASCADE,
    is_must BIGINT NOT NULL,             -- 0: nice to have
    title TEXT NOT NULL,
    level TEXT NOT NULL,                 -- as badges call it; empty: any
    weight BIGINT NOT NULL
) STRICT_TABLE;
CREATE INDEX vacancy_line_of ON vacancy_line (vacancy_id, id);

-- What meets a line: any one of them.
CREATE TABLE vacancy_way (
    id PRIMARY_ID,
    line_id BIGINT NOT NULL REFERENCES vacancy_line(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- badge (ours), others (of an issuer), skill
    achievement_id BIGINT REFERENCES achievement(id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,                -- what was proved of it; empty: ours, or anybody
    pattern TEXT NOT NULL,               -- of the achievement, or the skill
    name TEXT NOT NULL                   -- for people
) STRICT_TABLE;
CREATE INDEX vacancy_way_line ON vacancy_way (line_id, id);
CREATE INDEX vacancy_way_achievement ON vacancy_way (achievement_id);

-- state: unconfirmed (the address is not proved: nobody sees it, and it goes after a day), sent,
-- shortlisted, declined, hired, withdrawn (nobody sees it; it goes at once, unless a legal hold keeps it).
-- told_until: the day that the sender read. keep_until may come before it, and never after.
CREATE TABLE vacancy_candidate (
    id PRIMARY_ID,
    org_id BIGINT NOT NULL REFERENCES org(id) ON DELETE CASCADE,
    vacancy_id BIGINT NOT NULL REFERENCES vacancy(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,              -- "Candidate 7"; 0 while it is unconfirmed
    salt TEXT NOT NULL,                  -- of the secret in their link
    token_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    state_before TEXT NOT NULL,          -- what taking back the last decision leads to
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    folded TEXT NOT NULL,
    letter TEXT NOT NULL,
    lang TEXT NOT NULL,
    points_must BIGINT NOT NULL,         -- hundredths
    points_nice BIGINT NOT NULL,
    met BIGINT NOT NULL,                 -- lines that must be, which are met in full
    rank BIGINT NOT NULL,                -- the order: src/app/vacancy/score.h
    size BIGINT NOT NULL,                -- bytes of what was sent
    note TEXT NOT NULL,                  -- of those who recruit
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    told_until BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,          -- then all of it goes
    revealed_at BIGINT,                  -- who it is was asked for
    decided_at BIGINT,
    told_at BIGINT                       -- the mail about the decision is queued
) STRICT_TABLE;
CREATE UNIQUE INDEX vacancy_candidate_token ON vacancy_candidate (token_hash);
CREATE INDEX vacancy_candidate_rank ON vacancy_candidate (vacancy_id, rank THEN_ID);
CREATE INDEX vacancy_candidate_of ON vacancy_candidate (vacancy_id, folded);
CREATE INDEX vacancy_candidate_who ON vacancy_candidate (org_id, folded);
CREATE INDEX vacancy_candidate_until ON vacancy_candidate (keep_until);
CREATE INDEX vacancy_candidate_state ON vacancy_candidate (vacancy_id, state);
CREATE INDEX vacancy_candidate_unconfirmed ON vacancy_candidate (org_id, created_at, size) WHERE state = 'unconfirmed';
CREATE INDEX vacancy_candidate_withdrawn ON vacancy_candidate (id) WHERE state = 'withdrawn';

CREATE TABLE vacancy_badge (
    id PRIMARY_ID,
    candidate_id BIGINT NOT NULL REFERENCES vacancy_candidate(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    whose TEXT NOT NULL,                 -- theirs, other, nobody
    original TEXT NOT NULL,              -- its text or address; empty: the file was needed
    report TEXT NOT NULL                 -- what was found when it was sent
) STRICT_TABLE;
CREATE INDEX vacancy_badge_of ON vacancy_badge (candidate_id, id);

-- Why they have the points that they have.
CREATE TABLE vacancy_point (
    candidate_id BIGINT NOT NULL REFERENCES vacancy_candidate(id) ON DELETE CASCADE,
    line_id BIGINT NOT NULL REFERENCES vacancy_line(id) ON DELETE CASCADE,
    badge_id BIGINT REFERENCES vacancy_badge(id) ON DELETE SET NULL,
    coverage BIGINT NOT NULL,            -- hundredths
    strength BIGINT NOT NULL,
    points BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (candidate_id, line_id)
) CLUSTERED_TABLE;
CREATE INDEX vacancy_point_line ON vacancy_point (line_id);
CREATE INDEX vacancy_point_badge ON vacancy_point (badge_id);

-- Mails to them, which go with them.
CREATE TABLE vacancy_mail (
    candidate_id BIGINT NOT NULL REFERENCES vacancy_candidate(id) ON DELETE CASCADE,
    mail_id BIGINT NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
    PRIMARY KEY (candidate_id, mail_id)
) CLUSTERED_TABLE;
CREATE INDEX vacancy_mail_of ON vacancy_mail (mail_id);
