-- What an ask may cost, and what a tenant may spend.

ALTER TABLE claims ADD COLUMN estimate_nano_usd bigint NOT NULL DEFAULT 0;
ALTER TABLE claims ADD COLUMN limited boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN claims.limited IS 'the estimate is part of what its tenant has reserved, once for each time it may have been sent';

ALTER TABLE records ADD COLUMN cached_tokens_in bigint NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN reasoning_tokens bigint NOT NULL DEFAULT 0;

CREATE TABLE budgets (
  tenant            text        PRIMARY KEY,
  limit_nano_usd    bigint,
  spent_nano_usd    bigint      NOT NULL DEFAULT 0,
  reserved_nano_usd bigint      NOT NULL DEFAULT 0,
  since             timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN budgets.limit_nano_usd IS 'null: no limit, but counted';
