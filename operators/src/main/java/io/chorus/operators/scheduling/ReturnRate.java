package io.chorus.operators.scheduling;

/**
 * How many calls of an engine come back in a second, over the last seconds. That many lie ahead of
 * the engine at the most, a second's work: fewer would let it idle while answers and calls travel,
 * more would wait where nothing can be reordered. Not remembered over restarts. Used by one thread.
 */
final class ReturnRate {
  /** Calls come back in waves as long as a call takes: the mean has to reach over some of them. */
  private static final double DECAY_MS = 4_000;

  private static final int LEAST_AHEAD = 8;

  private double weight;
  private long weighedAtMs;

  void add(long nowMs) {
    decay(nowMs);
    weight++;
  }

  /** Calls that may lie ahead of an engine beyond those it works on. */
  int ahead(int permits, long nowMs) {
    decay(nowMs);
    int perSecond = (int) (weight * 1_000 / DECAY_MS);
    return Math.max(LEAST_AHEAD, Math.min(perSecond, 4 * permits));
  }

  private void decay(long nowMs) {
    weight *= Math.exp((weighedAtMs - nowMs) / DECAY_MS);
    weighedAtMs = nowMs;
  }
}
