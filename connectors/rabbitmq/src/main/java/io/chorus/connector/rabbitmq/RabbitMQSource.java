package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * Consumes RabbitMQ queues, at-least-once. A message is acked when a checkpoint that has seen it is
 * complete, so checkpointing must be on: without it the broker stops after the prefetch count.
 *
 * <p>Every reader consumes all queues, on one connection with a channel for each queue; the broker
 * shares the messages out. There is no state, so any rescaling is fine. A lost connection, channel
 * or consumer is opened again in place; the job fails only after the reconnect deadline. What was
 * emitted and not acked by then comes again: duplicates are told by their message id, downstream.
 *
 * @param <T> the records' type
 */
public final class RabbitMQSource<T>
    implements Source<T, RabbitMQSourceSplit, Void>, ResultTypeQueryable<T> {

  private final RabbitMQConnectionConfig connection;
  private final List<QueueSpec> queues;
  private final RabbitMQDeserializationSchema<T> schema;
  private final int prefetchCount;
  private final Duration reconnectDeadline;

  RabbitMQSource(RabbitMQSourceBuilder<T> builder) {
    this.connection = builder.connection;
    this.queues = builder.queues;
    this.schema = builder.schema;
    this.prefetchCount = builder.prefetchCount;
    this.reconnectDeadline = builder.reconnectDeadline;
  }

  public static <T> RabbitMQSourceBuilder<T> builder() {
    return new RabbitMQSourceBuilder<>();
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, RabbitMQSourceSplit> createReader(SourceReaderContext context)
      throws Exception {
    schema.open(new SchemaContext(context.metricGroup(), context.getUserCodeClassLoader()));
    return new RabbitMQSourceReader<>(
        new Consumers.Settings(connection, queues, prefetchCount, reconnectDeadline),
        schema,
        context);
  }

  @Override
  public SplitEnumerator<RabbitMQSourceSplit, Void> createEnumerator(
      SplitEnumeratorContext<RabbitMQSourceSplit> context) {
    return new NoSplitEnumerator();
  }

  @Override
  public SplitEnumerator<RabbitMQSourceSplit, Void> restoreEnumerator(
      SplitEnumeratorContext<RabbitMQSourceSplit> context, Void checkpoint) {
    return new NoSplitEnumerator();
  }

  @Override
  public SimpleVersionedSerializer<RabbitMQSourceSplit> getSplitSerializer() {
    return new NothingSerializer<>(RabbitMQSourceSplit::new);
  }

  @Override
  public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
    return new NothingSerializer<>(() -> null);
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return schema.getProducedType();
  }

  private record SchemaContext(MetricGroup metrics, UserCodeClassLoader classLoader)
      implements DeserializationSchema.InitializationContext {

    @Override
    public MetricGroup getMetricGroup() {
      return metrics;
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return classLoader;
    }
  }
}
