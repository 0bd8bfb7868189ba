package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@ExtendWith(SinkKit.class)
class RabbitMQSinkJobIT {

  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberSlotsPerTaskManager(1)
              .setConfiguration(METRICS.addToConfiguration(new Configuration()))
              .build());

  private final SinkKit.Broker broker;

  RabbitMQSinkJobIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  @Test
  void aJobsElementsAreInTheQueueAndInItsMetrics() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    env.enableCheckpointing(Duration.ofMillis(100).toMillis());
    env.fromData(ids(200))
        .sinkTo(
            RabbitMQSink.<String>builder()
                .setConnection(broker.connection().build())
                .setSerializationSchema(id -> OutgoingMessage.of("", queue, id, new byte[10]))
                .build());

    JobID job = env.execute("a sink").getJobID();

    assertThat(broker.drainIds(queue)).containsExactlyInAnyOrderElementsOf(ids(200));
    assertThat(counters(job, "numRecordsSend")).contains(200L);
    assertThat(counters(job, "numBytesSend")).contains(2_000L);
    assertThat(counters(job, "numRecordsOut")).contains(200L);
    assertThat(counters(job, "numBytesOut")).contains(2_000L);
    assertThat(counters(job, "numRecordsSendErrors")).contains(0L);
    assertThat(gauges(job, "currentSendTime")).hasSize(1);
    assertThat(gauges(job, "rabbitmq.inFlight")).containsExactly(0L);
    assertThat(gauges(job, "rabbitmq.inFlightBytes")).containsExactly(0L);
    assertThat(gauges(job, "rabbitmq.blocked")).containsExactly(0L);
    assertThat(gauges(job, "rabbitmq.blockedTimeMs")).containsExactly(0L);
    assertThat(gauges(job, "rabbitmq.nacks")).containsExactly(0L);
    assertThat(gauges(job, "rabbitmq.reconnects")).containsExactly(0L);
  }

  @Test
  void aWrongPasswordEndsTheJobThoughItMayBeRestarted() {
    RabbitMQConnectionConfig wrong = broker.connection().setPassword(() -> "wrong").build();

    assertThatThrownBy(() -> runWithEndlessRestarts(wrong, ""))
        .hasStackTraceContaining("refuses the user name or the password");
  }

  @Test
  void aMissingExchangeEndsTheJobThoughItMayBeRestarted() {
    assertThatThrownBy(() -> runWithEndlessRestarts(broker.connection().build(), "nowhere"))
        .hasStackTraceContaining("refuses to publish: NOT_FOUND - no exchange 'nowhere'");
  }

  private static void runWithEndlessRestarts(RabbitMQConnectionConfig connection, String exchange)
      throws Exception {
    Configuration restarts = new Configuration();
    restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(restarts);
    env.setParallelism(1);
    env.fromData("0")
        .sinkTo(
            RabbitMQSink.<String>builder()
                .setConnection(connection)
                .setSerializationSchema(id -> OutgoingMessage.of(exchange, "q", id, new byte[10]))
                .build());
    env.execute("a sink");
  }

  private static List<Long> counters(JobID job, String name) {
    return named(job, name).stream().map(each -> ((Counter) each).getCount()).toList();
  }

  private static List<Long> gauges(JobID job, String name) {
    return named(job, name).stream()
        .map(each -> ((Number) ((Gauge<?>) each).getValue()).longValue())
        .toList();
  }

  private static List<Metric> named(JobID job, String name) {
    return METRICS.getMetricsByIdentifiers(job).entrySet().stream()
        .filter(each -> each.getKey().endsWith("." + name))
        .map(Map.Entry::getValue)
        .toList();
  }
}
