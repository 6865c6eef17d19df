-- Evidence that people hand in for a requirement, piece by piece (src/app/intake): its kind is 'evidence'.
ALTER TABLE intake ADD COLUMN is_sampled BIGINT NOT NULL DEFAULT 0;      -- drawn when it was sent: a second judge looks too
ALTER TABLE intake ADD COLUMN sent_at BIGINT;                            -- of kind evidence: when it was sent first; NULL: it was not
ALTER TABLE evidence ADD COLUMN made_on BIGINT;                          -- the day of what it shows; NULL: nobody said
