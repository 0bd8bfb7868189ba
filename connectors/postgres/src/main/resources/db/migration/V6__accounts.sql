-- Accounts that the admin API has put beside, or in place of, those that the engines declare. A removed one stays, so that
-- its declaration does not come back. `key_ref` says where the key is, and is never the key.

CREATE TABLE accounts (
  engine     text        NOT NULL,
  account    text        NOT NULL,
  key_ref    text        NOT NULL,
  limits     jsonb       NOT NULL,
  removed    boolean     NOT NULL DEFAULT false,
  version    bigint      NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (engine, account)
);
