package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Emits what the consumers deliver, and acks it when a checkpoint that has seen it is complete. */
final class RabbitMQSourceReader<T> implements SourceReader<T, RabbitMQSourceSplit> {

  private static final Logger LOG = LoggerFactory.getLogger(RabbitMQSourceReader.class);
  private static final int WARN_PERCENT = 80;

  private final SourceSettings settings;
  private final RabbitMQDeserializationSchema<T> schema;
  private final Inbox inbox;
  private final Consumers consumers;
  private final AckLedger ledger = new AckLedger();
  private final SourceMetrics metrics;

  RabbitMQSourceReader(
      SourceSettings settings,
      RabbitMQDeserializationSchema<T> schema,
      SourceReaderContext context) {
    this.settings = settings;
    this.schema = schema;
    this.inbox = new Inbox(settings);
    this.consumers =
        new Consumers(settings, "rabbitmq-source-" + context.getIndexOfSubtask(), inbox);
    this.metrics = new SourceMetrics(context, inbox, consumers);
  }

  @Override
  public void start() {
    consumers.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws IOException {
    Delivery delivery = inbox.poll();
    if (delivery != null) {
      metrics.received(delivery.message());
      handle(delivery, output);
    }
    return inbox.hasNext() ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return inbox.available();
  }

  @Override
  public List<RabbitMQSourceSplit> snapshotState(long checkpointId) {
    ledger.snapshot(checkpointId);
    return List.of();
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    consumers.ack(ledger.complete(checkpointId));
  }

  @Override
  public void addSplits(List<RabbitMQSourceSplit> splits) {
    throw new UnsupportedOperationException("every reader consumes all queues");
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {
    consumers.close();
  }

  private void handle(Delivery delivery, ReaderOutput<T> output) {
    Records<T> records = new Records<>();
    try {
      schema.deserialize(delivery.message(), records);
    } catch (IOException | RuntimeException e) {
      reject(delivery, e);
      return;
    }
    emit(delivery.message().properties().getTimestamp(), records.all, output);
    ledger.emitted(delivery);
    warnWhenNearlyFull(delivery.queue());
  }

  private void emit(Date timestamp, List<T> records, ReaderOutput<T> output) {
    for (T each : records) {
      if (timestamp == null) {
        output.collect(each);
      } else {
        output.collect(each, timestamp.toInstant().toEpochMilli());
      }
    }
  }

  /** Only the class of the cause is logged: its text may quote the message. */
  private void reject(Delivery delivery, Exception cause) {
    metrics.rejected();
    LOG.warn(
        "Message {} of queue {} can't be read ({}), rejecting it",
        delivery.message().properties().getMessageId(),
        delivery.message().queue(),
        cause.getClass().getName());
    consumers.reject(delivery);
  }

  private void warnWhenNearlyFull(int queue) {
    int limit = Math.max(1, settings.prefetchCount() * WARN_PERCENT / 100);
    if (inbox.taken(queue) == limit) {
      LOG.warn(
          "{} messages of queue {} wait for a checkpoint, with {} the broker stops delivering",
          limit,
          settings.queues().get(queue).name(),
          settings.prefetchCount());
    }
  }

  private static final class Records<T> implements Collector<T> {

    private final List<T> all = new ArrayList<>(1);

    @Override
    public void collect(T element) {
      all.add(element);
    }

    @Override
    public void close() {}
  }
}
