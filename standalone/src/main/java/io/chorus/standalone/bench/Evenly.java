package io.chorus.standalone.bench;

import java.util.concurrent.locks.LockSupport;

/** Does something at even intervals, whether the last time took long or not. */
public final class Evenly {
  private static final long NANOS = 1_000_000_000L;

  private Evenly() {}

  /** Returns when it has been done so often. */
  public static void run(int times, int perSecond, Runnable action) {
    long gap = NANOS / perSecond;
    long next = System.nanoTime();
    for (int i = 0; i < times; i++) {
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      action.run();
      next += gap;
    }
  }
}
