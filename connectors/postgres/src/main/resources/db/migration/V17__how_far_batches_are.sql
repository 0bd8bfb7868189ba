-- How far a batch may be beyond what is known for certain, when it came to each status, and whose
-- day its lines' roots are of.

ALTER TABLE batches ADD COLUMN given int NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN reached jsonb NOT NULL DEFAULT '{}';
ALTER TABLE batches ADD COLUMN roots_at_ms bigint NOT NULL DEFAULT 0;

UPDATE batches SET given = fed, reached = jsonb_build_object(status, changed_at_ms),
                   roots_at_ms = created_at_ms;
COMMENT ON COLUMN batches.given IS 'lines of the input file that may be accepted: those after fed are given once more by who goes on';
COMMENT ON COLUMN batches.reached IS 'Unix milliseconds by status';
COMMENT ON COLUMN batches.roots_at_ms IS 'its own creation, or that of the batch that it resumes';
