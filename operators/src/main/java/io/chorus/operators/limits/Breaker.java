package io.chorus.operators.limits;

import java.util.random.RandomGenerator;

/**
 * Opens after so many failures in a row; then lets one call at a time through, after pauses that
 * double and that a jitter of up to a quarter keeps apart from those of other processes; closes
 * with the first answer. Used under a lock.
 */
final class Breaker {
  private static final double JITTER = 0.25;

  private final int failuresToOpen;
  private final long firstPauseMs;
  private final long longestPauseMs;
  private final RandomGenerator random;
  private int failures;
  private long pauseMs;
  private long dueAtMs;
  private boolean probing;

  Breaker(int failuresToOpen, long firstPauseMs, long longestPauseMs, RandomGenerator random) {
    this.failuresToOpen = failuresToOpen;
    this.firstPauseMs = firstPauseMs;
    this.longestPauseMs = longestPauseMs;
    this.random = random;
  }

  boolean isOpen() {
    return failures >= failuresToOpen;
  }

  /** Whether a call may pass now. */
  boolean lets(long nowMs) {
    return !isOpen() || (!probing && nowMs >= dueAtMs);
  }

  /** A call passes. */
  void passed() {
    probing = isOpen();
  }

  /** It was never sent, or what came of it says nothing. */
  void unsure() {
    probing = false;
  }

  void answered() {
    failures = 0;
    pauseMs = 0;
    probing = false;
  }

  /** What was sent before it opened doesn't prolong the pause. */
  void failed(long nowMs) {
    boolean counts = !isOpen() || probing;
    failures++;
    probing = false;
    if (isOpen() && counts) {
      pauseMs = pauseMs == 0 ? firstPauseMs : Math.min(longestPauseMs, 2 * pauseMs);
      dueAtMs = nowMs + pauseMs + (long) (random.nextDouble() * JITTER * pauseMs);
    }
  }
}
