package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Usage;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task has cost so far. Immutable.
 *
 * @param asks calls made
 * @param tries asks that failed and count against the retries
 * @param failures by name of their class
 * @param lastFailure name of the last failure's class, or null
 * @param lastDetail what the last failure was, for people, or null
 */
public record Totals(
    int asks,
    int tries,
    Usage usage,
    long costNanoUsd,
    Map<String, Integer> failures,
    String lastFailure,
    String lastDetail) {

  static Totals none() {
    return new Totals(0, 0, Usage.NONE, 0, Map.of(), null, null);
  }

  Totals asked(int calls) {
    return new Totals(asks + calls, tries, usage, costNanoUsd, failures, lastFailure, lastDetail);
  }

  /**
   * @param burns true where a failure of a class that counts against the retries does so
   */
  Totals plus(Answer answer, boolean burns) {
    Usage newUsage = usage.plus(answer.usage());
    long newCost = costNanoUsd + answer.costNanoUsd();
    if (answer.answered()) {
      return new Totals(asks, tries, newUsage, newCost, failures, lastFailure, lastDetail);
    }
    Map<String, Integer> newFailures = new TreeMap<>(failures);
    newFailures.merge(answer.failure().name(), 1, Integer::sum);
    int newTries = tries + (burns && answer.failure().burnsRetry() ? 1 : 0);
    return new Totals(
        asks, newTries, newUsage, newCost, newFailures, answer.failure().name(), answer.detail());
  }
}
