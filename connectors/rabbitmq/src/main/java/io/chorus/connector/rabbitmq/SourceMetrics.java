package io.chorus.connector.rabbitmq;

import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/**
 * A reader's metrics: Flink's by their names, our own in the group {@code rabbitmq}. Written by one
 * thread.
 */
final class SourceMetrics {

  private final Counter records;
  private final Counter bytes;
  private final Counter errors;
  private final Counter redelivered;

  SourceMetrics(SourceReaderContext context, Inbox inbox, Consumers consumers) {
    SourceReaderMetricGroup group = context.metricGroup();
    records = group.getIOMetricGroup().getNumRecordsInCounter();
    bytes = group.getIOMetricGroup().getNumBytesInCounter();
    errors = group.getNumRecordsInErrorsCounter();
    int readers = context.currentParallelism();
    int index = context.getIndexOfSubtask();
    group.setPendingRecordsGauge(() -> share(consumers.ready(), readers, index));
    MetricGroup own = group.addGroup("rabbitmq");
    redelivered = own.counter("redelivered");
    own.gauge("unacked", inbox::unacked);
    own.gauge("buffered", inbox::buffered);
    own.gauge("bufferedBytes", inbox.budget()::held);
    own.gauge("reconnects", consumers::reconnects);
  }

  void received(IncomingMessage message) {
    records.inc();
    bytes.inc(message.body().length);
    if (message.redelivered()) {
      redelivered.inc();
    }
  }

  void rejected() {
    errors.inc();
  }

  /** All readers see the same queues: each shows its part, so that the parts add up. */
  static long share(long all, int readers, int index) {
    return (all + readers - 1 - index) / readers;
  }
}
