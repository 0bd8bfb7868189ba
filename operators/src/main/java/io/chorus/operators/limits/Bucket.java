package io.chorus.operators.limits;

/** An allowance that fills evenly, from nothing. Used under a lock. */
final class Bucket {
  private static final double MINUTE_MS = 60_000;

  private final double perMinute;
  private final double most;
  private double level;
  private long atMs;

  /**
   * @param most it never holds more
   */
  Bucket(double perMinute, double most, long nowMs) {
    this.perMinute = perMinute;
    this.most = most;
    this.atMs = nowMs;
  }

  /** What may be taken now. */
  long level(long nowMs) {
    if (nowMs > atMs) {
      level = Math.min(most, level + (nowMs - atMs) * perMinute / MINUTE_MS);
      atMs = nowMs;
    }
    return (long) level;
  }

  void take(long amount) {
    level -= amount;
  }

  /** Milliseconds until it has so much; far away where it never will. */
  long waitMs(long amount) {
    return amount > most
        ? Long.MAX_VALUE / 2
        : (long) Math.ceil((amount - level) * MINUTE_MS / perMinute);
  }
}
