package io.chorus.operators.asking;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a thing again and again until it is done, or until its pauses are cut. */
final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private final Pauses pauses;

  Retry(Pauses pauses) {
    this.pauses = pauses;
  }

  /**
   * @param what for the log
   * @return cancelled where the pauses were closed before it was done
   */
  <T> CompletableFuture<T> untilDone(String what, Supplier<CompletableFuture<T>> attempt) {
    return untilDone(what, attempt, Tries.NONE);
  }

  private <T> CompletableFuture<T> untilDone(
      String what, Supplier<CompletableFuture<T>> attempt, Tries before) {
    return Faults.caught(attempt)
        .exceptionallyCompose(
            fault -> {
              Tries tries = before.failedAgain();
              log(what, tries, fault);
              return pauses
                  .pause(tries.failedMs())
                  .thenCompose(over -> untilDone(what, attempt, tries));
            });
  }

  /** Loud the first time only: while a database is away, all open calls come by here. */
  static void log(String what, Tries tries, Throwable fault) {
    if (tries.failed() == 1) {
      LOG.warn("{} failed ({}), will try until it is done", what, Faults.kind(fault));
    } else {
      LOG.debug("{} failed {} times ({})", what, tries.failed(), Faults.kind(fault));
    }
  }
}
