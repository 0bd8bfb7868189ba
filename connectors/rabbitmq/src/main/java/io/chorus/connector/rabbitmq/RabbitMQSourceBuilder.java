package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Builds a {@link RabbitMQSource}; connection, queues and schema have no default. */
public final class RabbitMQSourceBuilder<T> {

  private static final int MAX_PREFETCH = 65_535;

  RabbitMQConnectionConfig connection;
  List<QueueSpec> queues = List.of();
  RabbitMQDeserializationSchema<T> schema;
  int prefetchCount = 1_000;
  Duration reconnectDeadline = Duration.ofMinutes(2);

  RabbitMQSourceBuilder() {}

  public RabbitMQSourceBuilder<T> setConnection(RabbitMQConnectionConfig connection) {
    this.connection = connection;
    return this;
  }

  /** Sets the queues, which must exist and differ; a full one gets its weight's share of turns. */
  public RabbitMQSourceBuilder<T> setQueues(QueueSpec... queues) {
    return setQueues(List.of(queues));
  }

  /** Sets the queues, which must exist and differ; a full one gets its weight's share of turns. */
  public RabbitMQSourceBuilder<T> setQueues(List<QueueSpec> queues) {
    this.queues = List.copyOf(queues);
    return this;
  }

  public RabbitMQSourceBuilder<T> setDeserializationSchema(
      RabbitMQDeserializationSchema<T> schema) {
    this.schema = schema;
    return this;
  }

  /**
   * Sets how many messages of each queue a reader may hold unacked, 1 to 65535, by default 1000.
   * Messages wait for a checkpoint unacked: take at least twice the rate × (checkpoint interval +
   * duration). It bounds the reader's memory, too.
   */
  public RabbitMQSourceBuilder<T> setPrefetchCount(int prefetchCount) {
    this.prefetchCount = prefetchCount;
    return this;
  }

  /** Sets how long a queue may be without consumer before the job fails, by default 2 minutes. */
  public RabbitMQSourceBuilder<T> setReconnectDeadline(Duration reconnectDeadline) {
    this.reconnectDeadline = reconnectDeadline;
    return this;
  }

  /**
   * The source.
   *
   * @throws NullPointerException when connection or schema is not set
   * @throws IllegalArgumentException when there is no queue, or one twice, or a number is out of
   *     its range
   */
  public RabbitMQSource<T> build() {
    Objects.requireNonNull(connection, "connection");
    Objects.requireNonNull(schema, "deserializationSchema");
    Objects.requireNonNull(reconnectDeadline, "reconnectDeadline");
    if (queues.isEmpty()
        || queues.stream().map(QueueSpec::name).distinct().count() < queues.size()) {
      throw new IllegalArgumentException("queues must be at least one, and none twice");
    }
    if (prefetchCount < 1 || prefetchCount > MAX_PREFETCH) {
      throw new IllegalArgumentException("prefetchCount must be 1 to " + MAX_PREFETCH);
    }
    return new RabbitMQSource<>(this);
  }
}
