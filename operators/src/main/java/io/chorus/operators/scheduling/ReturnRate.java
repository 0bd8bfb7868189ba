package io.chorus.operators.scheduling;

import io.chorus.contracts.EngineSpec;

/**
 * How many calls of an engine came back lately. That many lie ahead of the engine at the most,
 * about a second's work: fewer would let it idle while answers and calls travel, more would wait
 * where nothing can be reordered. Not remembered over restarts. Used by one thread.
 */
final class ReturnRate {
  private static final long SPAN_MS = 1_000;
  private static final int LEAST_AHEAD = 8;

  private long spanStartMs;
  private int now;
  private int before;

  void add(long nowMs) {
    roll(nowMs);
    now++;
  }

  /** Calls that may lie ahead of the engine beyond those it works on. */
  int aheadOf(EngineSpec engine, long nowMs) {
    roll(nowMs);
    int lately = Math.max(now, before);
    return Math.max(LEAST_AHEAD, Math.min(lately, Math.max(LEAST_AHEAD, 4 * engine.permits())));
  }

  private void roll(long nowMs) {
    long passed = nowMs - spanStartMs;
    if (passed >= SPAN_MS) {
      before = passed < 2 * SPAN_MS ? now : 0;
      now = 0;
      spanStartMs = nowMs;
    }
  }
}
