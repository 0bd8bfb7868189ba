package io.chorus.ingress;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends threads of our own. */
final class Threads {
  private static final long LIMIT_S = 10;

  private Threads() {}

  /**
   * Takes no more work and waits for what has begun, ten seconds at the most; then interrupts it.
   *
   * @return false where it had to be interrupted
   */
  static boolean end(ExecutorService threads) {
    threads.shutdown();
    boolean ended = false;
    try {
      ended = threads.awaitTermination(LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      threads.shutdownNow();
    }
    return ended;
  }
}
