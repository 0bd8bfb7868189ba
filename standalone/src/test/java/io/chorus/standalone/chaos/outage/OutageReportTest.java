package io.chorus.standalone.chaos.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutageReportTest {

  @Test
  void allIsWellWhereNothingIsLostOthersGoOnAndTheEngineComesBackWithoutAHerd() {
    assertThat(report(0, 0.95, 8, 16).isWell()).isTrue();
    assertThat(report(0, 0.95, 8, 16).checked(0, false).isWell()).isFalse();
    assertThat(report(1, 0.95, 8, 16).isWell()).isFalse();
    assertThat(report(0, 0.8, 8, 16).isWell()).isFalse();
    assertThat(report(0, 0.95, Double.POSITIVE_INFINITY, 16).isWell()).isFalse();
    assertThat(report(0, 0.95, 8, 17).isWell()).isFalse();
  }

  private static OutageReport report(long failed, double ratio, double recoveryS, int inFlight) {
    return new OutageReport(
            1_000, failed, ratio, 40, recoveryS, inFlight, 16, 0, false, Map.of(), Map.of())
        .checked(0, true);
  }
}
