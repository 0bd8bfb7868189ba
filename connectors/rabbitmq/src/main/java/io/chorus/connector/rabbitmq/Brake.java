package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What holds publishing back: a broker that blocks its publishers, and a pause after refusals. Not
 * thread-safe.
 */
final class Brake {

  private static final long FIRST_PAUSE_MS = 10;
  private static final int MAX_DOUBLINGS = 7;

  private final Duration blockedTimeout;
  private final LongSupplier nanoClock;
  private boolean blocked;
  private long blockedAtNanos;
  private long feltAtNanos;
  private long blockedBeforeNanos;
  private long pausedUntilNanos;
  private int refusalsInARow;
  private long refused;

  /**
   * A free brake.
   *
   * @param blockedTimeout how long a block may be felt
   */
  Brake(Duration blockedTimeout, LongSupplier nanoClock) {
    this.blockedTimeout = blockedTimeout;
    this.nanoClock = nanoClock;
    this.pausedUntilNanos = nanoClock.getAsLong();
  }

  void block(boolean on) {
    if (on && !blocked) {
      blockedAtNanos = nanoClock.getAsLong();
      feltAtNanos = blockedAtNanos;
    } else if (!on) {
      blockedBeforeNanos += blockedNowNanos();
    }
    blocked = on;
  }

  /** Starts the timeout of a block anew: an idle sink is not failed for what it did not feel. */
  void felt() {
    feltAtNanos = nanoClock.getAsLong();
  }

  /** Notes refused messages; the pause grows with each refusal in a row. */
  void refuse(int messages) {
    if (messages > 0) {
      refused += messages;
      long pauseMs = FIRST_PAUSE_MS << Math.min(refusalsInARow++, MAX_DOUBLINGS);
      pausedUntilNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
    }
  }

  void confirm() {
    refusalsInARow = 0;
  }

  boolean blocked() {
    return blocked;
  }

  /** Nanoseconds until a change is possible without the broker; none left: publish, or give up. */
  long nanosToGo() {
    return blocked ? untilTimeoutNanos() : pausedUntilNanos - nanoClock.getAsLong();
  }

  /** Messages refused so far. */
  long refused() {
    return refused;
  }

  /** How long the broker has blocked its publishers so far, in all. */
  long blockedMs() {
    return TimeUnit.NANOSECONDS.toMillis(blockedBeforeNanos + blockedNowNanos());
  }

  private long blockedNowNanos() {
    return blocked ? nanoClock.getAsLong() - blockedAtNanos : 0;
  }

  private long untilTimeoutNanos() {
    return feltAtNanos + blockedTimeout.toNanos() - nanoClock.getAsLong();
  }
}
