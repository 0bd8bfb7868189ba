-- Every table of tasks and calls is partitioned by a day that is read off an id: the task's for
-- tasks and finals, the root's for claims and records. Rows of other days lie in the default
-- partition. There is no index but the primary keys.

CREATE TABLE tasks (
  day         date        NOT NULL,
  task_id     uuid        NOT NULL,
  tenant      text        NOT NULL,
  root_id     uuid        NOT NULL,
  custom_id   text,
  source      text        NOT NULL,
  lane        text        NOT NULL,
  strategy    text,
  model       text        NOT NULL,
  data_class  text        NOT NULL,
  body_hash   text        NOT NULL,
  accepted_at timestamptz NOT NULL,
  deadline_at timestamptz NOT NULL,
  metadata    jsonb       NOT NULL,
  PRIMARY KEY (day, task_id)
) PARTITION BY RANGE (day);

CREATE TABLE finals (
  day         date        NOT NULL,
  task_id     uuid        NOT NULL,
  tenant      text        NOT NULL,
  state       text        NOT NULL,
  result      bytea       NOT NULL,
  finished_at timestamptz NOT NULL,
  PRIMARY KEY (day, task_id)
) PARTITION BY RANGE (day);

CREATE TABLE claims (
  day           date        NOT NULL,
  root_id       uuid        NOT NULL,
  round         int         NOT NULL,
  slot          int         NOT NULL,
  task_id       uuid        NOT NULL,
  number        int         NOT NULL,
  tenant        text        NOT NULL,
  engine        text        NOT NULL,
  model         text        NOT NULL,
  request_hash  text        NOT NULL,
  holder        bigint      NOT NULL,
  supersessions int         NOT NULL DEFAULT 0,
  claimed_at    timestamptz NOT NULL,
  PRIMARY KEY (day, root_id, round, slot, task_id, number)
) PARTITION BY RANGE (day);
COMMENT ON COLUMN claims.holder IS 'epoch of the process that has the ask; 0: released unsent';

CREATE TABLE records (
  day           date        NOT NULL,
  root_id       uuid        NOT NULL,
  round         int         NOT NULL,
  slot          int         NOT NULL,
  task_id       uuid        NOT NULL,
  number        int         NOT NULL,
  tenant        text        NOT NULL,
  answered      boolean     NOT NULL,
  answer        bytea       NOT NULL,
  tokens_in     bigint      NOT NULL,
  tokens_out    bigint      NOT NULL,
  cost_nano_usd bigint      NOT NULL,
  engine        text        NOT NULL,
  model         text        NOT NULL,
  failure       text,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (day, root_id, round, slot, task_id, number)
) PARTITION BY RANGE (day);

CREATE TABLE tasks_default PARTITION OF tasks DEFAULT;
CREATE TABLE finals_default PARTITION OF finals DEFAULT;
CREATE TABLE claims_default PARTITION OF claims DEFAULT;
CREATE TABLE records_default PARTITION OF records DEFAULT;

CREATE SEQUENCE holder_epochs;

CREATE TABLE holders (
  epoch        bigint      PRIMARY KEY,
  started_at   timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  process      text        NOT NULL
);

CREATE TABLE analytics_windows (
  window_start    timestamptz      NOT NULL,
  window_ms       bigint           NOT NULL,
  tenant          text             NOT NULL,
  kind            text             NOT NULL,
  engine          text             NOT NULL,
  lane            text             NOT NULL,
  count           bigint           NOT NULL,
  errors          bigint           NOT NULL,
  mean_latency_ms double precision NOT NULL,
  tokens_in       bigint           NOT NULL,
  tokens_out      bigint           NOT NULL,
  cost_nano_usd   bigint           NOT NULL,
  PRIMARY KEY (window_start, tenant, kind, engine, lane)
);

-- The UTC day of a UUID of version 7.
CREATE FUNCTION uuid_day(id uuid) RETURNS date
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
  SELECT (timestamp '1970-01-01'
    + ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint * interval '1 ms')::date
$$;

-- Gives a table the partition of one day and moves the day's rows there from the default one.
-- True where it was missing. Safe to run anywhere at any time.
CREATE FUNCTION ensure_partition(parent text, of_day date) RETURNS boolean
  LANGUAGE plpgsql AS
$$
DECLARE
  part text := parent || to_char(of_day, '_YYYYMMDD');
  rest text := parent || '_default';
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('chorus.ensure_partition'));
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  -- A row of that day that came into the default partition after the move would stop the attach.
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', rest);
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
  EXECUTE format(
    'WITH moved AS (DELETE FROM %I WHERE day = $1 RETURNING *) INSERT INTO %I SELECT * FROM moved',
    rest, part) USING of_day;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    parent, part, of_day, of_day + 1);
  RETURN true;
END
$$;

-- The same for all tables and a range of days, both ends included, in one transaction. On a busy
-- system call ensure_partition once per transaction instead: it never waits for two tables.
CREATE FUNCTION ensure_partitions(from_day date, to_day date) RETURNS int
  LANGUAGE plpgsql AS
$$
DECLARE
  created int := 0;
  parent text;
  offset_days int;
BEGIN
  FOREACH parent IN ARRAY ARRAY['tasks', 'finals', 'claims', 'records'] LOOP
    FOR offset_days IN 0 .. to_day - from_day LOOP
      IF ensure_partition(parent, from_day + offset_days) THEN
        created := created + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN created;
END
$$;
