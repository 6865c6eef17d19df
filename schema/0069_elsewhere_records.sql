-- Backpacks elsewhere: learner records move by an interface of their own.
ALTER TABLE elsewhere ADD COLUMN base_clr TEXT NOT NULL DEFAULT '';   -- of the API of CLR 2.0; empty: none
