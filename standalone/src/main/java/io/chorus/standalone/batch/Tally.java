package io.chorus.standalone.batch;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts results as they come. Not thread-safe. */
final class Tally {
  private static final int FIRST_SIZE = 1_024;

  private final Map<FinalState, Long> states = new EnumMap<>(FinalState.class);
  private final Map<String, Long> failures = new TreeMap<>();
  private long[] latenciesMs = new long[FIRST_SIZE];
  private int count;

  Tally() {
    for (FinalState state : FinalState.values()) {
      states.put(state, 0L);
    }
  }

  void add(Result result) {
    states.merge(result.state(), 1L, Long::sum);
    result.failures().forEach((failure, times) -> failures.merge(failure, (long) times, Long::sum));
    if (count == latenciesMs.length) {
      latenciesMs = Arrays.copyOf(latenciesMs, 2 * count);
    }
    latenciesMs[count++] = Math.max(0, result.finishedAtMs() - result.acceptedAtMs());
  }

  int count() {
    return count;
  }

  Map<FinalState, Long> states() {
    return states;
  }

  /** Failed asks by class. */
  Map<String, Long> failures() {
    return failures;
  }

  /** The latency that a share of the tasks stayed within, in milliseconds (nearest rank). */
  long latencyMs(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(latenciesMs, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
