-- API keys without the keys: a row each, revoked ones stay.

CREATE TABLE api_keys (
  key_id        text     PRIMARY KEY,
  tenant        text     NOT NULL,
  name          text     NOT NULL,
  hash          text     NOT NULL,
  scopes        text[]   NOT NULL,
  created_at_ms bigint   NOT NULL,
  expires_at_ms bigint   NOT NULL DEFAULT 0,
  revoked_at_ms bigint   NOT NULL DEFAULT 0,
  version       bigint   NOT NULL DEFAULT 1
);

-- Which task a caller's own name for a request has become, so that the request sent again, to any
-- replica, is the same task. body_hash is that of the clean body.

CREATE TABLE idempotency_keys (
  tenant         text        NOT NULL,
  name           text        NOT NULL,
  task_id        uuid        NOT NULL,
  body_hash      text        NOT NULL,
  accepted_at_ms bigint      NOT NULL,
  kept_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant, name)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (kept_at);

-- For the pages of a tenant's own tasks, newest first. Ids grow, so that inserts touch its last page.
CREATE INDEX tasks_of_tenant ON tasks (tenant, day, task_id);
