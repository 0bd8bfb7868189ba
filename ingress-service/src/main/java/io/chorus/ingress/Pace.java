package io.chorus.ingress;

/**
 * How slow a caller may be that sends or takes a file: a while to begin with, then so many bytes a
 * second on the whole. Who is slower has gone, or keeps a place from others on purpose.
 */
final class Pace {
  static final long BYTES_A_SECOND = 64 << 10;
  static final long GRACE_MS = 30_000;

  private Pace() {}

  /**
   * How long a caller has until so many bytes must have passed, in ms; negative where it is late.
   *
   * @param waitedMs how long it has been waited for
   */
  static long leftMs(long bytes, long waitedMs) {
    return GRACE_MS + bytes * 1_000 / BYTES_A_SECOND - waitedMs;
  }
}
