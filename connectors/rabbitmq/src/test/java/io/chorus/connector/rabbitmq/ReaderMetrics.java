package io.chorus.connector.rabbitmq;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.MetricNames;
import org.apache.flink.runtime.metrics.groups.ProxyMetricGroup;

/** A reader's metrics by the names that a task gives them. */
final class ReaderMetrics extends ProxyMetricGroup<MetricGroup> implements SourceReaderMetricGroup {

  private final Counter errors;
  private final OperatorIOMetricGroup io;

  ReaderMetrics(MetricGroup parent) {
    super(parent);
    errors = parent.counter(MetricNames.NUM_RECORDS_IN_ERRORS);
    io = new Io(parent);
  }

  @Override
  public Counter getNumRecordsInErrorsCounter() {
    return errors;
  }

  @Override
  public void setPendingBytesGauge(Gauge<Long> gauge) {
    parentMetricGroup.gauge(MetricNames.PENDING_BYTES, gauge);
  }

  @Override
  public void setPendingRecordsGauge(Gauge<Long> gauge) {
    parentMetricGroup.gauge(MetricNames.PENDING_RECORDS, gauge);
  }

  @Override
  public OperatorIOMetricGroup getIOMetricGroup() {
    return io;
  }

  private static final class Io extends ProxyMetricGroup<MetricGroup>
      implements OperatorIOMetricGroup {

    private final Counter recordsIn;
    private final Counter recordsOut;
    private final Counter bytesIn;
    private final Counter bytesOut;

    private Io(MetricGroup parent) {
      super(parent);
      recordsIn = parent.counter(MetricNames.IO_NUM_RECORDS_IN);
      recordsOut = parent.counter(MetricNames.IO_NUM_RECORDS_OUT);
      bytesIn = parent.counter(MetricNames.IO_NUM_BYTES_IN);
      bytesOut = parent.counter(MetricNames.IO_NUM_BYTES_OUT);
    }

    @Override
    public Counter getNumRecordsInCounter() {
      return recordsIn;
    }

    @Override
    public Counter getNumRecordsOutCounter() {
      return recordsOut;
    }

    @Override
    public Counter getNumBytesInCounter() {
      return bytesIn;
    }

    @Override
    public Counter getNumBytesOutCounter() {
      return bytesOut;
    }
  }
}
