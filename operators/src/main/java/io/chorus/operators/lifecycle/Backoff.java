package io.chorus.operators.lifecycle;

import io.chorus.contracts.AskId;

/** How long to wait before the next ask: doubled each time, with a jitter that replays alike. */
final class Backoff {
  static final long BASE_MS = 500;
  private static final int MOST_DOUBLINGS = 6;
  private static final int JITTER_SHARE = 4;

  private Backoff() {}

  /**
   * @param next the ask to come: its id decides the jitter, up to a quarter on top
   * @param retryAfterMs what the engine asked for, never undercut; 0 where it didn't
   */
  static long delayMs(AskId next, Slot failed, long retryAfterMs) {
    int doublings = Math.min(MOST_DOUBLINGS, failed.triesOnEngine() + 2 * failed.pass());
    long delay = Math.max(retryAfterMs, BASE_MS << doublings);
    return delay + Math.floorMod(next.toString().hashCode(), delay / JITTER_SHARE);
  }
}
