package io.chorus.operators.scheduling;

/**
 * How calls of an engine come back. As many as came back in the busiest quarter of a second lately
 * lie ahead of the engine, a second's work at the most: fewer would let it idle while answers and
 * calls travel, more would only wait where nothing can be reordered. Not remembered over restarts.
 * Used by one thread.
 */
final class ReturnRate {
  /** Calls come back in waves as long as a call takes: a mean has to reach over some of them. */
  private static final double DECAY_MS = 4_000;

  private static final long STEP_MS = 250;
  private static final int STEPS = (int) (DECAY_MS / STEP_MS);
  private static final int LEAST_AHEAD = 8;

  private final int[] returned = new int[STEPS];
  private long step;
  private double weight;
  private long weighedAtMs;

  void add(long nowMs) {
    pass(nowMs);
    weight++;
    returned[(int) (step % STEPS)]++;
  }

  /** Calls that come back in a second. */
  double perSecond(long nowMs) {
    pass(nowMs);
    return weight * 1_000 / DECAY_MS;
  }

  /** Calls that may lie ahead of an engine beyond those it works on. */
  int ahead(int permits, long nowMs) {
    int most = (int) Math.min(perSecond(nowMs), 4.0 * permits);
    int busiest = 0;
    for (int calls : returned) {
      busiest = Math.max(busiest, calls);
    }
    return Math.max(LEAST_AHEAD, Math.min(busiest, most));
  }

  private void pass(long nowMs) {
    weight *= Math.exp((weighedAtMs - nowMs) / DECAY_MS);
    weighedAtMs = nowMs;
    long next = nowMs / STEP_MS;
    for (long gone = Math.max(step, next - STEPS) + 1; gone <= next; gone++) {
      returned[(int) (gone % STEPS)] = 0;
    }
    step = Math.max(step, next);
  }
}
