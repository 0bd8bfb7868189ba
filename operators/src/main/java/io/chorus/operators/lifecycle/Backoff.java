package io.chorus.operators.lifecycle;

import io.chorus.contracts.AskId;

/**
 * How long to wait before the next ask: what the engine asked for, to the millisecond, since no
 * more than a window of those who wait leaves at once; or else doubled each time, with a jitter
 * that replays alike.
 */
final class Backoff {
  static final long BASE_MS = 500;
  private static final int MOST_DOUBLINGS = 6;
  private static final int JITTER_SHARE = 4;

  private Backoff() {}

  /**
   * @param next the ask to come: its id decides the jitter, up to a quarter on top
   * @param retryAfterMs what the engine asked for; 0 where it didn't. The longer of the two counts
   */
  static long delayMs(AskId next, Slot failed, long retryAfterMs) {
    int doublings = Math.min(MOST_DOUBLINGS, failed.triesOnEngine() + 2 * failed.pass());
    long backoff = BASE_MS << doublings;
    long jitter = Math.floorMod(next.toString().hashCode(), backoff / JITTER_SHARE);
    return Math.max(retryAfterMs, backoff + jitter);
  }
}
