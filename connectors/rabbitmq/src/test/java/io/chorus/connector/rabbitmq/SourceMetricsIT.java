package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.ids;
import static io.chorus.connector.rabbitmq.BrokerKit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class SourceMetricsIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  private String queue;

  @BeforeEach
  void aQueueWithMessages() throws Exception {
    queue = BROKER.queue();
    BROKER.publish(queue, ids("m", 10));
  }

  @Test
  void recordsAndBytesAreCountedByFlinksNames() throws Exception {
    try (TestReader reader = TestReader.start(BROKER.source(queue))) {
      reader.take(10);

      assertThat(counter(reader, "numRecordsIn")).isEqualTo(10);
      assertThat(counter(reader, "numBytesIn")).isEqualTo(30);
      assertThat(counter(reader, "numRecordsInErrors")).isZero();
    }
  }

  @Test
  void whatCannotBeReadIsAnErrorAndIsRejected() throws Exception {
    try (TestReader reader =
        TestReader.start(BROKER.source(queue).setDeserializationSchema(new OddOnes()))) {
      reader.take(5);

      assertThat(counter(reader, "numRecordsInErrors")).isEqualTo(5);
      reader.awaitGauge("unacked", 5);

      reader.snapshot(1);
      reader.complete(1);

      reader.awaitGauge("unacked", 0);
    }
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  @Test
  void pendingRecordsAreWhatWaitsInTheQueue() throws Exception {
    try (TestReader reader = TestReader.start(BROKER.source(queue).setPrefetchCount(4))) {
      soon().until(() -> pending(reader.metrics()) == 6);
      assertThat(reader.gauge("buffered")).isEqualTo(4);

      BROKER.publish(queue, List.of("later"));

      soon().until(() -> pending(reader.metrics()) == 7);
    }
  }

  @Test
  void redeliveriesAndReconnectsAreCounted() throws Exception {
    try (CutCable cable = new CutCable(BROKER.server().port());
        TestReader reader =
            TestReader.start(
                BROKER
                    .source(queue)
                    .setConnection(BROKER.connection().setPort(cable.port()).build()))) {
      reader.take(10);
      cable.cut();
      reader.take(10);

      assertThat(own(reader, "redelivered")).isEqualTo(10);
      reader.awaitGauge("reconnects", 1);
      assertThat(reader.gauge("unacked")).isEqualTo(10);
    }
  }

  private static long counter(TestReader reader, String name) {
    return reader.metrics().getCounter(name).orElseThrow().getCount();
  }

  private static long own(TestReader reader, String name) {
    return reader.metrics().getCounter("rabbitmq", name).orElseThrow().getCount();
  }

  private static long pending(MetricListener metrics) {
    return metrics.<Long>getGauge("pendingRecords").orElseThrow().getValue();
  }

  private static final class OddOnes implements RabbitMQDeserializationSchema<String> {

    @Override
    public void deserialize(IncomingMessage message, Collector<String> out) throws IOException {
      if (message.body()[message.body().length - 1] % 2 == 0) {
        throw new IOException("even");
      }
      out.collect("odd");
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return TypeInformation.of(String.class);
    }
  }
}
