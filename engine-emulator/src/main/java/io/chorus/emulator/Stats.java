package io.chorus.emulator;

import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Counts since the emulator's start. Immutable.
 *
 * @param engines by name; no more than 64 names are told apart, the others share {@code (other)}
 */
public record Stats(Map<String, EngineStats> engines) {

  public Stats {
    engines = Map.copyOf(engines);
  }

  /**
   * One engine's counts.
   *
   * @param calls all that came to the engine's path
   * @param billed those with a line in the journal
   * @param refused answered with 4xx for what was wrong with the call
   * @param rateLimited scripted 429
   * @param serverErrors scripted 500
   * @param hung scripted never to be answered
   * @param clientGone billed, but the client left before the answer
   * @param tokensIn billed
   * @param tokensOut billed
   * @param inFlight billed and not yet answered, now
   * @param maxInFlight the most there ever were at a time
   * @param faults all that the script let fail, whatever way
   * @param overLimit refused with 429 because the account was at a limit
   */
  public record EngineStats(
      long calls,
      long billed,
      long refused,
      long rateLimited,
      long serverErrors,
      long hung,
      long clientGone,
      long tokensIn,
      long tokensOut,
      long inFlight,
      long maxInFlight,
      long faults,
      long overLimit) {
    static final EngineStats ZERO = new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** All zero where the engine was never called. */
  public EngineStats engine(String name) {
    return engines.getOrDefault(name, EngineStats.ZERO);
  }

  /** For example {@code sum(EngineStats::billed)}. */
  public long sum(ToLongFunction<EngineStats> count) {
    return engines.values().stream().mapToLong(count).sum();
  }
}
