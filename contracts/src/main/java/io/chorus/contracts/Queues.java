package io.chorus.contracts;

/** The names of the RabbitMQ exchange and queues. */
public final class Queues {
  /** Direct exchange; the routing key is the queue's name. */
  public static final String CALLS_EXCHANGE = "calls";

  /** Fanout exchange in front of {@link #DEAD}. */
  public static final String DEAD_EXCHANGE = "calls.dlx";

  /** Calls that no engine job could read. */
  public static final String DEAD = "calls.dead";

  private Queues() {}

  /** The queue (and routing key) of an engine's lane. */
  public static String calls(String engine, Lane lane) {
    return "calls." + engine + "." + lane.wireName();
  }
}
