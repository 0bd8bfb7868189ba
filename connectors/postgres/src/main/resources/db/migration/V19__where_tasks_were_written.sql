-- What a task asks is in its record alone, so that who wants to ask it anew has to find that.

ALTER TABLE tasks ADD COLUMN place text;
COMMENT ON COLUMN tasks.place IS 'topic-partition-offset of its record in Kafka; null where it is not known';
