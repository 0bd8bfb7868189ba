package io.chorus.standalone.evaluate;

import io.chorus.operators.merging.Calibration;
import io.chorus.operators.merging.Calibration.Observation;
import java.util.ArrayList;
import java.util.List;

/** How far probabilities can be believed. */
final class Probabilities {
  private static final int FOLDS = 5;
  private static final int BINS = 10;

  private Probabilities() {}

  /** What was said, and what came true. */
  record Scored(String id, double score, boolean right) {}

  /** Each score made a probability by a calibration that never saw it. */
  static List<Observation> calibrated(List<Scored> scored) {
    List<Observation> all = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      List<Observation> seen =
          scored.stream().filter(s -> !isIn(s, held)).map(Probabilities::observed).toList();
      if (seen.isEmpty()) {
        continue;
      }
      Calibration calibration = Calibration.fit(seen);
      scored.stream()
          .filter(s -> isIn(s, held))
          .forEach(s -> all.add(new Observation(calibration.of(s.score()), s.right())));
    }
    return all;
  }

  private static boolean isIn(Scored scored, int fold) {
    return Rows.fold(scored.id(), FOLDS) == fold;
  }

  private static Observation observed(Scored scored) {
    return new Observation(scored.score(), scored.right());
  }

  /** Expected calibration error over ten equally wide bins. */
  static double ece(List<Observation> observations) {
    double[] said = new double[BINS];
    double[] right = new double[BINS];
    for (Observation observation : observations) {
      int bin = Math.min(BINS - 1, (int) (observation.score() * BINS));
      said[bin] += observation.score();
      right[bin] += observation.right() ? 1 : 0;
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(said[bin] - right[bin]);
    }
    return error / observations.size();
  }

  /** Mean squared error of the probabilities. */
  static double brier(List<Observation> observations) {
    return observations.stream()
        .mapToDouble(o -> Math.pow(o.score() - (o.right() ? 1 : 0), 2))
        .average()
        .orElse(0);
  }
}
