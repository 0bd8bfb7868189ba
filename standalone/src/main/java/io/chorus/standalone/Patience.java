package io.chorus.standalone;

/**
 * How often in a row something that fails is tried again: after a pause, and after one twice as
 * long each further time. Not thread-safe.
 */
final class Patience {
  private static final int SHORT = 2;
  private static final int LONG = 7;

  private final int most;
  private final long firstPauseMs;
  private int failures;

  private Patience(int most, long firstPauseMs) {
    this.most = most;
    this.firstPauseMs = firstPauseMs;
  }

  /** For whoever looks on: three pauses' time. */
  static Patience brief(long firstPauseMs) {
    return new Patience(SHORT, firstPauseMs);
  }

  /** For what may have taken hours: 127 pauses' time, with those of half a second a minute. */
  static Patience lasting(long firstPauseMs) {
    return new Patience(LONG, firstPauseMs);
  }

  /** Pauses; false at once where it has failed too often. */
  boolean lasts() throws InterruptedException {
    if (failures == most) {
      return false;
    }
    Thread.sleep(firstPauseMs << failures);
    failures++;
    return true;
  }

  /** Something came of it. */
  void renew() {
    failures = 0;
  }
}
