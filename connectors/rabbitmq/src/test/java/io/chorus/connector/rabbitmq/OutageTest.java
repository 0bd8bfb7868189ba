package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Outage outage = new Outage(Duration.ofSeconds(60), clock::get);

  @Test
  void itGivesUpAtTheDeadlineAfterTheFirstFailedAttempt() {
    assertThat(outage.attemptFailed()).isTrue();

    pass(Duration.ofSeconds(59));

    assertThat(outage.attemptFailed()).isTrue();

    pass(Duration.ofSeconds(1));

    assertThat(outage.attemptFailed()).isFalse();
  }

  @Test
  void aSuccessStartsTheDeadlineAnew() {
    outage.attemptFailed();
    pass(Duration.ofSeconds(59));
    outage.over();
    pass(Duration.ofSeconds(2));

    assertThat(outage.attemptFailed()).isTrue();
  }

  @Test
  void delaysGrowWithJitterUpToFiveSeconds() {
    assertThat(outage.delayMs()).isBetween(50L, 100L);
    assertThat(outage.delayMs()).isBetween(100L, 200L);
    for (int i = 0; i < 10; i++) {
      outage.delayMs();
    }
    assertThat(outage.delayMs()).isBetween(2_500L, 5_000L);
  }

  @Test
  void whatLastedIsOpenedAgainAtOnceAndWhatDidNotIsNot() {
    outage.over();

    assertThat(outage.delayAfterLossMs()).isPositive();

    outage.over();
    pass(Duration.ofSeconds(5));

    assertThat(outage.delayAfterLossMs()).isZero();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
