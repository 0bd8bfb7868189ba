package io.chorus.operators.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AimdTest {
  private final Aimd aimd = new Aimd();

  @Test
  void whileNobodyComplainsThereIsNoBound() {
    aimd.answered(1_000);

    assertThat(aimd.window(100)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aComplaintCutsAtOnceAndAnswersRaiseEachSecond() {
    aimd.complained(10_000);

    assertThat(aimd.window(100)).isEqualTo(70);
    aimd.answered(10_999);
    assertThat(aimd.window(100)).isEqualTo(70);
    aimd.answered(11_000);
    assertThat(aimd.window(100)).isEqualTo(80);
  }

  @Test
  void complaintsOfOneSecondCountAsOne() {
    aimd.complained(10_000);
    aimd.complained(10_500);

    assertThat(aimd.window(100)).isEqualTo(70);
  }

  @Test
  void onePlaceAlwaysRemains() {
    for (int second = 1; second < 60; second++) {
      aimd.complained(second * 1_000L);
    }

    assertThat(aimd.window(10)).isEqualTo(1);
  }
}
