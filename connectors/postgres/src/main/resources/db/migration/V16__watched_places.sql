-- Places that take batch files without HTTP, and what was taken from them. A file that was taken
-- stays here, so that it is not taken again where it could not be moved away.

CREATE TABLE watches (
  watch           text   PRIMARY KEY,
  judged_until_ms bigint NOT NULL
);
COMMENT ON COLUMN watches.judged_until_ms IS 'the last due time at which a file was looked for, or when the place was first watched';

CREATE TABLE watched_files (
  watch          text    NOT NULL,
  name           text    NOT NULL,
  version        text    NOT NULL,
  batch_id       text    NOT NULL,
  claimed_at_ms  bigint  NOT NULL,
  owned_until_ms bigint  NOT NULL,
  taken          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (watch, name, version)
);
CREATE INDEX watched_files_taken ON watched_files (watch, claimed_at_ms) WHERE taken;
