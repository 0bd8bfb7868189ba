package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.Objects;

/** Builds a {@link RabbitMQSink}; connection and schema have no default. */
public final class RabbitMQSinkBuilder<T> {

  RabbitMQConnectionConfig connection;
  RabbitMQSerializationSchema<T> schema;
  int maxInFlight = 1_000;
  long maxInFlightBytes = 32L << 20;
  int maxMessageBytes = FailedMessages.DEFAULT_MAX_BYTES;
  FailedMessageHandler failedMessageHandler = FailedMessageHandler.failJob();
  Duration flushTimeout = Duration.ofMinutes(1);
  Duration blockedTimeout = Duration.ofMinutes(1);
  Duration reconnectDeadline = Duration.ofMinutes(2);

  RabbitMQSinkBuilder() {}

  public RabbitMQSinkBuilder<T> setConnection(RabbitMQConnectionConfig connection) {
    this.connection = connection;
    return this;
  }

  public RabbitMQSinkBuilder<T> setSerializationSchema(RabbitMQSerializationSchema<T> schema) {
    this.schema = schema;
    return this;
  }

  /** Sets how many messages may be unconfirmed, by default 1000; the sink waits at that. */
  public RabbitMQSinkBuilder<T> setMaxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
    return this;
  }

  /** Sets how many bytes of bodies may be unconfirmed, by default 32 MiB. */
  public RabbitMQSinkBuilder<T> setMaxInFlightBytes(long maxInFlightBytes) {
    this.maxInFlightBytes = maxInFlightBytes;
    return this;
  }

  /**
   * Sets how large a message's body may be, by default 16 MiB. A larger one is not sent; the
   * handler of failed messages gets it. Keep it below the broker's {@code max_message_size}: a
   * message over that fails the job.
   */
  public RabbitMQSinkBuilder<T> setMaxMessageBytes(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
    return this;
  }

  /**
   * Sets what becomes of unroutable and of too large messages, by default {@link
   * FailedMessageHandler#failJob}.
   */
  public RabbitMQSinkBuilder<T> setFailedMessageHandler(FailedMessageHandler handler) {
    this.failedMessageHandler = handler;
    return this;
  }

  /**
   * Sets how long a checkpoint waits for confirms, and an element for room, before the job fails;
   * by default 1 minute. Keep it below the checkpoint timeout.
   */
  public RabbitMQSinkBuilder<T> setFlushTimeout(Duration flushTimeout) {
    this.flushTimeout = flushTimeout;
    return this;
  }

  /** Sets how long the broker may block publishers before the job fails, by default 1 minute. */
  public RabbitMQSinkBuilder<T> setBlockedTimeout(Duration blockedTimeout) {
    this.blockedTimeout = blockedTimeout;
    return this;
  }

  /** Sets how long the broker may be away before the job fails, by default 2 minutes. */
  public RabbitMQSinkBuilder<T> setReconnectDeadline(Duration reconnectDeadline) {
    this.reconnectDeadline = reconnectDeadline;
    return this;
  }

  /**
   * The sink.
   *
   * @throws NullPointerException when something is not set
   * @throws IllegalArgumentException when a bound is not positive
   */
  public RabbitMQSink<T> build() {
    Objects.requireNonNull(connection, "connection");
    Objects.requireNonNull(schema, "serializationSchema");
    Objects.requireNonNull(failedMessageHandler, "failedMessageHandler");
    Objects.requireNonNull(flushTimeout, "flushTimeout");
    Objects.requireNonNull(blockedTimeout, "blockedTimeout");
    Objects.requireNonNull(reconnectDeadline, "reconnectDeadline");
    requirePositive(maxInFlight, "maxInFlight");
    requirePositive(maxInFlightBytes, "maxInFlightBytes");
    requirePositive(maxMessageBytes, "maxMessageBytes");
    requirePositive(flushTimeout.toNanos(), "flushTimeout");
    return new RabbitMQSink<>(this);
  }

  private static void requirePositive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, is " + value);
    }
  }
}
