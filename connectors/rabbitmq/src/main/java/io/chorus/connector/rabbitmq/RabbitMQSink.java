package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to RabbitMQ, at-least-once: persistent and mandatory, each message at once and
 * pipelined, and a checkpoint waits until the broker has confirmed all. What was nacked, or not
 * confirmed when a connection was lost, is published again, out of order and perhaps twice.
 *
 * <p>The job fails when a message is unroutable or refused, when the broker blocks publishers or
 * stays away past the deadlines, and when confirms don't come within the flush timeout.
 *
 * @param <T> the elements' type
 */
public final class RabbitMQSink<T> implements Sink<T> {

  private static final Logger LOG = LoggerFactory.getLogger(RabbitMQSink.class);

  private final RabbitMQConnectionConfig connection;
  private final RabbitMQSerializationSchema<T> schema;
  private final int maxInFlight;
  private final long maxInFlightBytes;
  private final Duration flushTimeout;
  private final Duration blockedTimeout;
  private final Duration reconnectDeadline;

  RabbitMQSink(RabbitMQSinkBuilder<T> builder) {
    this.connection = builder.connection;
    this.schema = builder.schema;
    this.maxInFlight = builder.maxInFlight;
    this.maxInFlightBytes = builder.maxInFlightBytes;
    this.flushTimeout = builder.flushTimeout;
    this.blockedTimeout = builder.blockedTimeout;
    this.reconnectDeadline = builder.reconnectDeadline;
  }

  public static <T> RabbitMQSinkBuilder<T> builder() {
    return new RabbitMQSinkBuilder<>();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    openSchema(context);
    PublishWindow window =
        new PublishWindow(
            new PublishWindow.Limits(maxInFlight, maxInFlightBytes, flushTimeout, blockedTimeout),
            cause -> failTask(context.getMailboxExecutor(), cause));
    String name = "rabbitmq-sink-" + context.getTaskInfo().getIndexOfThisSubtask();
    Publisher publisher = new Publisher(connection, reconnectDeadline, name, window);
    return new RabbitMQSinkWriter<>(schema, window, publisher, context);
  }

  private void openSchema(WriterInitContext context) throws IOException {
    try {
      schema.open(context.asSerializationSchemaInitializationContext());
    } catch (Exception e) {
      throw new IOException("The serialization schema can't be opened", e);
    }
  }

  /** Without it, a task that gets no more elements would hear of a failure at its checkpoint. */
  private static void failTask(MailboxExecutor mailbox, IOException cause) {
    try {
      mailbox.execute(
          () -> {
            throw new IOException(cause.getMessage(), cause);
          },
          "RabbitMQ sink failed");
    } catch (RejectedExecutionException e) {
      LOG.info("The RabbitMQ sink failed while its task was ending", cause);
    }
  }
}
