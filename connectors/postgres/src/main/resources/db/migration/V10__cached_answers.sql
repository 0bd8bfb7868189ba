-- Answers that the same request got before: nothing was sent for them, and their tokens were not billed.
ALTER TABLE records ADD COLUMN cached boolean NOT NULL DEFAULT false;

-- Calls that were made because another engine had not answered in its usual time.
ALTER TABLE claims ADD COLUMN hedge boolean NOT NULL DEFAULT false;
