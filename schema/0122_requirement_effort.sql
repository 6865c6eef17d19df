-- What meeting a requirement usually takes and costs (src/app/effort.h). It stands beside the
-- versions and changes without one: a price that rises is no new rule, and changes nobody's standing.
ALTER TABLE requirement ADD COLUMN minutes BIGINT;               -- NULL: nobody has said
ALTER TABLE requirement ADD COLUMN cost BIGINT;                  -- hundredths of the money of the organisation; NULL: nobody has said
