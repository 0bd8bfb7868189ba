package io.chorus.standalone.bench;

import java.util.function.BooleanSupplier;

/** Waits for what a bench has set going. */
public final class Await {
  private static final long POLL_MS = 50;

  private Await() {}

  public static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(POLL_MS);
    }
  }

  public static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }
}
