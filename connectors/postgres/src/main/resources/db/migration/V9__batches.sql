-- Files that came in or that batches made, without their bytes, and batches of tasks.

CREATE TABLE files (
  file_id       text   PRIMARY KEY,
  tenant        text   NOT NULL,
  purpose       text   NOT NULL,
  name          text   NOT NULL,
  bytes         bigint NOT NULL,
  created_at_ms bigint NOT NULL
);
CREATE INDEX files_of_tenant ON files (tenant, created_at_ms);

CREATE TABLE batches (
  batch_id       text   PRIMARY KEY,
  tenant         text   NOT NULL,
  input_file_id  text   NOT NULL,
  metadata       json   NOT NULL,
  status         text   NOT NULL,
  created_at_ms  bigint NOT NULL,
  expires_at_ms  bigint NOT NULL,
  changed_at_ms  bigint NOT NULL,
  total          int    NOT NULL DEFAULT 0,
  fed            int    NOT NULL DEFAULT 0,
  rejected       int    NOT NULL DEFAULT 0,
  completed      int    NOT NULL DEFAULT 0,
  failed         int    NOT NULL DEFAULT 0,
  problem        text,
  owner          text   NOT NULL DEFAULT '',
  owned_until_ms bigint NOT NULL DEFAULT 0
);
CREATE INDEX batches_of_tenant ON batches (tenant, created_at_ms);
CREATE INDEX batches_open ON batches (owned_until_ms)
  WHERE status IN ('VALIDATING', 'IN_PROGRESS', 'FINALIZING', 'CANCELLING');

-- How the tasks of a batch end is looked at again and again, among a day's millions of others.
CREATE INDEX tasks_of_batch ON tasks (tenant, day, batch, task_id) WHERE batch IS NOT NULL;
COMMENT ON COLUMN batches.fed IS 'lines of the input file that are surely accepted, or refused';
