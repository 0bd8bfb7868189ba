package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.ids;
import static io.chorus.connector.rabbitmq.BrokerKit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is acked and what comes again, when a reader ends at each point of a checkpoint. */
@Timeout(120)
class CheckpointAcksIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  private static final int MESSAGES = 50;

  private final List<String> sent = ids("m", MESSAGES);
  private String queue;

  @BeforeEach
  void aQueueWithMessages() throws Exception {
    queue = BROKER.queue();
    BROKER.publish(queue, sent);
  }

  @Test
  void aKillBetweenEmitAndSnapshotLosesNothing() throws Exception {
    try (TestReader killed = TestReader.start(BROKER.source(queue))) {
      killed.take(MESSAGES);
    }

    assertThat(BROKER.drain(queue, MESSAGES)).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void aKillBetweenSnapshotAndNotificationLosesNothing() throws Exception {
    try (TestReader killed = TestReader.start(BROKER.source(queue))) {
      killed.take(MESSAGES);
      killed.snapshot(1);
    }

    assertThat(BROKER.drain(queue, MESSAGES)).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void aKillBetweenNotificationAndAckLosesNothing() throws Exception {
    try (CutCable cable = new CutCable(BROKER.server().port());
        TestReader killed = TestReader.start(sourceOver(cable))) {
      killed.take(MESSAGES);
      killed.snapshot(1);
      cable.hold();
      killed.complete(1);
      soon().until(cable::holdsSomething);
      cable.cut();
    }

    assertThat(BROKER.drain(queue, MESSAGES)).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void afterTheAckOnlyWhatCameAfterTheSnapshotComesAgain() throws Exception {
    List<String> later;
    try (TestReader killed = TestReader.start(BROKER.source(queue))) {
      killed.take(30);
      killed.snapshot(1);
      later = killed.take(20);
      killed.complete(1);
      killed.awaitGauge("unacked", 20);
    }

    assertThat(BROKER.drain(queue, 20)).containsExactlyInAnyOrderElementsOf(later);
  }

  @Test
  void oneNotificationAcksTwoSkippedOnesToo() throws Exception {
    try (TestReader reader = TestReader.start(BROKER.source(queue))) {
      for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
        reader.take(10);
        reader.snapshot(checkpoint);
      }
      reader.take(20);

      reader.complete(3);

      soon().until(() -> BROKER.unacked(queue) == 20);

      reader.snapshot(4);
      reader.complete(4);

      soon().until(() -> BROKER.unacked(queue) == 0);
    }
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  @Test
  void anAckThatFailsWithPrefetchFiveGoesOn() throws Exception {
    try (CutCable cable = new CutCable(BROKER.server().port());
        TestReader reader = TestReader.start(sourceOver(cable).setPrefetchCount(5))) {
      reader.take(5);
      reader.snapshot(1);
      cable.hold();
      reader.complete(1);
      soon().until(cable::holdsSomething);
      cable.cut();

      for (int checkpoint = 2; checkpoint <= 1 + MESSAGES / 5; checkpoint++) {
        reader.take(5);
        reader.snapshot(checkpoint);
        reader.complete(checkpoint);
      }

      assertThat(reader.emitted).hasSize(5 + MESSAGES).containsAll(sent);
      assertThat(reader.gauge("reconnects")).isEqualTo(1);
      reader.awaitGauge("unacked", 0);
    }
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  @Test
  void acksOfAnEarlierChannelSettleNothingOnTheNextOne() throws Exception {
    try (CutCable cable = new CutCable(BROKER.server().port());
        TestReader reader = TestReader.start(sourceOver(cable))) {
      reader.take(MESSAGES);
      reader.snapshot(1);
      cable.cut();
      reader.awaitGauge("reconnects", 1);
      reader.awaitGauge("buffered", MESSAGES);

      reader.complete(1);
      reader.take(MESSAGES);
    }

    assertThat(BROKER.drain(queue, MESSAGES)).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void aBrokerPausedUntilItsConnectionIsGivenUpLosesNothing() throws Exception {
    try (TestReader reader = TestReader.start(BROKER.source(queue))) {
      reader.take(20);
      reader.snapshot(1);
      reader.awaitGauge("buffered", MESSAGES - 20);
      BROKER.server().pause();
      reader.complete(1);
      reader.awaitGauge("unacked", 0);
      BROKER.server().resume();

      while (!reader.emitted.containsAll(sent)) {
        reader.take(1);
      }
      reader.awaitGauge("buffered", 0);
      reader.snapshot(2);
      reader.complete(2);
      reader.awaitGauge("unacked", 0);

      assertThat(reader.gauge("reconnects")).isEqualTo(1);
    }
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  private RabbitMQSourceBuilder<String> sourceOver(CutCable cable) {
    return BROKER.source(queue).setConnection(BROKER.connection().setPort(cable.port()).build());
  }
}
