-- What is to be told to webhooks. A row is there until it is told, or has been tried often enough.

CREATE TABLE webhook_outbox (
  webhook_id    text        PRIMARY KEY,
  endpoint      text        NOT NULL,
  body          text        NOT NULL,
  attempts      int         NOT NULL DEFAULT 0,
  next_at_ms    bigint      NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX webhook_outbox_due ON webhook_outbox (endpoint, next_at_ms);
COMMENT ON COLUMN webhook_outbox.webhook_id IS 'follows from the endpoint and what happened, so that it is told under one name';
COMMENT ON COLUMN webhook_outbox.next_at_ms IS 'while it is being told: until when nobody else may try';

-- Batches that had ended before there were webhooks are told to nobody.
ALTER TABLE batches ADD COLUMN told boolean NOT NULL DEFAULT true;
ALTER TABLE batches ALTER COLUMN told SET DEFAULT false;
CREATE INDEX batches_untold ON batches (batch_id)
  WHERE NOT told AND status IN ('FAILED', 'COMPLETED', 'EXPIRED', 'CANCELLED');
