package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.ids;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Defects of the sources before this one, each by its name. */
@Timeout(120)
class RmqSourceDefectsIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  private String queue;

  @BeforeEach
  void aQuorumQueue() throws Exception {
    queue = BROKER.queue();
  }

  /** RMQSource asked for a global one, which quorum queues refuse. */
  @Test
  void aPrefetchOnAQuorumQueueIsNotGlobal() throws Exception {
    BROKER.publish(queue, ids("m", 20));

    try (TestReader reader = TestReader.start(BROKER.source(queue).setPrefetchCount(7))) {
      reader.awaitGauge("buffered", 7);

      assertThat(reader.take(7)).containsExactlyElementsOf(ids("m", 7));
    }
  }

  /** RMQSource left a message whose correlation id it knew unacked for ever. */
  @Test
  void duplicatesAreAckedAndNeverFillThePrefetch() throws Exception {
    List<String> duplicates = Collections.nCopies(20, "twin");
    BROKER.publish(queue, duplicates);

    try (TestReader reader = TestReader.start(BROKER.source(queue).setPrefetchCount(2))) {
      for (int checkpoint = 1; checkpoint <= 10; checkpoint++) {
        reader.take(2);
        reader.snapshot(checkpoint);
        reader.complete(checkpoint);
      }

      assertThat(reader.emitted).isEqualTo(duplicates);
      reader.awaitGauge("unacked", 0);
    }
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  /** The first rewrite's snapshot was the reader's own list, which the reader cleared. */
  @Test
  void theSnapshotSharesNoListWithTheReader() throws Exception {
    BROKER.publish(queue, ids("m", 5));

    List<String> later;
    try (TestReader reader = TestReader.start(BROKER.source(queue))) {
      reader.take(3);
      reader.snapshot(1);
      later = reader.take(2);
      reader.complete(1);
      reader.awaitGauge("unacked", 2);
    }

    assertThat(BROKER.drain(queue, 2)).containsExactlyInAnyOrderElementsOf(later);
  }

  /** The first rewrite was always available, and the task spun. */
  @Test
  void anIdleReaderIsNotAvailableUntilAMessageComes() throws Exception {
    try (TestReader reader = TestReader.start(BROKER.source(queue))) {
      CompletableFuture<Void> available = reader.reader.isAvailable();

      assertThat(available).isNotDone();
      assertThat(reader.reader.isAvailable()).isSameAs(available);

      BROKER.publish(queue, List.of("one"));

      assertThat(reader.take(1)).containsExactly("one");
      assertThat(available).isDone();
      assertThat(reader.reader.isAvailable()).isNotDone();
    }
  }

  /** The first rewrite wrote user name and password into the split, and so into checkpoints. */
  @Test
  void splitsHoldNothing() throws Exception {
    RabbitMQSource<String> source = BROKER.source(queue).build();

    assertThat(source.getSplitSerializer().serialize(new RabbitMQSourceSplit())).isEmpty();
    assertThat(source.getEnumeratorCheckpointSerializer().serialize(null)).isEmpty();
  }

  @Test
  void theJobGraphHoldsNoPassword() throws Exception {
    RabbitMQConnectionConfig connection =
        BROKER.connection().setPassword(SecretSupplier.file("/run/secrets/rabbitmq")).build();

    byte[] shipped =
        InstantiationUtil.serializeObject(BROKER.source(queue).setConnection(connection).build());

    assertThat(new String(shipped, UTF_8))
        .contains("/run/secrets/rabbitmq")
        .doesNotContain(BROKER.server().password());
  }

  /** RMQSource without a prefetch took the whole queue into memory. */
  @Test
  void withoutAPrefetchCountTheDefaultBoundsWhatIsHeld() throws Exception {
    BROKER.publish(queue, ids("m", 1_500));

    try (TestReader reader = TestReader.start(BROKER.source(queue))) {
      reader.awaitGauge("buffered", 1_000);

      assertThat(BROKER.ready(queue)).isEqualTo(500);
    }
  }
}
