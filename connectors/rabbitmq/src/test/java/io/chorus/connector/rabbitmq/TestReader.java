package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.soon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** Drives a source's reader by hand, in place of a task. */
final class TestReader implements AutoCloseable {

  private static final long PATIENCE_S = 60;

  final RabbitMQSourceReader<String> reader;
  final List<String> emitted = new ArrayList<>();
  private final MetricListener metrics = new MetricListener();
  private final ReaderOutput<String> output = new Output();

  private TestReader(RabbitMQSource<String> source) throws Exception {
    reader = (RabbitMQSourceReader<String>) source.createReader(new Context());
    reader.start();
  }

  static TestReader start(RabbitMQSourceBuilder<String> source) throws Exception {
    return new TestReader(source.build());
  }

  /** Polls until so many more records are emitted, and returns those. */
  List<String> take(int count) throws Exception {
    int from = emitted.size();
    while (emitted.size() < from + count) {
      reader.isAvailable().get(PATIENCE_S, TimeUnit.SECONDS);
      reader.pollNext(output);
    }
    return List.copyOf(emitted.subList(from, emitted.size()));
  }

  void snapshot(long checkpoint) {
    reader.snapshotState(checkpoint);
  }

  void complete(long checkpoint) {
    reader.notifyCheckpointComplete(checkpoint);
  }

  void awaitGauge(String name, long value) {
    soon().until(() -> gauge(name) == value);
  }

  /** A gauge of the group {@code rabbitmq}. */
  long gauge(String name) {
    return metrics.<Number>getGauge("rabbitmq", name).orElseThrow().getValue().longValue();
  }

  MetricListener metrics() {
    return metrics;
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Output implements ReaderOutput<String> {

    @Override
    public void collect(String element) {
      emitted.add(element);
    }

    @Override
    public void collect(String element, long timestamp) {
      emitted.add(element);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<String> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }

  private final class Context implements SourceReaderContext {

    private final SourceReaderMetricGroup group = new ReaderMetrics(metrics.getMetricGroup());

    @Override
    public SourceReaderMetricGroup metricGroup() {
      return group;
    }

    @Override
    public Configuration getConfiguration() {
      return new Configuration();
    }

    @Override
    public String getLocalHostName() {
      return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
      return 0;
    }

    @Override
    public int currentParallelism() {
      return 1;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {}

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(TestReader.class.getClassLoader());
    }
  }
}
