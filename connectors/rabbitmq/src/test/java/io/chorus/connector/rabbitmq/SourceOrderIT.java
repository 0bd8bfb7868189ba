package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.ids;
import static io.chorus.connector.rabbitmq.BrokerKit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a queue waits behind the others, counted in messages. */
@Timeout(120)
class SourceOrderIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  private static final int FLOOD = 2_000;
  private static final int URGENT = 100;

  private String priority;
  private String batch;

  @BeforeEach
  void aFlood() throws Exception {
    priority = BROKER.queue();
    batch = BROKER.queue();
    BROKER.publish(batch, ids("batch", FLOOD));
  }

  @Test
  void anUrgentMessageWaitsForOneBatchMessageAtMostWhenTheOrderIsStrict() throws Exception {
    RabbitMQSourceBuilder<String> source =
        BROKER.source(priority, batch).setQueueOrder(QueueOrder.STRICT).setPrefetchCount(FLOOD);

    List<Integer> waits = waits(source);

    assertThat(waits.get(URGENT * 99 / 100 - 1)).isZero();
    assertThat(waits.get(URGENT - 1)).isLessThanOrEqualTo(1);
  }

  @Test
  void anUrgentMessageWaitsForOneBatchMessageAtMostWhenItsWeightIsTen() throws Exception {
    RabbitMQSourceBuilder<String> source =
        BROKER
            .source()
            .setQueues(QueueSpec.of(priority, 10), QueueSpec.of(batch, 1))
            .setPrefetchCount(FLOOD);

    assertThat(waits(source).get(URGENT - 1)).isLessThanOrEqualTo(1);
  }

  @Test
  void batchMessagesAreNotStarvedByAFloodOfUrgentOnes() throws Exception {
    BROKER.publish(priority, ids("urgent", 960));

    try (TestReader reader =
        TestReader.start(
            BROKER
                .source(priority, batch)
                .setQueueOrder(QueueOrder.STRICT)
                .setPrefetchCount(FLOOD))) {
      reader.awaitGauge("buffered", FLOOD + 960);

      List<String> emitted = reader.take(960);

      assertThat(emitted.stream().filter(id -> id.startsWith("batch"))).hasSizeBetween(29, 30);
    }
  }

  /** For each urgent message the batch messages emitted before it once it was there, sorted. */
  private List<Integer> waits(RabbitMQSourceBuilder<String> source) throws Exception {
    List<Integer> waits = new ArrayList<>();
    try (TestReader reader = TestReader.start(source)) {
      reader.awaitGauge("buffered", FLOOD);
      for (String id : ids("urgent", URGENT)) {
        long before = reader.gauge("buffered");
        BROKER.publish(priority, List.of(id));
        soon().until(() -> reader.gauge("buffered") == before + 1);
        waits.add(wait(reader, id));
        reader.take(3);
      }
    }
    Collections.sort(waits);
    return waits;
  }

  private static int wait(TestReader reader, String id) throws Exception {
    int passed = 0;
    while (!reader.take(1).contains(id)) {
      passed++;
    }
    return passed;
  }
}
