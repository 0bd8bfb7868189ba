package io.chorus.operators.scheduling;

/**
 * How much of its window an engine may use: all of it while it works; one call at a time, after
 * growing pauses, while it is out; and once it answers again one call more with every answered one,
 * which doubles what is on its way with every round trip, so that it isn't run over by what has
 * waited. Used by one thread.
 */
final class Valve {
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 30_000;

  private int limit = Integer.MAX_VALUE;
  private long pauseMs;
  private long probeAtMs;

  /** Calls that may be on their way. */
  int limit(long nowMs) {
    return nowMs < probeAtMs ? 0 : limit;
  }

  boolean isOpen() {
    return limit == Integer.MAX_VALUE;
  }

  /** A call failed, and the engine is out. */
  void failed(long nowMs) {
    if (nowMs < probeAtMs) {
      return;
    }
    limit = 1;
    pauseMs = pauseMs == 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    probeAtMs = nowMs + pauseMs;
  }

  /** A call was answered, with a window of so many calls to come back to. */
  void answered(int window) {
    if (isOpen()) {
      return;
    }
    pauseMs = 0;
    probeAtMs = 0;
    limit++;
    if (limit >= window) {
      limit = Integer.MAX_VALUE;
    }
  }
}
