package io.chorus.connector.rabbitmq;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.flink.util.function.ThrowingRunnable;

/** What a task gives to a sink's writer: keeps its mails and its metrics. */
final class FakeWriterContext implements WriterInitContext {

  final Queue<ThrowingRunnable<? extends Exception>> mails = new ConcurrentLinkedQueue<>();
  final Metrics metrics = new Metrics();

  /** Handles all mails, as the task would between two elements. */
  void handleMails() throws Exception {
    for (ThrowingRunnable<? extends Exception> mail; (mail = mails.poll()) != null; ) {
      mail.run();
    }
  }

  @Override
  public MailboxExecutor getMailboxExecutor() {
    return new MailboxExecutor() {
      @Override
      public void execute(
          MailOptions options,
          ThrowingRunnable<? extends Exception> command,
          String description,
          Object... arguments) {
        mails.add(command);
      }

      @Override
      public void yield() {
        throw new UnsupportedOperationException();
      }

      @Override
      public boolean tryYield() {
        throw new UnsupportedOperationException();
      }

      @Override
      public boolean shouldInterrupt() {
        return false;
      }
    };
  }

  @Override
  public SinkWriterMetricGroup metricGroup() {
    return metrics;
  }

  @Override
  public TaskInfo getTaskInfo() {
    return new TaskInfoImpl("sink", 128, 0, 1, 0);
  }

  @Override
  public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
    return null;
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ProcessingTimeService getProcessingTimeService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isObjectReuseEnabled() {
    return false;
  }

  @Override
  public <T> TypeSerializer<T> createInputSerializer() {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong getRestoredCheckpointId() {
    return OptionalLong.empty();
  }

  @Override
  public JobInfo getJobInfo() {
    throw new UnsupportedOperationException();
  }

  /** Keeps the gauges by name, and one counter of each kind. */
  static final class Metrics extends UnregisteredMetricsGroup implements SinkWriterMetricGroup {

    final Counter sent = new SimpleCounter();
    final Counter sentBytes = new SimpleCounter();
    final Counter errors = new SimpleCounter();
    private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();

    long gauge(String name) {
      return ((Number) gauges.get(name).getValue()).longValue();
    }

    @Override
    public String toString() {
      Map<String, Object> values = new TreeMap<>();
      gauges.forEach((name, gauge) -> values.put(name, gauge.getValue()));
      return values.toString();
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(name, gauge);
      return gauge;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return this;
    }

    @Override
    public Counter getNumRecordsOutErrorsCounter() {
      return errors;
    }

    @Override
    public Counter getNumRecordsSendErrorsCounter() {
      return errors;
    }

    @Override
    public Counter getNumRecordsSendCounter() {
      return sent;
    }

    @Override
    public Counter getNumBytesSendCounter() {
      return sentBytes;
    }

    @Override
    public void setCurrentSendTimeGauge(Gauge<Long> gauge) {
      gauges.put("currentSendTime", gauge);
    }

    @Override
    public OperatorIOMetricGroup getIOMetricGroup() {
      throw new UnsupportedOperationException();
    }
  }
}
