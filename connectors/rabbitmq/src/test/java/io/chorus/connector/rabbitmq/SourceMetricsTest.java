package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {

  @Test
  void theReadersSharesAddUpToWhatTheQueuesHold() {
    long sum = IntStream.range(0, 4).mapToLong(i -> SourceMetrics.share(10, 4, i)).sum();

    assertThat(sum).isEqualTo(10);
    assertThat(SourceMetrics.share(10, 4, 0)).isEqualTo(3);
    assertThat(SourceMetrics.share(10, 4, 3)).isEqualTo(2);
  }
}
