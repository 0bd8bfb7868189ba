package io.chorus.connector.rabbitmq;

import java.io.Serializable;

/**
 * A queue to consume.
 *
 * @param name the queue; must exist
 * @param weight its share, 1 to 1000, when several queues have messages waiting
 */
public record QueueSpec(String name, int weight) implements Serializable {

  private static final int MAX_WEIGHT = 1_000;

  public QueueSpec {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException("a queue needs a name");
    }
    if (weight < 1 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "the weight of queue " + name + " must be 1 to " + MAX_WEIGHT + ", is " + weight);
    }
  }

  public static QueueSpec of(String name) {
    return new QueueSpec(name, 1);
  }

  public static QueueSpec of(String name, int weight) {
    return new QueueSpec(name, weight);
  }
}
