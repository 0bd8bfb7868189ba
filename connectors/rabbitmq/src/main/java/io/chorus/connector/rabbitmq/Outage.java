package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Counts a time without connection: when to try again, and when to give up. One thread's. */
final class Outage {

  private static final long FIRST_DELAY_MS = 100;
  private static final long MAX_DELAY_MS = 5_000;
  private static final int MAX_DOUBLINGS = 6;

  private final Duration deadline;
  private long sinceNanos;
  private int attempts;

  Outage(Duration deadline) {
    this.deadline = deadline;
  }

  void over() {
    attempts = 0;
  }

  /** Notes a failed attempt; false when the deadline is past. */
  boolean attemptFailed() {
    long now = System.nanoTime();
    if (attempts++ == 0) {
      sinceNanos = now;
    }
    return now - sinceNanos < deadline.toNanos();
  }

  /** Milliseconds to the next attempt, jittered so that readers don't return all at once. */
  long delayMs() {
    long delay = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS << Math.min(attempts, MAX_DOUBLINGS));
    return ThreadLocalRandom.current().nextLong(delay / 2, delay + 1);
  }
}
