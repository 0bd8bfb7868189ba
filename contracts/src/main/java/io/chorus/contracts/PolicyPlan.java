package io.chorus.contracts;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link PolicyRule} decides; null leaves a part to the defaults.
 *
 * @param strategy where the task asks for none
 * @param engines these and no others, in this order; empty for all that may see the data
 * @param calls answers asked for at most by {@code vote}, {@code best-of}, {@code fuse} and {@code
 *     first}, and by {@code cascade} of closed answers; 1 to {@value #MAX_CALLS}
 * @param samples answers of one engine in their place; 0 for none
 * @param rounds how often is asked, the first time and again; 1 to {@value #MAX_ROUNDS}
 * @param quality the grade below which is asked again, in [0,1]
 * @param judge the engine that writes for {@code fuse}, or null for the first that may
 * @param hedgeMs how long {@code first} waits for one engine before it asks the next, in
 *     milliseconds
 */
public record PolicyPlan(
    Strategy strategy,
    ArrayList<String> engines,
    Integer calls,
    Integer samples,
    Integer rounds,
    Double quality,
    String judge,
    Long hedgeMs)
    implements Serializable {
  /** Most calls of one round. */
  public static final int MAX_CALLS = 15;

  public static final int MAX_ROUNDS = 10;

  private static final long MAX_HEDGE_MS = 3_600_000;

  static final PolicyPlan DEFAULT =
      new PolicyPlan(Strategy.SINGLE, new ArrayList<>(), 5, 0, 3, 0.5, null, 2_000L);

  public PolicyPlan {
    Allowed.require(engines == null || !engines.contains(null), "engines", "names of engines");
    Allowed.require(calls == null || isIn(calls, 1, MAX_CALLS), "calls", "1 to " + MAX_CALLS);
    Allowed.require(samples == null || isIn(samples, 0, MAX_CALLS), "samples", "0 to " + MAX_CALLS);
    Allowed.require(rounds == null || isIn(rounds, 1, MAX_ROUNDS), "rounds", "1 to " + MAX_ROUNDS);
    Allowed.require(quality == null || (quality >= 0 && quality <= 1), "quality", "0 to 1");
    Allowed.require(
        hedgeMs == null || isIn(hedgeMs, 1, MAX_HEDGE_MS), "hedge_ms", "1 to " + MAX_HEDGE_MS);
  }

  private static boolean isIn(long value, long least, long most) {
    return value >= least && value <= most;
  }

  /** This, with what another says in place of it. */
  public PolicyPlan with(PolicyPlan other) {
    if (other == null) {
      return this;
    }
    return new PolicyPlan(
        or(other.strategy, strategy),
        or(other.engines, engines),
        or(other.calls, calls),
        or(other.samples, samples),
        or(other.rounds, rounds),
        or(other.quality, quality),
        or(other.judge, judge),
        or(other.hedgeMs, hedgeMs));
  }

  private static <T> T or(T first, T second) {
    return first == null ? second : first;
  }

  List<String> namedEngines() {
    List<String> names = new ArrayList<>(engines == null ? List.of() : engines);
    if (judge != null) {
      names.add(judge);
    }
    return names;
  }
}
