package io.chorus.connector.rabbitmq;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Smooth weighted round robin over the queues that have something, with a floor: a queue passed
 * over {@link #FLOOR} times is next, whatever its weight. One thread's.
 */
final class WeightedChoice {

  /** No ready queue gets less than one turn in so many, as long as there are fewer queues. */
  static final int FLOOR = 32;

  private final int[] weights;
  private final int[] credits;
  private final int[] passedOver;

  WeightedChoice(List<Integer> weights) {
    this.weights = weights.stream().mapToInt(Integer::intValue).toArray();
    this.credits = new int[this.weights.length];
    this.passedOver = new int[this.weights.length];
  }

  /** The index of the next queue to serve, or -1 when none is ready. */
  int next(IntPredicate ready) {
    int turn = 0;
    int richest = -1;
    int oldest = -1;
    for (int i = 0; i < weights.length; i++) {
      if (!ready.test(i)) {
        credits[i] = 0;
        passedOver[i] = 0;
        continue;
      }
      turn += weights[i];
      credits[i] += weights[i];
      richest = richest < 0 || credits[i] > credits[richest] ? i : richest;
      oldest = oldest < 0 || passedOver[i] > passedOver[oldest] ? i : oldest;
      passedOver[i]++;
    }
    if (richest < 0) {
      return -1;
    }
    int chosen = passedOver[oldest] >= FLOOR ? oldest : richest;
    credits[chosen] -= turn;
    passedOver[chosen] = 0;
    return chosen;
  }
}
