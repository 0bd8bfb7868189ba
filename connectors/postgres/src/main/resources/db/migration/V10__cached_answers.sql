-- Answers that the same request got before: nothing was sent for them, and their tokens were not billed.

ALTER TABLE records ADD COLUMN cached boolean NOT NULL DEFAULT false;
