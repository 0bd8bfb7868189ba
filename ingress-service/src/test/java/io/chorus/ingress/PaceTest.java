package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final Pace pace = new Pace(now::get);

  private void pass(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void whoSendsNothingHasAWhile() {
    pass(29);
    assertThat(pace.leftMs(0)).isEqualTo(1_000);

    pass(2);
    assertThat(pace.leftMs(0)).isNegative();
  }

  @Test
  void whatHasPassedBuysTime() {
    pass(60);

    assertThat(pace.leftMs(29 * Pace.BYTES_A_SECOND)).isNegative();
    assertThat(pace.leftMs(31 * Pace.BYTES_A_SECOND)).isEqualTo(1_000);
  }
}
