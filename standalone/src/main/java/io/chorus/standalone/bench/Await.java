package io.chorus.standalone.bench;

import java.time.Duration;

/** Waits for what a measurement has set going, and never for good. */
public final class Await {
  private static final long POLL_MS = 50;

  /** Longer than anything takes that a bench waits for. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private Await() {}

  /** What is waited for. */
  public interface Condition<E extends Exception> {
    boolean holds() throws E, InterruptedException;
  }

  /**
   * Returns when the condition holds.
   *
   * @param what is to be, for the error
   * @throws IllegalStateException when it isn't within a quarter of an hour
   */
  public static <E extends Exception> void until(String what, Condition<E> condition)
      throws E, InterruptedException {
    until(what, LIMIT, condition);
  }

  /** The same with a limit of its own. */
  public static <E extends Exception> void until(
      String what, Duration limit, Condition<E> condition) throws E, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("after " + limit.toSeconds() + " s still not: " + what);
      }
      Thread.sleep(POLL_MS);
    }
  }

  public static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }
}
