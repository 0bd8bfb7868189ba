-- Tenants whose personal data engines don't see.
CREATE TABLE redactions (
  tenant text        PRIMARY KEY,
  since  timestamptz NOT NULL DEFAULT clock_timestamp()
);

ALTER TABLE tasks ADD COLUMN redact boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN tasks.redact IS 'as the tenant had it when the task came in first';
