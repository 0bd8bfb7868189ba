package io.chorus.operators.planning;

import io.chorus.contracts.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums observations up and hands them on once a second: records need not be of the moment, and a
 * write for each answer would cost every task. What a crash loses is a second's worth. Used by one
 * thread.
 */
public final class Observations {
  static final long EVERY_MS = 1_000;

  private final Map<String, Observation> sums = new HashMap<>();
  private long handedOnAtMs;

  /** What is to be handed on now: mostly nothing. */
  public List<Observation> add(Result result, long nowMs) {
    for (Observation observation : Observation.of(result)) {
      sums.merge(observation.key(), observation, Observation::plus);
    }
    if (nowMs - handedOnAtMs < EVERY_MS) {
      return List.of();
    }
    handedOnAtMs = nowMs;
    List<Observation> all = List.copyOf(sums.values());
    sums.clear();
    return all;
  }
}
