package io.chorus.connector.rabbitmq;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What holds publishing back: a broker that blocks its publishers, and a pause after refusals. Not
 * thread-safe.
 */
final class Brake {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(160);

  private final Duration blockedTimeout;
  private final LongSupplier nanoClock;
  private boolean blocked;
  private long blockedAtNanos;
  private long feltAtNanos;
  private long blockedBeforeNanos;
  private long pausedUntilNanos;
  private long pauseNanos;
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

  /** Notes refused messages, and pauses: longer each time, until none is for that long. */
  void refuse(int messages) {
    refused += messages;
    long quietNanos = nanoClock.getAsLong() - pausedUntilNanos;
    if (messages > 0 && quietNanos >= 0) {
      pauseNanos =
          quietNanos >= pauseNanos ? FIRST_PAUSE_NANOS : Math.min(2 * pauseNanos, MAX_PAUSE_NANOS);
      pausedUntilNanos = nanoClock.getAsLong() + pauseNanos;
    }
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
