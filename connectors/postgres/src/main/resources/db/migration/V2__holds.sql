-- What operators want of work that waits: a row a target, few at any time.

CREATE TABLE holds (
  scope           text        NOT NULL,
  tenant          text        NOT NULL,
  target          text        NOT NULL,
  paused          boolean     NOT NULL DEFAULT false,
  cancelled_at_ms bigint      NOT NULL DEFAULT 0,
  lane            text,
  disabled        boolean     NOT NULL DEFAULT false,
  version         bigint      NOT NULL DEFAULT 1,
  changed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (scope, tenant, target)
);

ALTER TABLE tasks ADD COLUMN batch text;
