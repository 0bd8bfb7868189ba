package io.chorus.standalone.bench.connector;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The time from the first message to the last. Thread-safe. */
final class Lap {
  private static final double NANOS = 1e9;

  private final int messages;
  private final CompletableFuture<Long> end = new CompletableFuture<>();
  private long startNanos;
  private int seen;

  Lap(int messages) {
    this.messages = messages;
  }

  /**
   * A message goes, or has come; the last that has come ends the lap where {@code ends} says so.
   */
  synchronized void message(boolean ends) {
    if (seen == 0) {
      startNanos = System.nanoTime();
    }
    seen++;
    if (ends && seen == messages) {
      over();
    }
  }

  synchronized void over() {
    end.complete(System.nanoTime() - startNanos);
  }

  /** Messages a second, when the lap is over. */
  double perSecond() throws Exception {
    return messages * NANOS / end.get(2, TimeUnit.MINUTES);
  }
}
