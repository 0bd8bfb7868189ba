package io.chorus.connector.rabbitmq;

/** Which queue is served first when several have messages waiting. */
public enum QueueOrder {
  /** Each gets turns by its weight, spread and not in runs. */
  WEIGHTED,

  /** The first of them in the order they were given to the source; weights are not looked at. */
  STRICT
}
