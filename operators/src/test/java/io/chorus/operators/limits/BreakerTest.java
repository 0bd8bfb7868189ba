package io.chorus.operators.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final Breaker breaker = new Breaker(3, 1_000, 8_000, new Random(1));

  @Test
  void failuresInARowOpenIt() {
    breaker.failed(0);
    breaker.failed(0);
    assertThat(breaker.lets(0)).isTrue();

    breaker.failed(0);

    assertThat(breaker.lets(0)).isFalse();
  }

  @Test
  void anAnswerInBetweenKeepsItClosed() {
    breaker.failed(0);
    breaker.failed(0);
    breaker.answered();
    breaker.failed(0);

    assertThat(breaker.lets(0)).isTrue();
  }

  @Test
  void afterThePauseOneCallMayTry() {
    open();

    assertThat(breaker.lets(999)).isFalse();
    assertThat(breaker.lets(1_250)).isTrue();
    breaker.passed();
    assertThat(breaker.lets(1_250)).isFalse();
  }

  @Test
  void aProbeThatFailsDoublesThePause() {
    open();
    breaker.passed();

    breaker.failed(1_250);

    assertThat(breaker.lets(1_250 + 1_999)).isFalse();
    assertThat(breaker.lets(1_250 + 2_500)).isTrue();
  }

  @Test
  void aProbeThatSaysNothingLetsAnotherOneTry() {
    open();
    breaker.passed();

    breaker.unsure();

    assertThat(breaker.lets(1_250)).isTrue();
  }

  @Test
  void anAnswerClosesIt() {
    open();
    breaker.passed();

    breaker.answered();

    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.lets(1_250)).isTrue();
  }

  @Test
  void thePausesOfTwoProcessesDiffer() {
    Breaker other = new Breaker(3, 1_000, 8_000, new Random(123_456_789));
    open();
    for (int i = 0; i < 3; i++) {
      other.failed(0);
    }

    assertThat(pauseMs(breaker)).isNotEqualTo(pauseMs(other));
  }

  private static long pauseMs(Breaker breaker) {
    return LongStream.rangeClosed(0, 8_000).filter(breaker::lets).findFirst().orElseThrow();
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed(0);
    }
  }
}
