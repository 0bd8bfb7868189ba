package io.chorus.operators.merging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weighted majority over extracted values. */
public final class Vote {
  /** How many wrong values an engine that errs chooses from, as far as a vote is concerned. */
  static final double WRONG_VALUES = 5;

  /** A record is never believed to be better or worse than this. */
  private static final double EXTREME = 0.02;

  private Vote() {}

  /**
   * The ballots so far, of equal values the one that was named first.
   *
   * @param weightOut the summed weight of the ballots that may still come; 0 when all are in
   */
  public static Outcome of(List<Ballot> ballots, double weightOut) {
    Map<String, Double> sums = new LinkedHashMap<>();
    ballots.forEach(ballot -> sums.merge(ballot.value(), ballot.weight(), Double::sum));
    String winner = null;
    double first = 0;
    double second = 0;
    double cast = 0;
    for (Map.Entry<String, Double> value : sums.entrySet()) {
      double sum = value.getValue();
      cast += sum;
      if (sum > first) {
        second = first;
        first = sum;
        winner = value.getKey();
      } else {
        second = Math.max(second, sum);
      }
    }
    return winner == null
        ? Outcome.NONE
        : new Outcome(winner, first / cast, weightOut <= 0 || first > second + weightOut);
  }

  /**
   * The weight of an engine that is right with this probability: the logarithm of how much likelier
   * a value becomes by its vote (naive Bayes, five equally likely wrong values).
   *
   * @param record the share of its answers to such tasks that were right, in [0,1]
   * @return above 0
   */
  public static double weight(double record) {
    double right = Math.min(1 - EXTREME, Math.max(EXTREME, record));
    return Math.max(EXTREME, Math.log(right * WRONG_VALUES / (1 - right)));
  }
}
