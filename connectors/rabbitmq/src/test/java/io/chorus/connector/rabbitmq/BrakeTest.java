package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrakeTest {

  private final AtomicLong nanos = new AtomicLong(42);
  private final Brake brake = new Brake(Duration.ofSeconds(10), nanos::get);

  @Test
  void aFreeBrakeLetsGoAtOnce() {
    assertThat(brake.nanosToGo()).isNotPositive();
  }

  @Test
  void aBlockHoldsUntilItsTimeout() {
    brake.block(true);

    assertThat(secondsToGo()).isEqualTo(10);

    pass(10);
    assertThat(secondsToGo()).isZero();
    assertThat(brake.blocked()).isTrue();
  }

  @Test
  void aSecondNoticeOfABlockDoesNotProlongIt() {
    brake.block(true);
    pass(4);

    brake.block(true);

    assertThat(secondsToGo()).isEqualTo(6);
  }

  @Test
  void aBlockThatNobodyFeltStartsAnew() {
    brake.block(true);
    pass(9);

    brake.felt();

    assertThat(secondsToGo()).isEqualTo(10);
  }

  @Test
  void blockedTimeIsSummedUp() {
    brake.block(true);
    pass(3);
    brake.block(false);
    pass(100);
    brake.block(true);
    pass(2);

    assertThat(brake.blockedMs()).isEqualTo(5_000);
  }

  @Test
  void thePauseDoublesWithEachRoundOfRefusalsUpToALimit() {
    assertThat(pauseMs()).isEqualTo(10);
    for (int expected : List.of(20, 40, 80, 160, 160)) {
      nanos.addAndGet(brake.nanosToGo());

      assertThat(pauseMs()).isEqualTo(expected);
    }
  }

  @Test
  void refusalsOfOneRoundPauseOnce() {
    brake.refuse(3);
    brake.refuse(5);

    assertThat(brake.nanosToGo()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
    assertThat(brake.refused()).isEqualTo(8);
  }

  @Test
  void afterAQuietTimeThePauseIsShortAgain() {
    brake.refuse(1);
    nanos.addAndGet(brake.nanosToGo());
    brake.refuse(1);
    pass(1);

    assertThat(pauseMs()).isEqualTo(10);
  }

  private long pauseMs() {
    brake.refuse(1);
    return TimeUnit.NANOSECONDS.toMillis(brake.nanosToGo());
  }

  private long secondsToGo() {
    return TimeUnit.NANOSECONDS.toSeconds(brake.nanosToGo());
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
