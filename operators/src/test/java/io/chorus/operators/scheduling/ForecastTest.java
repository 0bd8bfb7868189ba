package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Lane;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final long NOW = 1_000_000;

  @Test
  void aTenantAloneWaitsForItsOwnCallsAndThoseOnTheirWay() {
    Forecast forecast = new Forecast(10, 20, NOW);
    forecast.add(Lane.STANDARD, "a", 100);

    assertThat(forecast.finishMs(Lane.STANDARD, "a", 1)).isEqualTo(NOW + 2_100);
    assertThat(forecast.finishMs(Lane.STANDARD, "a", 100)).isEqualTo(NOW + 12_000);
  }

  @Test
  void aSmallTenantIsDoneAfterTwiceItsOwnAndALargeOneAfterAll() {
    Forecast forecast = new Forecast(10, 0, NOW);
    forecast.add(Lane.STANDARD, "small", 10);
    forecast.add(Lane.STANDARD, "large", 1_000);

    assertThat(forecast.finishMs(Lane.STANDARD, "small", 10)).isEqualTo(NOW + 2_000);
    assertThat(forecast.finishMs(Lane.STANDARD, "large", 1_000)).isEqualTo(NOW + 101_000);
  }

  @Test
  void standardWorkLeavesAFifthToBatchWorkAndUrgentWorkNothing() {
    Forecast forecast = new Forecast(10, 0, NOW);
    forecast.add(Lane.PRIORITY, "a", 40);
    forecast.add(Lane.STANDARD, "a", 40);
    forecast.add(Lane.BATCH, "a", 1_000);

    assertThat(forecast.finishMs(Lane.PRIORITY, "a", 40)).isEqualTo(NOW + 4_000);
    assertThat(forecast.finishMs(Lane.STANDARD, "a", 40)).isEqualTo(NOW + 5_000);
    assertThat(forecast.finishMs(Lane.BATCH, "a", 1_000)).isEqualTo(NOW + 104_000);
  }

  @Test
  void ofAnEngineFromWhichNothingComesBackNothingIsForeseen() {
    Forecast forecast = new Forecast(0, 5, NOW);
    forecast.add(Lane.BATCH, "a", 1);

    assertThat(forecast.finishMs(Lane.BATCH, "a", 1)).isZero();
  }

  /** A mean over the last seconds comes close to nothing for ever, and gets there never. */
  @Test
  void ofAnEngineFromWhichNothingHasComeBackForLongNothingIsForeseen() {
    ReturnRate returns = new ReturnRate();
    returns.add(NOW);
    long now = NOW + 600_000;

    Forecast forecast = new Forecast(returns.perSecond(now), 5, now);

    assertThat(returns.perSecond(now)).isPositive();
    assertThat(forecast.finishMs(Lane.BATCH, "a", 1)).isZero();
  }
}
