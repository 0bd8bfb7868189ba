package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to RabbitMQ, at-least-once: persistent and mandatory, each message at once and
 * pipelined, and a checkpoint waits until the broker has confirmed all. What was nacked, or not
 * confirmed when a connection was lost, is published again, out of order and perhaps twice.
 *
 * <p>The job fails at once when the broker refuses to let the sink in or to publish, and when the
 * broker blocks publishers, stays away or doesn't confirm past the deadlines. What becomes of a
 * message that is unroutable or too large, the handler of failed messages decides.
 *
 * @param <T> the elements' type
 */
public final class RabbitMQSink<T> implements Sink<T> {

  private static final Logger LOG = LoggerFactory.getLogger(RabbitMQSink.class);

  private final RabbitMQConnectionConfig connection;
  private final RabbitMQSerializationSchema<T> schema;
  private final int maxInFlight;
  private final long maxInFlightBytes;
  private final int maxMessageBytes;
  private final FailedMessageHandler failedMessageHandler;
  private final Duration flushTimeout;
  private final Duration blockedTimeout;
  private final Duration reconnectDeadline;

  RabbitMQSink(RabbitMQSinkBuilder<T> builder) {
    this.connection = builder.connection;
    this.schema = builder.schema;
    this.maxInFlight = builder.maxInFlight;
    this.maxInFlightBytes = builder.maxInFlightBytes;
    this.maxMessageBytes = builder.maxMessageBytes;
    this.failedMessageHandler = builder.failedMessageHandler;
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
    MailboxExecutor task = context.getMailboxExecutor();
    Counter errors = context.metricGroup().getNumRecordsSendErrorsCounter();
    FailedMessages failedMessages =
        new FailedMessages(maxMessageBytes, failedMessageHandler, () -> onTask(task, errors::inc));
    PublishWindow window =
        new PublishWindow(
            new PublishLimits(maxInFlight, maxInFlightBytes, flushTimeout, blockedTimeout),
            cause -> failTask(task, cause));
    String name = "rabbitmq-sink-" + context.getTaskInfo().getIndexOfThisSubtask();
    Publisher publisher =
        new Publisher(connection, reconnectDeadline, name, window, failedMessages);
    return new RabbitMQSinkWriter<>(schema, failedMessages, window, publisher, context);
  }

  private void openSchema(WriterInitContext context) throws IOException {
    try {
      schema.open(context.asSerializationSchemaInitializationContext());
    } catch (Exception e) {
      throw new IOException("The serialization schema can't be opened", e);
    }
  }

  /** Without it, a task that gets no more elements would hear of a failure at its checkpoint. */
  private static void failTask(MailboxExecutor task, IOException cause) {
    onTask(
        task,
        () -> {
          throw new IOException(cause.getMessage(), cause);
        });
  }

  private static void onTask(MailboxExecutor task, ThrowingRunnable<IOException> action) {
    try {
      task.execute(action, "RabbitMQ sink");
    } catch (RejectedExecutionException e) {
      LOG.debug("The RabbitMQ sink's task is ending", e);
    }
  }
}
