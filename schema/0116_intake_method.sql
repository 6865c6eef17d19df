-- How somebody judged external training, and what they looked at: auditors read it.
ALTER TABLE intake ADD COLUMN method TEXT NOT NULL DEFAULT '';           -- verified, original, issuer, register, copy; empty: a rule, or before it was asked
ALTER TABLE intake ADD COLUMN seen TEXT NOT NULL DEFAULT '';
