package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a slow reader holds while much waits. */
@Timeout(120)
class SourceMemoryIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  private static final int MESSAGES = 2_000;
  private static final int SIZE = 16 << 10;
  private static final int MAX = 1 << 20;

  @Test
  void bytesAreBoundedWhileTheReaderIsSlowAndNothingIsLost() throws Exception {
    String queue = BROKER.queue();
    List<String> sent = IntStream.range(0, MESSAGES).mapToObj(SourceMemoryIT::body).toList();
    BROKER.publish(queue, sent);

    try (TestReader reader =
        TestReader.start(
            BROKER.source(queue).setPrefetchCount(MESSAGES).setMaxBufferedBytes(MAX))) {
      soon().until(() -> reader.gauge("bufferedBytes") >= MAX);
      for (int i = 0; i < MESSAGES; i++) {
        reader.take(1);

        assertThat(reader.gauge("bufferedBytes")).isLessThanOrEqualTo(MAX + SIZE);
      }

      assertThat(reader.emitted).isEqualTo(sent);
      reader.snapshot(1);
      reader.complete(1);
      reader.awaitGauge("unacked", 0);
      assertThat(reader.gauge("reconnects")).isZero();
    }
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  @Test
  void aFullReaderClosesAtOnceAndLosesNothing() throws Exception {
    String queue = BROKER.queue();
    List<String> sent = IntStream.range(0, 200).mapToObj(SourceMemoryIT::body).toList();
    BROKER.publish(queue, sent);

    try (TestReader reader = TestReader.start(BROKER.source(queue).setMaxBufferedBytes(SIZE))) {
      soon().until(() -> reader.gauge("bufferedBytes") >= SIZE);
    }

    assertThat(BROKER.drain(queue, sent.size())).containsExactlyInAnyOrderElementsOf(sent);
  }

  private static String body(int i) {
    return "x".repeat(SIZE - 8) + "%08d".formatted(i);
  }
}
