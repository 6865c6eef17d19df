-- The text of a list of awards in pieces, since it may be long: it is read in a job
-- then, and `n_lines` says how many lines there are to read.
CREATE TABLE award_batch_piece (
    batch_id BIGINT NOT NULL REFERENCES award_batch_source(batch_id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (batch_id, number)
) STRICT_TABLE;
INSERT INTO award_batch_piece (batch_id, number, body) SELECT batch_id, 0, body FROM award_batch_source;
ALTER TABLE award_batch_source DROP COLUMN body;
ALTER TABLE award_batch_source ADD COLUMN n_lines BIGINT NOT NULL DEFAULT 0;
