package io.chorus.operators.asking;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries something until it works: what was paid for must be stored, however long that takes. */
final class Retry {
  static final long FIRST_MS = 500;
  static final long LONGEST_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  private final ScheduledExecutorService worker;

  Retry(ScheduledExecutorService worker) {
    this.worker = worker;
  }

  /**
   * @param what for the log
   * @param givenUp when true after a failure, that failure is the outcome
   */
  <T> CompletableFuture<T> until(
      String what, BooleanSupplier givenUp, Supplier<CompletableFuture<T>> action) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    attempt(new Attempt<>(what, givenUp, action, outcome), FIRST_MS);
    return outcome;
  }

  private <T> void attempt(Attempt<T> attempt, long delayMs) {
    CompletableFuture<T> unused =
        attempt
            .action
            .get()
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    attempt.outcome.complete(value);
                  } else if (attempt.givenUp.getAsBoolean()) {
                    attempt.outcome.completeExceptionally(failure);
                  } else {
                    LOG.warn("{} failed, again in {} ms", attempt.what, delayMs, failure);
                    later(() -> attempt(attempt, Math.min(2 * delayMs, LONGEST_MS)), delayMs);
                  }
                });
  }

  void later(Runnable work, long delayMs) {
    ScheduledFuture<?> unused = worker.schedule(work, delayMs, TimeUnit.MILLISECONDS);
  }

  private record Attempt<T>(
      String what,
      BooleanSupplier givenUp,
      Supplier<CompletableFuture<T>> action,
      CompletableFuture<T> outcome) {}
}
