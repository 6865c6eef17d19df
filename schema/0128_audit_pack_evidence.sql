-- Packs with the files of evidence: who asked for one says why, as whoever opens evidence does (src/app/audit/pack_evidence.c).
ALTER TABLE audit_pack ADD COLUMN with_evidence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_pack ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- Lines of the sample that were not theirs to see when it was made.
ALTER TABLE audit_pack ADD COLUMN sight TEXT NOT NULL DEFAULT '';           -- how far the rights of whoever asked went; as access_grants has it
ALTER TABLE audit_pack ADD COLUMN left_out BIGINT NOT NULL DEFAULT 0;
