package io.chorus.ingress.webhook;

/**
 * When something that was not taken is told again: after the pauses that Standard Webhooks names.
 */
final class Attempts {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long[] PAUSES_MS = {
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR
  };

  /** What ended longer ago is news to nobody. */
  static final long OLD_MS = 72 * HOUR;

  /** From the first to the last, and a few hours for the attempts themselves. */
  static final long LONGEST_MS = 96 * HOUR;

  private Attempts() {}

  /** True after the last one: some three days after the first. */
  static boolean areOver(int attempts) {
    return attempts > PAUSES_MS.length;
  }

  /**
   * Milliseconds until the next one.
   *
   * @param attempts so far, 1 or more
   * @param random in [0,1), so that what failed together isn't tried together
   */
  static long pauseMs(int attempts, double random) {
    return Math.round(PAUSES_MS[attempts - 1] * (1 + random / 5));
  }
}
