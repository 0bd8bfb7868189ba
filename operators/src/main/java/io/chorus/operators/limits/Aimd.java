package io.chorus.operators.limits;

/**
 * How much of its places an account may use: less at once when its provider complains, a little
 * more each second while it doesn't (additive increase, multiplicative decrease). Used under a
 * lock.
 */
final class Aimd {
  private static final double CUT = 0.7;
  private static final double RAISE = 0.1;
  private static final double LEAST = 0.02;
  private static final long STEP_MS = 1_000;

  private double share = 1;
  private long steppedAtMs;

  /** Calls that may be open, of so many places; without a bound while nobody complains. */
  long window(long places) {
    return share == 1 ? Long.MAX_VALUE : Math.max(1, (long) (share * places));
  }

  /** The provider says that it is too much. */
  void complained(long nowMs) {
    if (nowMs - steppedAtMs >= STEP_MS) {
      share = Math.max(LEAST, share * CUT);
      steppedAtMs = nowMs;
    }
  }

  /** A call was answered. */
  void answered(long nowMs) {
    if (share < 1 && nowMs - steppedAtMs >= STEP_MS) {
      share = Math.min(1, share + RAISE);
      steppedAtMs = nowMs;
    }
  }
}
