package io.chorus.operators.scheduling;

/**
 * How many bulk calls of an engine may be on their way while its accounts have no room for more:
 * fewer when one comes back for want of room, a quarter of a call more with each that is answered.
 * Where no room comes soon, none at all for some seconds. Used by one thread.
 */
final class RoomWindow {
  /** A call waits about so long for room before it comes back. */
  private static final long SOON_MS = 1_000;

  private static final long LONGEST_PAUSE_MS = 5_000;
  private static final long STEP_MS = 500;
  private static final double CUT = 0.8;
  private static final double GROWTH = 0.25;
  private static final double LEAST = 2;

  private double window = Double.MAX_VALUE;
  private long cutAtMs;
  private long closedUntilMs;

  /** Calls that may be on their way, of so many. */
  int limit(int full, long nowMs) {
    return nowMs < closedUntilMs ? 0 : (int) Math.min(full, window);
  }

  /** When calls may leave again; 0 where they may now. */
  long opensAtMs(long nowMs) {
    return nowMs < closedUntilMs ? closedUntilMs : 0;
  }

  /**
   * A call came back for want of room.
   *
   * @param onTheirWay calls that are, beside it
   * @param waitMs until there may be room
   */
  void noRoom(int onTheirWay, long waitMs, long nowMs) {
    if (nowMs - cutAtMs >= STEP_MS) {
      window = Math.max(LEAST, CUT * Math.min(window, onTheirWay));
      cutAtMs = nowMs;
    }
    if (waitMs > SOON_MS) {
      closedUntilMs = Math.max(closedUntilMs, nowMs + Math.min(LONGEST_PAUSE_MS, waitMs));
    }
  }

  /** A call was answered, with a window of so many to come back to. */
  void answered(int full) {
    window = window + GROWTH >= full ? Double.MAX_VALUE : window + GROWTH;
  }
}
