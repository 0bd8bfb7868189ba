package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReturnRateTest {
  private static final int PERMITS = 1_000;

  private final ReturnRate rate = new ReturnRate();
  private long now = 1_000_000;

  @Test
  void callsThatComeBackInWavesCountAsTheirMean() {
    for (int wave = 0; wave < 10; wave++) {
      addWave();
    }

    for (int ms = 0; ms < 1_700; ms += 100) {
      assertThat(rate.ahead(PERMITS, now + ms)).isBetween(350, 650);
    }
  }

  @Test
  void ofCallsThatComeBackEvenlyAQuarterOfASecondsWorkLiesAhead() {
    for (int i = 0; i < 8_000; i++) {
      rate.add(now + i * 5L / 4);
    }

    assertThat(rate.perSecond(now + 10_000)).isBetween(700.0, 850.0);
    assertThat(rate.ahead(PERMITS, now + 10_000)).isBetween(195, 205);
  }

  @Test
  void anEngineWithoutReturnsHasTheLeastAhead() {
    assertThat(rate.ahead(PERMITS, now)).isEqualTo(8);

    addWave();

    assertThat(rate.ahead(PERMITS, now + 60_000)).isEqualTo(8);
  }

  @Test
  void noMoreThanFourTimesThePermitsLieAhead() {
    addWave();

    assertThat(rate.ahead(10, now)).isEqualTo(40);
  }

  /** A thousand calls within 300 ms, and then none until two seconds have passed. */
  private void addWave() {
    now += 1_700;
    for (int i = 0; i < PERMITS; i++) {
      rate.add(now + i * 300L / PERMITS);
    }
    now += 300;
  }
}
