package io.chorus.operators.merging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a probability of a score: the isotonic (never falling) step function that fits what was
 * observed best, by pooling adjacent violators (Ayer et al. 1955). Immutable.
 *
 * @param from the lowest score of each step, rising
 * @param probability of each step, rising, in [0,1]
 */
public record Calibration(List<Double> from, List<Double> probability) {
  public Calibration {
    from = List.copyOf(from);
    probability = List.copyOf(probability);
  }

  /** One score, and whether what it promised came true. */
  public record Observation(double score, boolean right) {}

  private record Step(double from, double right, double count) {
    /** With one right and one wrong observation more than there were: the rule of succession. */
    double probability() {
      return (right + 1) / (count + 2);
    }

    Step plus(Step next) {
      return new Step(from, right + next.right, count + next.count);
    }
  }

  /**
   * Few observations never make a certainty.
   *
   * @param observations of any order; at least one
   */
  public static Calibration fit(List<Observation> observations) {
    List<Step> steps = new ArrayList<>();
    observations.stream()
        .sorted(Comparator.comparingDouble(Observation::score))
        .map(seen -> new Step(seen.score(), seen.right() ? 1 : 0, 1))
        .forEach(step -> add(steps, step));
    return new Calibration(
        steps.stream().map(Step::from).toList(), steps.stream().map(Step::probability).toList());
  }

  private static void add(List<Step> steps, Step step) {
    Step pooled = step;
    while (!steps.isEmpty() && belongsTo(steps.get(steps.size() - 1), pooled)) {
      pooled = steps.remove(steps.size() - 1).plus(pooled);
    }
    steps.add(pooled);
  }

  private static boolean belongsTo(Step before, Step step) {
    return before.from == step.from || before.probability() >= step.probability();
  }

  /** The probability that what has this score is right, in (0,1). */
  public double of(double score) {
    int step = 0;
    while (step + 1 < from.size() && from.get(step + 1) <= score) {
      step++;
    }
    return probability.get(step);
  }
}
