package io.chorus.ingress;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How slow a caller may be that sends or takes a file: a while to begin with, then so many bytes a
 * second on the whole. Who is slower has gone, or keeps a place from others on purpose. Immutable.
 */
final class Pace {
  static final long BYTES_A_SECOND = 64 << 10;
  static final long GRACE_MS = 30_000;

  private final LongSupplier nanoTime;
  private final long startedAt;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
  }

  /**
   * How long a caller has until so many bytes must have passed, in ms; negative where it is late.
   */
  long leftMs(long bytes) {
    long passedMs = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startedAt);
    return GRACE_MS + bytes * 1_000 / BYTES_A_SECOND - passedMs;
  }
}
