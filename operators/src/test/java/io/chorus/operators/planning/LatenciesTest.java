package io.chorus.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 37, 800, 12_345, 590_000})
  void aTimeIsKnownToAStep(long ms) {
    assertThat((double) Latencies.of(ms).quantileMs(0.95))
        .isBetween((double) ms, 1.15 * (double) ms + 1);
  }

  @Test
  void ninetyFiveOfAHundredAreWithinTheQuantile() {
    Latencies latencies = Latencies.NONE;
    for (int i = 1; i <= 1_000; i++) {
      latencies = latencies.plus(Latencies.of(i));
    }

    assertThat(latencies.weight()).isCloseTo(1_000, within(1e-9));
    assertThat(latencies.quantileMs(0.95)).isBetween(950L, 1_093L);
    assertThat(latencies.quantileMs(0.5)).isBetween(500L, 576L);
  }

  @Test
  void whatHasFadedCountsLess() {
    Latencies old = Latencies.NONE;
    Latencies now = Latencies.NONE;
    for (int i = 0; i < 100; i++) {
      old = old.plus(Latencies.of(10_000));
      now = now.plus(Latencies.of(100));
    }

    assertThat(old.plus(now).quantileMs(0.95)).isGreaterThan(9_000);
    assertThat(old.faded(0.01).plus(now).quantileMs(0.95)).isLessThan(120);
  }

  @Test
  void whatTakesLongerThanTheLastStepIsInIt() {
    assertThat(Latencies.of(Long.MAX_VALUE).quantileMs(0.95)).isGreaterThan(600_000);
  }
}
