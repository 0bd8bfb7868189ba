package io.chorus.connector.rabbitmq;

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
 * <p>What no restart would mend fails the job without one: credentials, virtual host or queue
 * refused, a queue that stays missing until the deadline, a server that does not speak AMQP 0-9-1.
 *
 * @param <T> the records' type
 */
public final class RabbitMQSource<T>
    implements Source<T, RabbitMQSourceSplit, Void>, ResultTypeQueryable<T> {

  private final SourceSettings settings;
  private final RabbitMQDeserializationSchema<T> schema;

  RabbitMQSource(SourceSettings settings, RabbitMQDeserializationSchema<T> schema) {
    this.settings = settings;
    this.schema = schema;
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
    return new RabbitMQSourceReader<>(settings, schema, context);
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
