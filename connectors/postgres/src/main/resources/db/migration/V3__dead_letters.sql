-- What could not be done, by the day of the letter's id. `history` and `original` hold what people
-- wrote: json, unlike jsonb, takes every text that JSON can escape.

CREATE TABLE dead_letters (
  day            date        NOT NULL,
  letter_id      uuid        NOT NULL,
  kind           text        NOT NULL,
  tenant         text,
  source         text        NOT NULL,
  name           text,
  batch          text,
  task_id        uuid,
  root_id        uuid,
  reason         text        NOT NULL,
  at_ms          bigint      NOT NULL,
  history        json        NOT NULL,
  original       bytea       NOT NULL,
  original_bytes bigint      NOT NULL,
  kept_at        timestamptz NOT NULL,
  redrives       jsonb       NOT NULL DEFAULT '[]',
  PRIMARY KEY (day, letter_id)
) PARTITION BY RANGE (day);
COMMENT ON COLUMN dead_letters.redrives IS 'task_id, at_ms and deadline_ms of each task it became, oldest first';

CREATE TABLE dead_letters_default PARTITION OF dead_letters DEFAULT;

CREATE OR REPLACE FUNCTION ensure_partitions(from_day date, to_day date) RETURNS int
  LANGUAGE plpgsql AS
$$
DECLARE
  created int := 0;
  parent text;
  offset_days int;
BEGIN
  FOREACH parent IN ARRAY ARRAY['tasks', 'finals', 'claims', 'records', 'dead_letters'] LOOP
    FOR offset_days IN 0 .. to_day - from_day LOOP
      IF ensure_partition(parent, from_day + offset_days) THEN
        created := created + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN created;
END
$$;
