package io.chorus.connector.rabbitmq;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Hands elements to the publisher, and holds a checkpoint back until the broker has them all. */
final class RabbitMQSinkWriter<T> implements SinkWriter<T> {

  private final RabbitMQSerializationSchema<T> schema;
  private final FailedMessages failedMessages;
  private final PublishWindow window;
  private final Publisher publisher;
  private final Counter sent;
  private final Counter sentBytes;

  RabbitMQSinkWriter(
      RabbitMQSerializationSchema<T> schema,
      FailedMessages failedMessages,
      PublishWindow window,
      Publisher publisher,
      WriterInitContext context) {
    this.schema = schema;
    this.failedMessages = failedMessages;
    this.window = window;
    this.publisher = publisher;
    this.sent = context.metricGroup().getNumRecordsSendCounter();
    this.sentBytes = context.metricGroup().getNumBytesSendCounter();
    registerMetrics(context.metricGroup());
    publisher.start();
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    OutgoingMessage message = schema.serialize(element);
    OutgoingMessage checked = message == null ? null : failedMessages.checked(message);
    if (checked != null) {
      window.add(checked);
      sent.inc();
      sentBytes.inc(checked.body().length);
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    window.awaitConfirmed();
  }

  @Override
  public void close() {
    publisher.close();
  }

  private void registerMetrics(SinkWriterMetricGroup group) {
    group.setCurrentSendTimeGauge(() -> window.status().lastConfirmMs());
    MetricGroup metrics = group.addGroup("rabbitmq");
    metrics.gauge("inFlight", () -> window.status().inFlight());
    metrics.gauge("inFlightBytes", () -> window.status().inFlightBytes());
    metrics.gauge("blocked", () -> window.status().blocked() ? 1 : 0);
    metrics.gauge("blockedTimeMs", () -> window.status().blockedMs());
    metrics.gauge("nacks", () -> window.status().nacks());
    metrics.gauge("reconnects", publisher::reconnects);
  }
}
