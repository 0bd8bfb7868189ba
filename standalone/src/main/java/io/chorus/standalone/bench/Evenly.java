package io.chorus.standalone.bench;

import java.util.concurrent.locks.LockSupport;

/** Does something at even intervals, whether the last time took long or not. */
public final class Evenly {
  private static final long NANOS = 1_000_000_000L;

  private Evenly() {}

  /**
   * Returns when it has been done so often.
   *
   * @throws InterruptedException when the thread is interrupted before that
   */
  public static void run(int times, int perSecond, Runnable action) throws InterruptedException {
    long gap = NANOS / perSecond;
    long next = System.nanoTime();
    for (int i = 0; i < times; i++) {
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      action.run();
      next += gap;
    }
  }

  /** The same on a thread of its own, which ends early when the bench does. */
  public static Thread start(String name, int times, int perSecond, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                run(times, perSecond, action);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
