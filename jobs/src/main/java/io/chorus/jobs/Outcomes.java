package io.chorus.jobs;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/** From futures to Flink. */
final class Outcomes {
  private Outcomes() {}

  /** Passes on what becomes of a future: one element, or the failure that fails the job. */
  static <T, R> void pass(CompletableFuture<T> from, Function<T, R> as, ResultFuture<R> to) {
    passAll(from, value -> List.of(as.apply(value)), to);
  }

  /** The same for any number of elements. */
  static <T, R> void passAll(
      CompletableFuture<T> from, Function<T, List<R>> as, ResultFuture<R> to) {
    CompletableFuture<T> unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                to.completeExceptionally(failure);
              } else {
                to.complete(as.apply(value));
              }
            });
  }
}
