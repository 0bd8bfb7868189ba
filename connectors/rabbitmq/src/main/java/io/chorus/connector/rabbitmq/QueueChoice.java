package io.chorus.connector.rabbitmq;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Serves the queues that have something, by order or by smooth weighted round robin, with an ageing
 * floor: a queue passed over as often as the floor says is next, whatever the order. One thread's.
 */
final class QueueChoice {

  private final boolean strict;
  private final int floor;
  private final int[] weights;
  private final int[] credits;
  private final int[] passedOver;

  /**
   * Chooses among as many queues as there are specs.
   *
   * @param floor no ready queue gets less than one turn in so many, as long as there are fewer
   *     queues; at least 1
   */
  QueueChoice(List<QueueSpec> queues, QueueOrder order, int floor) {
    this.strict = order == QueueOrder.STRICT;
    this.floor = floor;
    this.weights = queues.stream().mapToInt(QueueSpec::weight).toArray();
    this.credits = new int[weights.length];
    this.passedOver = new int[weights.length];
  }

  /** The index of the next queue to serve, or -1 when none is ready. */
  int next(IntPredicate ready) {
    int turn = 0;
    int first = -1;
    int oldest = -1;
    for (int i = 0; i < weights.length; i++) {
      if (!ready.test(i)) {
        credits[i] = 0;
        passedOver[i] = 0;
        continue;
      }
      turn += weights[i];
      credits[i] += weights[i];
      passedOver[i]++;
      first = first < 0 || goesBefore(i, first) ? i : first;
      oldest = oldest < 0 || passedOver[i] > passedOver[oldest] ? i : oldest;
    }
    if (first < 0) {
      return -1;
    }
    int chosen = passedOver[oldest] >= floor ? oldest : first;
    credits[chosen] -= turn;
    passedOver[chosen] = 0;
    return chosen;
  }

  private boolean goesBefore(int queue, int earlier) {
    return !strict && credits[queue] > credits[earlier];
  }
}
