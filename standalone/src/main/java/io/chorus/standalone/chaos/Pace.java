package io.chorus.standalone.chaos;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * Lets number n go at its own moment, n / rate after the start. What a fault held back goes at once
 * when the fault is over, as callers who know nothing of it would have it. One thread's.
 */
final class Pace implements RateLimiter<NumberSequenceSplit> {
  private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

  private final long startMs;
  private final int perSecond;
  private long next;

  Pace(long startMs, int perSecond) {
    this.startMs = startMs;
    this.perSecond = perSecond;
  }

  /**
   * For a generator of parallelism 1.
   *
   * @param startMs when number 0 is due, by the wall clock
   */
  static RateLimiterStrategy<NumberSequenceSplit> from(long startMs, int perSecond) {
    return parallelism -> new Pace(startMs, perSecond);
  }

  /** After a restart the numbers go on in the middle. */
  @Override
  public void notifyAddingSplit(NumberSequenceSplit split) {
    next = split.from();
  }

  @Override
  public CompletionStage<Void> acquire(int numbers) {
    next += numbers;
    long waitMs = dueMs(next - 1) - System.currentTimeMillis();
    return waitMs <= 0 ? NOW : CompletableFuture.runAsync(() -> {}, in(waitMs));
  }

  long dueMs(long number) {
    return startMs + number * 1_000 / perSecond;
  }

  private static Executor in(long waitMs) {
    return CompletableFuture.delayedExecutor(waitMs, TimeUnit.MILLISECONDS);
  }
}
