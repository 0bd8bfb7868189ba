package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void whoSendsNothingHasAWhile() {
    assertThat(Pace.leftMs(0, 29_000)).isEqualTo(1_000);
    assertThat(Pace.leftMs(0, 31_000)).isNegative();
  }

  @Test
  void whatHasPassedBuysTime() {
    assertThat(Pace.leftMs(29 * Pace.BYTES_A_SECOND, 60_000)).isNegative();
    assertThat(Pace.leftMs(31 * Pace.BYTES_A_SECOND, 60_000)).isEqualTo(1_000);
  }
}
