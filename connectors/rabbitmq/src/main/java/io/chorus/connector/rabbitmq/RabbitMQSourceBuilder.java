package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Builds a {@link RabbitMQSource}; connection, queues and schema have no default. */
public final class RabbitMQSourceBuilder<T> {

  private static final int MAX_PREFETCH = 65_535;

  private RabbitMQConnectionConfig connection;
  private List<QueueSpec> queues = List.of();
  private RabbitMQDeserializationSchema<T> schema;
  private QueueOrder queueOrder = QueueOrder.WEIGHTED;
  private int ageingFloor = 32;
  private int prefetchCount = 1_000;
  private long maxBufferedBytes = 64L << 20;
  private Duration reconnectDeadline = Duration.ofMinutes(2);

  RabbitMQSourceBuilder() {}

  public RabbitMQSourceBuilder<T> setConnection(RabbitMQConnectionConfig connection) {
    this.connection = connection;
    return this;
  }

  /** Sets the queues, which must exist and differ. */
  public RabbitMQSourceBuilder<T> setQueues(QueueSpec... queues) {
    return setQueues(List.of(queues));
  }

  /** Sets the queues, which must exist and differ. */
  public RabbitMQSourceBuilder<T> setQueues(List<QueueSpec> queues) {
    this.queues = List.copyOf(queues);
    return this;
  }

  public RabbitMQSourceBuilder<T> setDeserializationSchema(
      RabbitMQDeserializationSchema<T> schema) {
    this.schema = schema;
    return this;
  }

  /** Sets which queue is served first, by default {@link QueueOrder#WEIGHTED}. */
  public RabbitMQSourceBuilder<T> setQueueOrder(QueueOrder queueOrder) {
    this.queueOrder = queueOrder;
    return this;
  }

  /**
   * Sets after how many turns of others a queue with messages is served whatever the order, from 1,
   * by default 32: no queue starves. A floor of 32 costs the first queue 3 % of the turns at most.
   */
  public RabbitMQSourceBuilder<T> setAgeingFloor(int turns) {
    this.ageingFloor = turns;
    return this;
  }

  /**
   * Sets how many messages of each queue a reader may hold unacked, 1 to 65535, by default 1000.
   * Messages wait for a checkpoint unacked: take at least twice the rate × (checkpoint interval +
   * duration). Those that were emitted take no memory here, those that were not are bounded in
   * bytes, too, by {@link #setMaxBufferedBytes}.
   */
  public RabbitMQSourceBuilder<T> setPrefetchCount(int prefetchCount) {
    this.prefetchCount = prefetchCount;
    return this;
  }

  /**
   * Sets how many bytes of bodies may wait in a reader to be emitted, from 1, by default 64 MiB;
   * the message that reaches it is the last one taken in. At that the reader's connection is read
   * no further until records are taken, so that a large backlog of one queue also holds the others'
   * messages up: where queues have ranks, keep the prefetch count × message size below it.
   */
  public RabbitMQSourceBuilder<T> setMaxBufferedBytes(long maxBufferedBytes) {
    this.maxBufferedBytes = maxBufferedBytes;
    return this;
  }

  /**
   * Sets how long a queue may be without consumer before the job fails, by default 2 minutes. A
   * queue that is missing, or a server that hangs up before it has ever spoken AMQP, is taken for a
   * mistake at this deadline, and the job is not restarted: behind a TCP proxy, which hangs up
   * while no broker is there, set more than the longest outage.
   */
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
    Objects.requireNonNull(queueOrder, "queueOrder");
    Objects.requireNonNull(reconnectDeadline, "reconnectDeadline");
    require(!queues.isEmpty() && distinct(queues), "queues must be at least one, and none twice");
    require(ageingFloor > 0, "ageingFloor must be positive");
    require(
        prefetchCount > 0 && prefetchCount <= MAX_PREFETCH,
        "prefetchCount must be 1 to " + MAX_PREFETCH);
    require(maxBufferedBytes > 0, "maxBufferedBytes must be positive");
    return new RabbitMQSource<>(settings(), schema);
  }

  private SourceSettings settings() {
    return new SourceSettings(
        connection,
        queues,
        queueOrder,
        ageingFloor,
        prefetchCount,
        maxBufferedBytes,
        reconnectDeadline);
  }

  private static boolean distinct(List<QueueSpec> queues) {
    return queues.stream().map(QueueSpec::name).distinct().count() == queues.size();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
