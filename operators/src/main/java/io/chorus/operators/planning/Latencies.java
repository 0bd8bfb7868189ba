package io.chorus.operators.planning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long answers took, as counts in steps of which each is 15 % longer than the one before, from
 * a millisecond to ten minutes: quantiles are exact to a step, and counts can be added and can
 * fade. Stored; immutable.
 *
 * @param counts by step, the shortest first; empty where nothing is known
 */
public record Latencies(List<Double> counts) {
  static final Latencies NONE = new Latencies(List.of());

  private static final double GROWTH = 1.15;
  private static final int STEPS = 97;

  static Latencies of(long ms) {
    List<Double> counts = new ArrayList<>(Collections.nCopies(STEPS, 0.0));
    int step = (int) Math.ceil(Math.log((double) Math.max(1, ms)) / Math.log(GROWTH));
    counts.set(Math.min(STEPS - 1, step), 1.0);
    return new Latencies(counts);
  }

  Latencies plus(Latencies other) {
    if (counts.isEmpty() || other.counts.isEmpty()) {
      return counts.isEmpty() ? other : this;
    }
    List<Double> sums = new ArrayList<>(STEPS);
    for (int step = 0; step < STEPS; step++) {
      sums.add(counts.get(step) + other.counts.get(step));
    }
    return new Latencies(sums);
  }

  /** All counts at a part of what they were. */
  Latencies faded(double part) {
    return new Latencies(counts.stream().map(count -> count * part).toList());
  }

  double weight() {
    return counts.stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * The end of the step in which so large a share of the answers lies, in milliseconds.
   *
   * @param share in (0,1]
   */
  long quantileMs(double share) {
    double left = share * weight();
    int step = 0;
    while (step < counts.size() - 1 && left > counts.get(step)) {
      left -= counts.get(step);
      step++;
    }
    return (long) Math.ceil(Math.pow(GROWTH, step));
  }
}
