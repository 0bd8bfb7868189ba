package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts a time without connection: when to try again, and when to give up. One thread's. */
final class Outage {

  private static final long FIRST_DELAY_MS = 100;
  private static final long MAX_DELAY_MS = 5_000;
  private static final int MAX_DOUBLINGS = 6;

  private final Duration deadline;
  private final LongSupplier nanoClock;
  private boolean away;
  private long sinceNanos;
  private int attempts;

  Outage(Duration deadline) {
    this(deadline, System::nanoTime);
  }

  Outage(Duration deadline, LongSupplier nanoClock) {
    this.deadline = deadline;
    this.nanoClock = nanoClock;
  }

  Duration deadline() {
    return deadline;
  }

  void over() {
    away = false;
    sinceNanos = nanoClock.getAsLong();
  }

  /** Notes a failed attempt; false when the deadline is past. */
  boolean attemptFailed() {
    long now = nanoClock.getAsLong();
    if (!away) {
      forgetWhenItLasted();
      away = true;
      sinceNanos = now;
    }
    return now - sinceNanos < deadline.toNanos();
  }

  /** Milliseconds from a loss to the first attempt: none, unless the last one did not last. */
  long delayAfterLossMs() {
    forgetWhenItLasted();
    return attempts == 0 ? 0 : delayMs();
  }

  private void forgetWhenItLasted() {
    long lasted = nanoClock.getAsLong() - sinceNanos;
    attempts = lasted < TimeUnit.MILLISECONDS.toNanos(MAX_DELAY_MS) ? Math.max(1, attempts) : 0;
  }

  /** Milliseconds to the next attempt, jittered so that readers don't return all at once. */
  long delayMs() {
    long delay = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS << Math.min(attempts++, MAX_DOUBLINGS));
    return ThreadLocalRandom.current().nextLong(delay / 2, delay + 1);
  }
}
