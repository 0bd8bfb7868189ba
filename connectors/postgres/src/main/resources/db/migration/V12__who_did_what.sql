-- What a key is for: a name for its scopes.

ALTER TABLE api_keys ADD COLUMN role text NOT NULL DEFAULT 'USER';

-- Who did what: each row's hash is over the row and the hash of the one before. Rows are only added.

CREATE TABLE audit_log (
  seq      bigint PRIMARY KEY,
  id       uuid   NOT NULL UNIQUE,
  at_ms    bigint NOT NULL,
  tenant   text   NOT NULL,
  actor    text   NOT NULL,
  act      text   NOT NULL,
  object   text   NOT NULL,
  outcome  text   NOT NULL,
  previous text   NOT NULL,
  hash     text   NOT NULL
);
COMMENT ON COLUMN audit_log.id IS 'by which a row that is stored again is known; no part of the order';
