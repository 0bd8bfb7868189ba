package io.chorus.operators.merging;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.operators.merging.Calibration.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void aHigherScoreNeverMeansALowerProbability() {
    Random random = new Random(3);
    List<Observation> seen = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      double score = random.nextDouble();
      seen.add(new Observation(score, random.nextDouble() < score * score));
    }

    Calibration calibration = Calibration.fit(seen);

    assertThat(calibration.probability()).isSorted();
    assertThat(calibration.of(0.9)).isBetween(0.7, 0.95);
    assertThat(calibration.of(0.2)).isLessThan(0.15);
  }

  @Test
  void fewObservationsMakeNoCertainty() {
    Calibration calibration =
        Calibration.fit(List.of(new Observation(0.2, false), new Observation(0.8, true)));

    assertThat(calibration.of(0)).isEqualTo(1 / 3.0);
    assertThat(calibration.of(1)).isEqualTo(2 / 3.0);
  }

  @Test
  void equalScoresHaveOneProbability() {
    Calibration calibration =
        Calibration.fit(
            List.of(
                new Observation(0.5, true),
                new Observation(0.5, false),
                new Observation(0.5, true)));

    assertThat(calibration.from()).containsExactly(0.5);
    assertThat(calibration.of(0.5)).isEqualTo(0.6);
  }
}
