package io.chorus.standalone.chaos;

import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * Lets number n go at its own moment, n / rate after the start. What a fault held back goes at once
 * when the fault is over, as callers who know nothing of it would have it. Waits in the task's
 * thread, for the time between two numbers at the most: a Flink rate limiter isn't asked while the
 * task is back-pressured.
 *
 * @param startMs when number 0 is due, by the wall clock
 */
record Pace(long startMs, int perSecond) implements GeneratorFunction<Long, Long> {

  @Override
  public Long map(Long number) throws InterruptedException {
    long waitMs = dueMs(number) - System.currentTimeMillis();
    if (waitMs > 0) {
      TimeUnit.MILLISECONDS.sleep(waitMs);
    }
    return number;
  }

  long dueMs(long number) {
    return startMs + number * 1_000 / perSecond;
  }
}
